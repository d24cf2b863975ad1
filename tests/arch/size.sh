# A file, a header, a function, a line are of a size that a reader can hold.
# Nesting, parameters and complexity are watched by clang-tidy.
. "$(dirname "$0")/lib/check.sh"

FUNCTION_LINES=60
FILE_LINES=500
HEADER_LINES=150
COLUMNS_MAX=80

# Bytes that continue a UTF-8 character take no column.
long_lines() {
    awk -v most="$COLUMNS_MAX" '
    {
        columns = $0
        gsub(/[\200-\277]/, "", columns)
    }
    length(columns) > most {
        print FILENAME ":" FNR ": " length(columns) " columns, at most " most
    }' "$@" /dev/null
}

long_files() {
    most=$1
    shift
    for file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le "$most" ] ||
            echo "$file: $lines lines, at most $most; split it by meaning"
    done
}

# Tables of tests stand in main() of a test, so tests are left out here.
long_functions() {
    sources=$(files '*.c' '*.h' | grep -v '^tests/')
    [ -n "$sources" ] || return 0
    ctags -x --c-kinds=f --fields=+ne --_xformat='%{end} %n %F %N' $sources |
        awk -v most="$FUNCTION_LINES" '$1 - $2 + 1 > most {
            print $3 ":" $2 ": " $4 "() has " $1 - $2 + 1 \
                " lines, at most " most "; split it by meaning"
        }'
}

check() {
    long_lines $(files '*.c' '*.h' '*.sh' '*CMakeLists.txt')
    long_files "$FILE_LINES" $(files '*.c')
    long_files "$HEADER_LINES" $(files '*.h')
    long_functions
}

repeat() {
    awk -v count="$1" -v text="$2" 'BEGIN {
        while (count-- > 0) print text
    }'
}

plant() {
    repeat 501 '' | planted store/long.c '501 lines, at most 500'
    repeat 500 '' | planted store/long.c nothing
    repeat 151 '' | planted store/long.h '151 lines, at most 150'
    { echo 'int f(void)' && echo '{' && repeat 58 ';' && echo '}'; } |
        planted node/long.c 'f() has 61 lines, at most 60'
    { echo 'int f(void)' && echo '{' && repeat 57 ';' && echo '}'; } |
        planted node/long.c nothing
    awk 'BEGIN { printf "%081d\n", 0 }' | planted cli/wide.c '81 columns'
    awk 'BEGIN { printf "%078d\303\251\303\251\n", 0 }' |
        planted cli/wide.c nothing
}

begin "$@"
