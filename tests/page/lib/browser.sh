# A browser that a script drives. Sourced by the tests of this folder, after
# tests/e2e/lib/street.sh.
#
# drive SCRIPT: runs tests/page/SCRIPT with node; $street and $KITH are in its
# environment, and $SHOTS, where pictures go.
BUILD=${BUILD:-$PWD/build/release}
SHOTS=${SHOTS:-$BUILD/page}
export BUILD SHOTS KITH street
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser)}
export CHROMIUM

skip() {
    echo "SKIPPED: $1, so the page was not looked at in a browser." >&2
    failed=77
    exit 77
}

# The two packages of package.json, once, in the build folder.
browser_needed() {
    [ -n "$CHROMIUM" ] || skip 'there is no chromium'
    command -v node >/dev/null || skip 'there is no node'
    command -v npm >/dev/null || skip 'there is no npm'
    mkdir -p "$BUILD/page" || exit 70
    (
        flock 9
        if ! cmp -s tests/page/package.json "$BUILD/page/package.json"; then
            rm -rf "$BUILD/page/node_modules"
            cp tests/page/package.json "$BUILD/page/package.json" &&
                cd "$BUILD/page" &&
                PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --silent \
                    --no-audit --no-fund --no-package-lock ||
                rm -f package.json
        fi
    ) 9>"$BUILD/page.lock"
    [ -f "$BUILD/page/node_modules/axe-core/axe.min.js" ] ||
        skip 'npm could not fetch playwright-core and axe-core'
}

drive() {
    timeout "${DRIVE_S:-240}" node "tests/page/$1" || die "$1"
}
