# Shared by cli/try.sh and tests/run.sh, which source it: packages of Debian 12
# that are installed when they are missing, never without saying so first.

packages_build='gcc libc6-dev cmake ninja-build pkg-config libuv1-dev
libsodium-dev libmsgpack-dev libsqlite3-dev libjansson-dev libsmartcols-dev
libutf8proc-dev libqrencode-dev libmicrohttpd-dev libturbojpeg0-dev libpng-dev
libcmocka-dev'

# What is installed, and what that stands for: a nodejs that brings its own npm.
installed() {
    dpkg-query -W -f '${db:Status-Status} ${Package}, ${Provides}\n' |
        sed -n 's/^installed //p' | tr ',' '\n' | sed 's/^ *//; s/[ :].*//'
}

# Of the packages given, those that are not installed.
missing() {
    have=$(installed)
    for package; do
        printf '%s\n' "$have" | grep -qxF "$package" ||
            printf ' %s' "$package"
    done
}

# As root, by sudo where we are not.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# need PACKAGE...: says what is missing and how large it is, and installs it.
need() {
    command -v apt-get >/dev/null || {
        echo "This needs Debian or Ubuntu, or these packages:" "$@" >&2
        return 69
    }
    lacking=$(missing "$@")
    [ -n "$lacking" ] || return 0
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || {
        echo "Install these first, as root:" >&2
        echo "    apt-get install$lacking" >&2
        return 77
    }
    # Lists of packages that are missing or old name files that are gone.
    as_root apt-get -qq update || return 69
    size=$(LC_ALL=C apt-get install --no-install-recommends --assume-no \
        $lacking 2>/dev/null | sed -n -e 's/^\(Need to get .*\)\.$/\1/p' \
        -e 's/^After this operation, \(.*\)\.$/; \1/p' | tr -d '\n')
    echo "To be installed with apt-get:$lacking"
    echo "($size, with what they need)"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
        --no-install-recommends $lacking >/dev/null || return 69
}
