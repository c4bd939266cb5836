#!/bin/sh
# Write both lock files with uv: the one on PATH, or one installed into .build.
# Versions that are already locked stay, unless --upgrade is passed.
set -eu
cd "$(dirname "$0")/.."

python=$(sh scripts/find_python.sh)
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    [ -x .build/uv/bin/uv ] || { "$python" -m venv .build/uv && .build/uv/bin/pip install --quiet uv; }
    uv=.build/uv/bin/uv
fi

compile() {
    output=$1
    shift
    "$uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --output-file "$output" "$@"
}

compile requirements.lock --extra build "$@"
# Held to the runtime's versions, so that the tests try what people run.
compile requirements-dev.lock --extra build --extra dev --constraints requirements.lock "$@"
"$python" scripts/check_lock.py --write
