# README.md maps the tree: a line for each folder at the top and each module of
# node/, and no line for a folder that is not there. A line of the map begins
# with the folder, as in "node/deal/  steps and rules".
. "$(dirname "$0")/lib/check.sh"

# The promises made by a tree: folders that hold files.
standing() {
    files '*' | awk -F/ '
        NF > 1 && $1 !~ /^\./ { print $1 "/" }
        NF > 2 && $1 == "node" { print $1 "/" $2 "/" }' | sort -u
}

mapped() {
    sed -n 's,^[-* `|]*\([a-z][a-z/]*/\)[` |].*,\1,p' README.md | sort -u
}

check() {
    [ -f README.md ] || { echo "no README.md" && return; }
    standing | while read -r folder; do
        mapped | grep -qx "$folder" ||
            echo "README.md: the map has no line for $folder"
    done
    mapped | while read -r folder; do
        [ -d "$folder" ] || echo "README.md: maps $folder, which is not there"
    done
}

plant() {
    printf 'node/  core\n' | planted README.md 'node/, which is not there'
    printf 'kith\n' | planted README.md nothing
    printf 'int x;\n' | planted node/deal/deal.c 'no README.md'
}

begin "$@"
