"""The domain is pure: standard library only, and no I/O."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import backend.domain

FORBIDDEN = {"asyncio", "socket", "subprocess", "threading", "pathlib", "os", "io", "logging"}


def test_the_domain_needs_nothing_but_the_standard_library() -> None:
    for file in Path(backend.domain.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = (
                [each.name for each in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                top = name.split(".")[0]
                assert top not in FORBIDDEN, f"{file.name} imports {name}"
                assert top in sys.stdlib_module_names or name.startswith("backend.domain")
