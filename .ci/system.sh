#!/bin/sh
# Find what the system lacks; as root on Debian install it, otherwise print the exact command.
#   system.sh python PYTHON   before the virtual environment: a Python new enough, with venv
#   system.sh qt PYTHON       after it: the libraries that Qt loads, and a Chinese font
#   system.sh tests PYTHON    what the tests look at our pages with: a browser, readers of PDF
set -eu
python=$2
missing=""

lacks() { missing="$missing $*"; }

case "$1" in
python)
    if ! command -v "$python" >/dev/null; then
        lacks python3 python3-venv
    elif ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
        echo "gridapp needs Python 3.11 to 3.13; '$python' is $("$python" --version)." >&2
        echo "Give another: make PYTHON=python3.11 …" >&2
        exit 1
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        lacks python3-venv
    fi
    ;;
qt)
    [ "$(uname)" = Linux ] || exit 0
    libraries=$("$python" -c 'import importlib.util as u, pathlib
root = pathlib.Path(u.find_spec("PySide6").origin).parent
print(root / "QtWidgets.abi3.so", root / "QtSvg.abi3.so",
      *sorted((root / "Qt/plugins/platforms").glob("libq*.so")))')
    # shellcheck disable=SC2086
    if ldd $libraries 2>/dev/null | grep -v wayland | grep -q 'not found'; then
        lacks libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 \
            libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 \
            libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1
    fi
    if ! command -v fc-list >/dev/null; then
        lacks fontconfig fonts-noto-cjk
    elif [ -z "$(fc-list :lang=zh-cn family)" ]; then
        lacks fonts-noto-cjk
    fi
    ;;
tests)
    [ "$(uname)" = Linux ] || exit 0
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || lacks chromium
    command -v pdftotext >/dev/null || lacks poppler-utils
    ;;
esac

[ -n "$missing" ] || exit 0
command="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update --quiet
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing
else
    echo "Some system packages are missing. Run this, then try again:" >&2
    echo "    sudo $command" >&2
    exit 1
fi
