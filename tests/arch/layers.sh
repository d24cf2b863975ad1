# Who may include whom. Nothing points up or sideways, every include of ours is
# written from the root, and each folder sees only its own libraries.
. "$(dirname "$0")/lib/check.sh"

# folder | our folders that it sees | headers of libraries that it sees
#
# The first row whose folder holds the file counts. `pure` stands for the C
# headers without clock, files and sockets, `system` for all of C and POSIX,
# `terminal` for what only cli shows itself with.
table='
node/record/scan.c | node                 | pure sodium msgpack
node/record/pack.c | node                 | pure sodium msgpack
node               | node                 | pure sodium
net/codec          | net/codec node       | pure sodium
net/web | net/web net node | system sodium uv microhttpd jansson qrencode
net                | net net/codec node   | system sodium uv
store              | store node           | system sodium sqlite3
cli/helper         | cli/helper node      | any
cli          | cli net net/codec net/web store node | system sodium terminal
tests              | tests cli cli/helper net net/codec net/web store node | any
'

pure='assert inttypes limits stdbool stddef stdint stdlib string'
foreign='sodium msgpack uv sqlite3 jansson libsmartcols utf8proc qrencode
microhttpd cmocka'
terminal='jansson libsmartcols utf8proc qrencode'

judge() {
    awk -v table="$table" -v pure="$pure" \
        -v foreign="$(echo $foreign)" -v terminal="$terminal" '
    BEGIN {
        rows = split(table, line, "\n")
        for (i = 1; i <= rows; i++) {
            split(line[i], cell, "|")
            folder[i] = cell[1]
            gsub(/ /, "", folder[i])
            ours[i] = " " cell[2] " "
            seen[i] = " " cell[3] " "
        }
    }
    function row_of(file,    i) {
        for (i = 1; i <= rows; i++)
            if (folder[i] != "" && \
                (file == folder[i] || index(file, folder[i] "/") == 1))
                return i
        return 0
    }
    # The folder of the table that an included header belongs to.
    function place(header) {
        if (header ~ "^net/codec/") return "net/codec"
        if (header ~ "^net/web/") return "net/web"
        if (header ~ "^cli/helper/") return "cli/helper"
        sub("/.*", "", header)
        return header
    }
    function may_use(row, header,    name) {
        name = header
        sub("/.*", "", name)
        if (!index(" " foreign " ", " " name " ")) {
            name = header
            sub(/\.h$/, "", name)
        }
        name = " " name " "
        if (seen[row] ~ / any /) return 1
        if (seen[row] ~ / terminal / && index(" " terminal " ", name))
            return 1
        if (index(seen[row], name)) return 1
        if (index(" " foreign " ", name)) return 0
        if (seen[row] ~ / system /) return 1
        return seen[row] ~ / pure / && index(" " pure " ", name) > 0
    }
    !/^[ ]*#[ ]*include/ { next }
    {
        row = row_of(FILENAME)
        at = FILENAME ":" FNR ": "
        header = $0
        gsub(/^[^"<]*["<]|[">].*$/, "", header)
    }
    row == 0 { print at "a folder that no layer knows"; next }
    /include[ ]*"/ {
        if (header !~ "/")
            print at "write \"" header "\" from the root"
        else if (!index(ours[row], " " place(header) " "))
            print at folder[row] " must not include " header
        next
    }
    !may_use(row, header) {
        print at folder[row] " must not use <" header ">"
    }' "$@"
}

check() {
    judge $(files '*.c' '*.h') /dev/null
}

plant() {
    planted node/deal.c 'node must not include store/shelf.h' <<'C'
#include "store/shelf.h"
C
    planted store/book.c 'store must not include net/link.h' <<'C'
#include "net/link.h"
C
    planted net/link.c 'net must not include store/shelf.h' <<'C'
#include "store/shelf.h"
C
    planted net/codec/frame.c 'net/codec must not include net/link.h' <<'C'
#include "net/link.h"
C
    planted cli/run.c 'cli must not include tests/lib/check.h' <<'C'
#include "tests/lib/check.h"
C
    planted node/deal.c 'write "deal.h" from the root' <<'C'
# include "deal.h"
C
    planted node/deal.h 'node must not use <time.h>' <<'C'
#include <time.h>
C
    planted node/sync/wire.c 'node must not use <msgpack.h>' <<'C'
#include <msgpack.h>
C
    planted node/sync/wire.c 'node must not use <msgpack/pack.h>' <<'C'
#include <msgpack/pack.h>
C
    planted net/codec/frame.c 'net/codec must not use <sys/socket.h>' <<'C'
#include <sys/socket.h>
C
    planted cli/run.c 'cli must not use <sqlite3.h>' <<'C'
#include <sqlite3.h>
C
    planted store/book.h 'store must not use <uv.h>' <<'C'
#include <uv.h>
C
    planted extra/more.c 'a folder that no layer knows' <<'C'
#include <stdio.h>
C
    planted node/record/scan.c nothing <<'C'
#include "node/record/scan.h"

#include <string.h>

#include <msgpack.h>
#include <msgpack/pack.h>
#include <sodium.h>
C
    planted cli/run.c nothing <<'C'
#include <sys/stat.h>
#include <jansson.h>
#include "net/codec/frame.h"
#include "store/shelf.h"
C
}

begin "$@"
