# A folder is a promise: the top level holds only what README.md names, no
# folder of the program holds a single file, and no file is called after
# nothing (util, common, misc).
. "$(dirname "$0")/lib/check.sh"

top='CMakeLists.txt CMakePresets.json LICENSE README.md cli net node spec store
tests'

check() {
    files '*' | sed 's,/.*,,' | sort -u | while read -r entry; do
        case $entry in
        .*) ;;
        *)
            echo "$top" | tr ' ' '\n' | grep -qx "$entry" ||
                echo "$entry: the top level does not hold this"
            ;;
        esac
    done
    files '*' | grep -E '^(node|net|store|cli)/.*\.[ch]$' |
        sed 's,/[^/]*$,,' | sort | uniq -c |
        awk '$1 == 1 { print $2 "/: a folder for a single file" }'
    files '*' | grep -E '(^|/)(util|utils|common|misc|helpers)\.(c|h|sh)$' |
        sed 's/$/: name it after what it does/'
}

plant() {
    echo | planted extra/a.c 'extra: the top level'
    echo | planted notes.txt 'notes.txt: the top level'
    echo | planted node/deal/deal.h 'node/deal/: a folder for a single file'
    echo | planted tests/lib/util.c 'name it after what it does'
    echo | planted .editorconfig nothing
    echo | planted spec/records.md nothing
}

begin "$@"
