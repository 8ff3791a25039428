#!/bin/sh
# What the operating system must bring (Python, Qt's libraries, what the tests call),
# then everything else by installer/bootstrap.py, which is the same on every system.
#
#   sh installer/bootstrap.sh demo|test|soak|setup|lint|wheel|lock|clean
#
# Finds out what is missing before it asks for anything: where nothing is, it costs a few
# hundredths of a second and says nothing.
set -u

PATH="$PATH:/usr/sbin:/sbin"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
command=${1:-help}

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# ------------------------------------------------------------ installing

log=${TMPDIR:-/tmp}/esgdesk-apt-$$.log
apt_is_fresh=

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "$@" </dev/null >>"$log" 2>&1
}

# install PACKAGE...: all in one go; where one of them is unknown, each by itself.
install() {
    say "Installing from the system's packages: $*"
    if [ -z "$apt_is_fresh" ]; then
        as_root apt-get update -q </dev/null >>"$log" 2>&1
        apt_is_fresh=yes
    fi
    if ! apt_install "$@"; then
        for package; do apt_install "$package"; done
    fi
}

# How to get packages by hand, in words that fit the system.
by_hand() {
    if command -v apt-get >/dev/null 2>&1; then
        say "    sudo apt-get install --no-install-recommends $*"
    else
        say "    by their Debian names: $*"
    fi
}

# ------------------------------------------------------------ Python

is_new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
    python=
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14; do
        if "$candidate" -c "$is_new_enough" >/dev/null 2>&1; then
            python=$candidate
            return 0
        fi
        [ -n "${PYTHON:-}" ] && return 1
    done
    return 1
}

can_make_venv() { "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; }

need_python() {
    if ! find_python; then
        [ -n "${PYTHON:-}" ] && fail "PYTHON=$PYTHON is not Python 3.11 or newer."
        if ! command -v python3 >/dev/null 2>&1 && can_install; then install python3; fi
        if ! find_python; then
            found=$(python3 -V 2>/dev/null || echo "no Python 3")
            fail "ESGDesk needs Python 3.11 or newer; here is $found.
Install one (Debian 12: sudo apt-get install python3 python3-venv), or name it: make demo PYTHON=/path/to/python3.11"
        fi
    fi
    can_make_venv && return 0
    venv_package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if can_install; then install "$venv_package"; fi
    can_make_venv && return 0
    say "$("$python" -V) here cannot make a virtual environment (its module ensurepip is missing)." >&2
    say "Install this, then run the same command again:" >&2
    by_hand "$venv_package" >&2
    exit 1
}

# ------------------------------------------------------------ what Qt and the tests need

# Library:package. The first list lets Qt start at all, the second lets it show a window.
qt_libraries='
    libglib-2.0.so.0:libglib2.0-0 libGL.so.1:libgl1 libEGL.so.1:libegl1 libdbus-1.so.3:libdbus-1-3
    libfontconfig.so.1:libfontconfig1 libfreetype.so.6:libfreetype6
    libxkbcommon.so.0:libxkbcommon0'
window_libraries='
    libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4
    libxcb-image.so.0:libxcb-image0 libxcb-keysyms.so.1:libxcb-keysyms1
    libxcb-randr.so.0:libxcb-randr0 libxcb-render-util.so.0:libxcb-render-util0
    libxcb-shape.so.0:libxcb-shape0 libxcb-xkb.so.1:libxcb-xkb1
    libxkbcommon-x11.so.0:libxkbcommon-x11-0 libX11-xcb.so.1:libx11-xcb1
    libwayland-client.so.0:libwayland-client0 libwayland-cursor.so.0:libwayland-cursor0'

# missing_libraries LIST: the packages of those the linker does not know.
missing_libraries() {
    known=$(ldconfig -p 2>/dev/null)
    for pair in $1; do
        case $known in
            *"${pair%%:*} "*) ;;
            *) printf ' %s' "${pair#*:}" ;;
        esac
    done
}

has_file() {
    for file; do [ -e "$file" ] && return 0; done
    return 1
}

# DejaVu has the ticks and boxes; any Chinese font will do for file names and menus of the desktop.
missing_fonts() {
    has_file /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf /usr/share/fonts/*/DejaVuSans.ttf ||
        printf ' fonts-dejavu-core'
    has_file /usr/share/fonts/truetype/droid/DroidSansFallback*.ttf /usr/share/fonts/*/wqy/* \
        /usr/share/fonts/*/noto/*CJK* /usr/share/fonts/*cjk*/* /usr/share/fonts/*CJK* ||
        printf ' fonts-droid-fallback'
}

missing_test_tools() {
    command -v Xvfb >/dev/null 2>&1 || printf ' xvfb'
    command -v strace >/dev/null 2>&1 || printf ' strace'
    command -v xauth >/dev/null 2>&1 || printf ' xauth'
    has_file /usr/lib/libreoffice/program/libsclo.so /usr/lib64/libreoffice/program/libsclo.so ||
        printf ' libreoffice-calc-nogui'
}

look() {
    qt=$(missing_libraries "$qt_libraries")
    window=$(missing_libraries "$window_libraries")$(missing_fonts)
    tools=
    case $command in test | soak) tools=$(missing_test_tools) ;; esac
    # shellcheck disable=SC2086  # lists of names, meant to fall apart into words
    set -- $qt $window $tools
    missing=$*
}

need_libraries() {
    look
    if [ -n "$missing" ] && can_install; then
        # shellcheck disable=SC2086
        install $missing
        look
    fi
    if [ -z "$missing" ]; then
        rm -f "$log"
        return 0
    fi
    if [ -s "$log" ]; then
        say "Still missing on this computer; the package manager could not install it:"
    else
        say "Missing on this computer, and not to be installed without an administrator's rights:"
    fi
    by_hand "$missing"
    [ ! -s "$log" ] || say "    What the package manager said: $log"
    if [ -n "$qt" ] && [ "$command" = test ]; then
        fail "The tests cannot start Qt without them."
    fi
    if [ -n "$qt$(missing_libraries "$window_libraries")" ]; then
        say "Only the window needs them: going on without it."
        ESGDESK_NO_WINDOW=1
        export ESGDESK_NO_WINDOW
    else
        say "Going on without them."
    fi
}

# ------------------------------------------------------------ the work itself

need_python
case $command in
    demo | test | soak)
        # Elsewhere (macOS) Qt's wheels bring all they need.
        if [ "$(uname -s)" = Linux ] && command -v ldconfig >/dev/null 2>&1; then
            need_libraries
        fi
        ;;
esac
exec "$python" "$here/bootstrap.py" "$@"
