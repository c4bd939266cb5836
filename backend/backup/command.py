"""`ihr backup` and `ihr restore`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from backend.cli_checks import configuration, fail

if TYPE_CHECKING:
    from backend.backup.archive import Manifest
    from backend.backup.restoring import Restored
    from backend.config import Config

T = TypeVar("T")

MIB = 1 << 20


def backup(
    file: Annotated[
        Path, typer.Argument(help="Where to write it; in a folder it's named for the time.")
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Write everything that is stored, recordings too, to one file. The server may run."""
    from backend.backup.making import back_up
    from models.base import now_utc

    if file.is_dir():
        file /= f"ihr-{now_utc():%Y-%m-%dT%H%M%SZ}.zip"
    manifest: Manifest = _run(lambda config: back_up(config, file, force=force, tell=_tell))
    size = f"{file.stat().st_size / MIB:,.1f} MiB"
    typer.echo(f"Backed up {_counts(_rows(manifest))} to {file} ({size}).")
    typer.echo(
        "It holds all that people have said. Keep it where nobody else can read it.", err=True
    )


def restore(
    file: Annotated[Path, typer.Argument(help="What `ihr backup` has written.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what is in the database.")
    ] = False,
    deletions: Annotated[
        list[Path] | None,
        typer.Option(help="The journal of deletions of another server: its folder, or a file."),
    ] = None,
    journals_only: Annotated[
        bool,
        typer.Option(
            "--journals-only",
            help="What the replaced database lacks was lost: only journals say what was deleted.",
        ),
    ] = False,
) -> None:
    """Put back what a backup holds, but for what was deleted since. The server must not run."""
    from backend.backup.restoring import restore as restored

    result: Restored = _run(
        lambda config: restored(
            config,
            file,
            replace=replace,
            journals=deletions or (),
            journals_only=journals_only,
            tell=_tell,
        )
    )
    made_at = f"{result.manifest.made_at:%Y-%m-%d %H:%M} UTC"
    typer.echo(f"Restored the backup of {made_at}: {_counts(result.rows)}.")
    typer.echo(f"Not brought back, since deleted or over: {_counts(result.left_out)}.")
    if result.binned or result.unbinned:
        typer.echo(
            f"Interviews put into the bin again: {result.binned}; taken out: {result.unbinned}."
        )
    for sentence in _warnings(result):
        typer.echo(sentence, err=True)
    typer.echo("Everybody has to sign in again.")


def _warnings(result: Restored) -> list[str]:
    """What whoever restores has to know."""
    found = []
    if result.lacking:
        found.append(
            f"Of what wasn't brought back, {result.lacking} are in no journal: the replaced "
            "database didn't have them any more. If they were lost rather than deleted, restore "
            "once more with --replace --journals-only."
        )
    if not result.noted:
        found.append(
            "There was no journal of deletions. If IHR_HOME/deletions of this or another server "
            "still exists, restore once more with --replace --deletions."
        )
    if result.outlived:
        found.append(
            "The backup is older than what journals remember (IHR_DELETIONS_KEPT_DAYS): what was "
            "deleted before that may be back."
        )
    if result.unreadable:
        found.append(f"Lines of journals that can't be read: {result.unreadable}.")
    return found


def _rows(manifest: Manifest) -> dict[str, int]:
    return {name: each.rows for name, each in manifest.tables.items()}


def _counts(rows: dict[str, int]) -> str:
    """The rows of the tables that people know."""
    names = {
        "user_account": "accounts",
        "interview": "interviews",
        "document": "documents",
        "turn": "turns",
        "turn_audio": "pieces of sound",
    }
    return ", ".join(f"{rows[key]:,} {name}" for key, name in names.items() if key in rows)


def _tell(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _run(work: Callable[[Config], Coroutine[Any, Any, T]]) -> T:
    """Ends the program with a sentence where it doesn't work."""
    import asyncio

    from sqlalchemy.exc import SQLAlchemyError

    from backend.errors import AppError

    config = configuration()
    try:
        return asyncio.run(work(config))
    except AppError as error:
        raise fail(error.message) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise fail(f"It didn't work: {where}{error.strerror or error}.") from None
    except SQLAlchemyError:
        raise fail(
            "The database cannot be reached, read or written. Check IHR_HOME, IHR_DATABASE_URL "
            "and how much room there is on the disk."
        ) from None
