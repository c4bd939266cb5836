#!/bin/sh
# Print a Python that can make iHR's environment, or say what is missing.
set -u

works() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.14 python3.11}; do
    works "$candidate" || continue
    if ! "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$candidate cannot make virtual environments: its venv or ensurepip module is" \
            "missing. On Debian and Ubuntu: sudo apt install python3-venv" >&2
        exit 1
    fi
    echo "$candidate"
    exit 0
done

seen=$(${PYTHON:-python3} --version 2>/dev/null || echo "none found")
echo "iHR needs Python 3.11, 3.12, 3.13 or 3.14 (here: $seen)." \
    "Install one, or name it: make PYTHON=/path/to/python3.12 run" >&2
exit 1
