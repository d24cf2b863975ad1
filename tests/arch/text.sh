# What is in the files as text: no blanks at line ends, no tabs, no path of one
# person's machine, no word that says a thing is unfinished; and nothing that a
# build makes or an editor leaves.
. "$(dirname "$0")/lib/check.sh"

texts() {
    files '*.c' '*.h' '*.sh' '*.md' '*.txt' '*.json' '*.html' '*.css' '.ci/*' |
        grep -v -e '^tests/arch/' -e '^tests/fuzz/corpus/'
}

# search PATTERN WORDS: the lines of all texts that fit, and what to say.
search() {
    grep -nIE "$1" $(texts) /dev/null |
        awk -F: -v words="$2" '{ print $1 ":" $2 ": " words }'
}

check() {
    search '[ 	]$' 'blanks at the end of the line'
    search '	' 'a tab'
    # Ana lives in the tests; every other home is somebody's.
    grep -nIE '(^|[^A-Za-z0-9_.~])/(home|work|root|Users|mnt)/[A-Za-z]' \
        $(texts) /dev/null | grep -v '/home/ana' |
        awk -F: '{ print $1 ":" $2 ": a path of one machine" }'
    search '(^|[^A-Za-z])(TODO|FIXME|HACK)([^A-Za-z]|$)' 'finish it'
    search '[Nn]ot (yet )?implemented|[Ff]or now[^a-z]' 'finish it'
    for file in $(texts); do
        [ -z "$(tail -c 1 "$file")" ] || echo "$file: no end of its last line"
    done
    files '*.o' '*.a' '*.so' '*.d' '*.gcda' '*.gcno' '*.orig' '*.rej' '*~' \
        '*.swp' '*.db' '*.db-wal' 'core' 'CMakeCache.txt' |
        sed 's/$/: made by a tool, not by hand/'
    find . -path ./build -prune -o -path ./.git -prune -o -type f \
        -size +1024k -print | sed 's,^\./\(.*\),\1: larger than 1 MiB,'
}

plant() {
    printf 'int x; \n' | planted node/a.c 'node/a.c:1: blanks'
    printf '\tx\n' | planted spec/a.md 'spec/a.md:1: a tab'
    printf '# see /home/maria/kith\n' | planted cli/try.sh 'one machine'
    printf '/* TODO: more */\n' | planted node/a.c 'finish it'
    printf 'Not yet implemented.\n' | planted README.md 'finish it'
    printf 'int x;' | planted node/a.c 'no end of its last line'
    printf 'x\n' | planted node/a.o 'made by a tool'
    awk 'BEGIN { for (i = 0; i < 70000; i++) print "0123456789abcdef" }' |
        planted tests/large.bin 'larger than 1 MiB'
    printf 'HOME=/home/ana\n' | planted tests/e2e/a.sh nothing
    printf 'It works for nowhere else, see ~/work/x and /usr/bin.\n' |
        planted README.md nothing
}

begin "$@"
