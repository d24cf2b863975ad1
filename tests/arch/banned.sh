# Calls and habits that are not used here, each with what to write instead.
. "$(dirname "$0")/lib/check.sh"

# The files without comments and with empty strings, as "file:line:code".
code() {
    awk '
    BEGIN {
        token_or_comment = "\"([^\"\\\\]|\\\\.)*\"|" \
            "\047([^\047\\\\]|\\\\.)*\047|/[*]"
    }
    FNR == 1 { inside = 0 }
    {
        line = $0
        out = ""
        while (line != "") {
            if (inside) {
                end = index(line, "*/")
                if (!end) { line = ""; break }
                line = substr(line, end + 2)
                inside = 0
            } else if (match(line, token_or_comment)) {
                out = out substr(line, 1, RSTART - 1)
                token = substr(line, RSTART, RLENGTH)
                line = substr(line, RSTART + RLENGTH)
                if (token == "/*") inside = 1
                else out = out "\"\""
            } else { out = out line; line = "" }
        }
        print FILENAME ":" FNR ":" out
    }' "$@" /dev/null
}

# ban PATTERN INSTEAD [NOT_AFTER]: every line of $lines that fits at the start
# of a word is reported, but not behind one of the characters in NOT_AFTER.
ban() {
    printf '%s\n' "$lines" |
        grep -E "^[^:]*:[0-9]*:(.*[^A-Za-z0-9_${3:-}])?($1)" |
        awk -F: -v instead="$2" '{ print $1 ":" $2 ": " instead }'
}

# A prototype that stands alone behind an empty line has no comment; a group
# of them shares one.
uncommented() {
    awk '
    FNR == 1 { before = "" }
    /^[a-zA-Z].*\(/ && !/^(static|typedef|enum [a-z_]+ \{)/ && before == "" {
        print FILENAME ":" FNR ": a prototype without its comment"
    }
    { before = $0 }' "$@" /dev/null
}

check() {
    ours=$(files '*.c' '*.h' | grep -v '^tests/')
    [ -n "$ours" ] || return 0
    lines=$(code $ours)
    ban '(strcpy|strcat|stpcpy)[ ]*\(' 'use memcpy with a size, or struct bytes'
    ban '(sprintf|vsprintf)[ ]*\(' 'use snprintf and check what it returns'
    ban 'strtok(_r)?[ ]*\(' 'walk with strcspn; strtok writes into its text'
    ban '(atoi|atol|atoll|atof)[ ]*\(' 'use strtol and check the end and errno'
    ban 'gets[ ]*\(' 'use fgets or getline'
    ban 'alloca[ ]*\(' 'use an array with a ceiling, or struct bytes'
    ban '(rand|srand|random|drand48)[ ]*\(' \
        'use randombytes_buf outside the core, the seed of the event inside'
    ban '(localtime|gmtime)[ ]*\(' 'use localtime_r or gmtime_r'
    ban 'typedef[ ]+(struct|union)[^(]*$' 'write struct x; no typedef'
    ban 'sqlite3_exec[ ]*\([^,]*,[ ]*[^" ]' \
        'prepare and bind; sqlite3_exec takes only a literal'
    ban 'sqlite3_exec[ ]*\([^,]*$' \
        'keep the text of sqlite3_exec on the line of the call'
    ban '([a-z_]+_)?len([^A-Za-z0-9_(]|$)' \
        'say count, bytes or index' '.>'
    ban '(NDEBUG)' 'asserts stay on'
    ban '(TODO|FIXME|XXX)' 'finish it'
    lines=$(printf '%s\n' "$lines" | grep -v '^cli/')
    ban '(v?f?printf|puts|fputs|putchar)[ ]*\(' \
        'only cli/ prints; hand the text to the caller'
    headers=$(files '*.h' | grep -v '^tests/')
    [ -n "$headers" ] || return 0
    lines=$(code $headers)
    printf '%s\n' "$lines" | grep -E '^[^:]*:[0-9]*:enum err [a-z_0-9]+\(' |
        awk -F: '{ print $1 ":" $2 ": begin it with MUST_USE enum err" }'
    uncommented $headers
}

plant() {
    for call in 'strcpy(a, b)' 'sprintf(a, b)' 'strtok(a, b)' 'x = atoi(a)' \
        'gets (a)' 'p = alloca(8)' 'n = rand()' 'localtime(&t)' 'gmtime(&t)' \
        'typedef struct a a' 'sqlite3_exec(db, sql, 0, 0, 0)' \
        'size_t len = 0' 'size_t text_len = 0' 'printf("%s", a)' \
        'fprintf(stderr, a)'; do
        echo "    $call;" | planted store/a.c 'store/a.c:1: '
    done
    echo 'char *f(void); /* not strcpy(a, b) */' | planted node/a.c nothing
    printf '/* never\n strcpy(a, b)\n */\n' | planted node/a.c nothing
    echo 'typedef enum err f(int);' | planted node/a.c nothing
    echo 'x = f("strcpy(a, b)", "\"", "a");' | planted node/a.c nothing
    echo 'my_strcpy(a, b); snprintf(a, 1, b);' | planted node/a.c nothing
    echo 'a.len = b->iov_len; socklen_t x; length = 0;' |
        planted net/a.c nothing
    echo 'sqlite3_exec(db, "PRAGMA x", 0, 0, 0);' | planted store/a.c nothing
    echo 'printf("%s", a);' | planted cli/a.c nothing
    printf '/* Does. */\nenum err a_do(void);\n' |
        planted node/a.h 'begin it with MUST_USE'
    printf '\nint a(void);\n' | planted node/a.h 'without its comment'
    printf '/* Says. */\nint a(void);\nint b(void);\n' |
        planted node/a.h nothing
}

begin "$@"
