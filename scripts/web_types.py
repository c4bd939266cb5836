"""Write the web's types of the API and of the realtime events from the server's own schema.

python -m scripts.web_types           rewrites web/src/lib/api/schema.d.ts
python -m scripts.web_types --check   says whether it is what the server has now
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from backend.cli_openapi import as_text, document

ROOT = Path(__file__).resolve().parent.parent
TYPES = ROOT / "web" / "src" / "lib" / "api" / "schema.d.ts"


def generated() -> str:
    """The types of this version. Raises `CalledProcessError` where npm has not installed the
    generator yet."""
    with tempfile.TemporaryDirectory() as folder:
        schema, types = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        schema.write_text(as_text(document()), encoding="utf-8")
        program = ROOT / "web" / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
        # A field with a default may be left out of what is sent.
        options = ["--default-non-nullable=false", "--output", str(types)]
        subprocess.run(
            [sys.executable, "-m", "scripts.node", "node", str(program), str(schema), *options],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        return types.read_text(encoding="utf-8")


def main(arguments: list[str]) -> int:
    now = generated()
    if "--check" not in arguments:
        TYPES.write_text(now, encoding="utf-8")
        return 0
    if TYPES.is_file() and TYPES.read_text(encoding="utf-8") == now:
        print("The web's types are the server's.")
        return 0
    print("The web's types are not the server's any more: run `make types`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
