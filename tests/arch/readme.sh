# README.md maps the tree: a line for each folder at the top and each module of
# node/, and no line for a folder that is not there. A line of the map begins
# with the folder, as in "node/deal/  steps and rules". So do a line for each
# folder below another that holds code, and in spec/README.md one for each page.
. "$(dirname "$0")/lib/check.sh"

# The promises made by a tree: folders that hold files.
standing() {
    files '*' | awk -F/ '
        NF > 1 && $1 !~ /^\./ { print $1 "/" }
        NF > 2 && $1 ~ /^(cli|net|node)$/ { print $1 "/" $2 "/" }' | sort -u
}

# The pages of the specification that its first page does not name.
unnamed_pages() {
    files 'spec/*.md' | sed 's,.*/,,' | grep -vx README.md |
        while read -r page; do
            grep -qs "]($page)" spec/README.md ||
                echo "spec/README.md: names no $page"
        done
}

mapped() {
    sed -n 's,^[-* `|]*\([a-z][a-z/]*/\)[` |].*,\1,p' README.md | sort -u
}

check() {
    unnamed_pages
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
    printf '# Bundles\n' | planted spec/bundle.md 'names no bundle.md'
    printf 'int x;\n' | planted node/deal/deal.c 'no README.md'
}

begin "$@"
