# What packaging/install, packaging/try and tests/run share. Sourced by bash.

die() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

need_root() {
    [ "$(id -u)" = 0 ] || die "needs root: sudo $0"
}

packages_in() {
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@"
}

# install_packages LIST…: what the lists name and the machine lacks. No network when nothing lacks.
install_packages() {
    local package missing=()
    command -v dpkg-query >/dev/null ||
        die "not a Debian system; install what this names and start again: $*"
    for package in $(packages_in "$@"); do
        dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing: ${missing[*]}"
    apt-get -q update
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}"
}

# build PRESET [TARGET…]: configures for the paths that a real machine has, and builds. ccache is
# used where it is there; what it has kept serves every checkout, wherever that lies.
build() {
    local preset=$1 options=(-DCMAKE_INSTALL_PREFIX=/usr)
    shift
    if command -v ccache >/dev/null; then
        options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
        export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
    fi
    cmake -S "$root" --preset "$preset" "${options[@]}" ${BUILD_OPTIONS:-} &&
        cmake --build "$root/build/$preset" ${1:+--target} "$@"
}
