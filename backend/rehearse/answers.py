"""From what the person named to the answers that are given."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Thread

from audio_pipeline.audio import AudioError
from backend.rehearse.connection import RehearsalError
from backend.rehearse.recordings import load_answer
from backend.rehearse.rehearsal import Answer

SCENARIO = (
    "role", "industry", "difficulty", "kind", "persona", "mode", "format", "questions", "minutes",
    "company", "interview_date", "candidate", "cv", "job_description", "own_questions",
    "seed",
)  # fmt: skip

NUMBERS = ("questions", "minutes", "seed")


Fields = dict[str, str | int]


def scenario_of(text: str) -> Fields:
    """A scenario given as "role=…,industry=…,difficulty=…" or as a JSON file's name.

    Raises `RehearsalError` for anything else.
    """
    known = ", ".join(SCENARIO)
    if not text:
        return {}
    if "=" in text and not Path(text).exists():
        pairs = [part.partition("=") for part in text.split(",")]
        scenario = {name.strip(): _value(name.strip(), value.strip()) for name, _, value in pairs}
    else:
        try:
            scenario = json.loads(Path(text).read_text(encoding="utf-8"))
        except OSError:
            raise RehearsalError(
                f"The scenario {text} is neither a file nor like role=…,industry=…,difficulty=…."
            ) from None
        except ValueError:
            raise RehearsalError(f"{text} is not a JSON file.") from None
    right = isinstance(scenario, dict) and all(
        isinstance(value, str) or (name in NUMBERS and isinstance(value, int))
        for name, value in scenario.items()
    )
    if not right or not set(scenario) <= set(SCENARIO):
        raise RehearsalError(f"A scenario may say {known}, and nothing else.")
    return scenario


def _value(name: str, written: str) -> str | int:
    """The server takes no number that is written as text."""
    return int(written) if name in NUMBERS and written.isdecimal() else written


def recorded(paths: Sequence[Path]) -> list[Answer]:
    """Sound files as answers. Raises `RehearsalError` naming the first that can't be used."""
    answers = []
    for path in paths:
        _check(path)
        try:
            samples = load_answer(path)
        except AudioError as error:
            raise RehearsalError(str(error)) from None
        if len(samples) == 0:
            raise RehearsalError(f"{path} holds no sound.")
        answers.append(Answer(str(path), samples))
    return answers


def written(paths: Sequence[Path]) -> list[Answer]:
    """Text files as answers, one for each paragraph. Raises as `recorded` does."""
    answers = []
    for path in paths:
        _check(path)
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise RehearsalError(f"{path} can't be read as text.") from None
        found = list(paragraphs(lines))
        if not found:
            raise RehearsalError(f"{path} holds no text.")
        answers += [
            Answer(f"{path}, paragraph {number}", text=text) for number, text in enumerate(found, 1)
        ]
    return answers


def _check(path: Path) -> None:
    if path.is_dir():
        raise RehearsalError(f"{path} is a folder; name the files in it.")
    if not path.exists():
        raise RehearsalError(f"There is no file {path}.")


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Blocks of lines with blank lines between, each as one line."""
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line.strip())
        elif block:
            yield " ".join(block)
            block = []
    if block:
        yield " ".join(block)


async def each(answers: Iterable[Answer]) -> AsyncIterator[Answer]:
    for answer in answers:
        yield answer


async def from_standard_input() -> AsyncIterator[Answer]:
    """Paragraphs as they are typed or piped in.

    Read in a thread that may be left waiting for a line when the interview is over; through a
    file of its own, since the interpreter wants the lock of sys.stdin when it ends.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for text in paragraphs(_own_standard_input()):
            loop.call_soon_threadsafe(queue.put_nowait, text)
        loop.call_soon_threadsafe(queue.put_nowait, None)

    Thread(target=read, name="standard input", daemon=True).start()
    number = 0
    while (text := await queue.get()) is not None:
        number += 1
        yield Answer(f"paragraph {number}", text=text)


def _own_standard_input() -> Iterable[str]:
    try:
        return os.fdopen(os.dup(sys.stdin.fileno()), encoding="utf-8", errors="replace")
    except OSError:
        # Something that isn't a file stands in for it.
        return sys.stdin
