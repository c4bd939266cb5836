"""The import rules that name what is allowed; the ones that name what isn't are import-linter's.

A room listed here may import the standard library, itself, and what stands in its list.
Pass a folder to look at it instead of this checkout.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PIPELINE = (
    # numbers and sound
    "numpy", "librosa", "num2words", "soundfile", "soxr",
    # engines
    "ctranslate2", "faster_whisper", "onnx", "onnxruntime", "openai", "piper", "swift_f0",
    "threadpoolctl", "tokenizers", "webrtcvad", "xllamacpp",
    # the wire's schema, remote engines, and fetching weights
    "httpx", "httpx2", "huggingface_hub", "pydantic", "pydantic_core",
)  # fmt: skip

ALLOWED: dict[str, tuple[str, ...]] = {
    "models": ("sqlalchemy",),
    "models.migrations": ("sqlalchemy", "alembic", "models"),
    "backend.domain": (),
    "backend.documents.reader": ("pypdfium2",),
    "audio_pipeline": PIPELINE,
    "audio_pipeline.serve": (*PIPELINE, "audio_pipeline", "fastapi", "starlette", "uvicorn"),
    "audio_pipeline.ray_app": (*PIPELINE, "audio_pipeline", "ray"),
}

DOORS = (
    "backend.realtime",
    "backend.rehearse",
    "backend.main",
    "backend.cli",
    "backend.cli_checks",
    "backend.cli_engines",
    "backend.cli_models",
    "backend.openapi",
)
"""The only parts of the backend that know the audio pipeline."""

FEATURES = frozenset(
    "admin auth dashboard documents feedback interviews privacy recommendations settings".split()
)
"""Their endpoints know their own feature only."""


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, module: str) -> Iterator[tuple[int, str]]:
    """(line, absolute name) of every import in a file, wherever in it."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) + 1 - node.level]
            prefix = ".".join(base) if node.level else ""
            source = ".".join(part for part in (prefix, node.module) if part)
            if node.module is None or source == "backend":
                yield from ((node.lineno, f"{source}.{name.name}") for name in node.names)
            else:
                yield node.lineno, source


def permitted(module: str, name: str) -> bool:
    """Whether the rules let `module` import `name`; the most specific room decides."""
    room = max((r for r in ALLOWED if within(module, r)), key=len, default=None)
    if room is not None:
        top = name.partition(".")[0]
        return (
            top in sys.stdlib_module_names
            or within(name, room)
            or any(within(name, allowed) for allowed in ALLOWED[room])
        )
    if within(name, "audio_pipeline"):
        return any(within(module, door) for door in DOORS)
    parts = module.split(".")
    if len(parts) == 3 and parts[0] == "backend" and parts[2] == "endpoints":
        return not any(within(name, f"backend.{feature}") for feature in FEATURES - {parts[1]})
    return True


def problems(root: Path) -> list[str]:
    """One sentence for each import that a rule does not allow."""
    found = []
    for top in ("audio_pipeline", "backend", "models"):
        for path in sorted((root / top).rglob("*.py")):
            module = module_name(path, root)
            found += [
                f"{path.relative_to(root)}:{line}: {module} may not import {name}."
                for line, name in imported(path, module)
                if not permitted(module, name)
            ]
    return found


if __name__ == "__main__":
    sentences = problems(Path(sys.argv[1]) if sys.argv[1:] else ROOT)
    print("\n".join(sentences) or "Every import is one that its room allows.")
    sys.exit(bool(sentences))
