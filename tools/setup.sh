#!/bin/sh
# Finds a Python that can run tools/bootstrap.py (3.8 or newer) and hands over to it; that script chooses
# the Python which the program itself runs on. PYTHON=/path/to/python names one by hand.
here=$(dirname "$0")

run_with() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 8))' </dev/null >/dev/null 2>&1 || return 1
    candidate=$1
    shift
    exec "$candidate" "$here/bootstrap.py" "$@" </dev/null
}

try_all() {
    for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.10 python; do
        run_with "$name" "$@"
    done
}

try_all "$@"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "No Python 3 found: installing Debian's (python3, python3-venv)."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update </dev/null && apt-get install -y --no-install-recommends python3 python3-venv </dev/null
    try_all "$@"
fi
echo "error: no usable Python 3 found. Install Python 3.10 to 3.13 (Debian, Ubuntu: apt-get install python3 python3-venv) or name one: make setup PYTHON=/path/to/python3.12" >&2
exit 2
