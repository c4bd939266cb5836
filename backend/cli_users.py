"""`ihr users`: accounts from the server's own command line, where no administrator can sign in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from backend.cli_checks import configuration, fail

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from backend.auth.links import Links
    from models import User

T = TypeVar("T")

MOST_SHOWN = 200

app = typer.Typer(help="Accounts: who may do what, and links for them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A username or an e-mail address.")]


@app.command("list")
def list_people(
    search: Annotated[str, typer.Argument(help="A part of a name or an address.")] = "",
) -> None:
    """Show the accounts, the newest first."""
    from backend.admin import people

    async def found(db: AsyncSession, _links: Links) -> list[tuple[str, str, str]]:
        rows = await people.people(db, search=search, limit=MOST_SHOWN)
        return [(each.username, each.email, _told(each)) for each in rows]

    rows = _run(found)
    for name, email, told in rows[:MOST_SHOWN]:
        typer.echo(f"{name:<34}{email:<40}{told}".rstrip())
    if not rows:
        typer.echo("There are no such accounts." if search else "There are no accounts yet.")
    if len(rows) > MOST_SHOWN:
        typer.echo("There are more; say a part of the name to see fewer.")


@app.command()
def promote(name: Name) -> None:
    """Make somebody an administrator."""
    typer.echo(f"{_change(name, role='admin')} is an administrator now.")


@app.command()
def demote(name: Name) -> None:
    """Make an administrator an ordinary user."""
    typer.echo(f"{_change(name, role='user')} is no administrator any more.")


@app.command()
def disable(name: Name) -> None:
    """Keep somebody from signing in, and sign them out everywhere."""
    typer.echo(f"{_change(name, disabled=True)} is signed out and can't sign in any more.")


@app.command()
def enable(name: Name) -> None:
    """Let somebody who was disabled sign in again."""
    typer.echo(f"{_change(name, disabled=False)} can sign in again.")


@app.command()
def reset(name: Name) -> None:
    """Print a link with which somebody can set a new password, once."""
    from backend.admin import people

    async def made(db: AsyncSession, links: Links) -> str:
        return await people.reset_link(db, None, await people.named(db, name), links)

    typer.echo(_run(made))
    typer.echo(
        f"It works once, within {people.RESET_S // 3600} h. Give it to nobody else.", err=True
    )


@app.command()
def invite() -> None:
    """Print a link with which somebody can make an account, once."""
    from backend.admin import people

    async def made(db: AsyncSession, links: Links) -> str:
        return await people.invitation(db, None, links)

    typer.echo(_run(made))
    typer.echo(f"It works once, within {people.INVITATION_S // 86_400} days.", err=True)


def _change(name: str, *, role: str = "", disabled: bool | None = None) -> str:
    """Change an account; its name as it is written."""
    from backend.admin import people

    async def changed(db: AsyncSession, _links: Links) -> str:
        user = await people.named(db, name)
        if role:
            await people.set_role(db, None, user, "admin" if role == "admin" else "user")
        if disabled is not None:
            await people.set_disabled(db, None, user, disabled)
        return user.username

    return _run(changed)


def _told(user: User) -> str:
    marks = ["administrator"] if user.role == "admin" else []
    marks += ["disabled"] if user.disabled_at else []
    return ", ".join(marks)


def _run(work: Callable[[AsyncSession, Links], Awaitable[T]]) -> T:
    """Do something in one transaction; ends the program with a sentence where that fails."""
    import asyncio

    from sqlalchemy.exc import SQLAlchemyError

    from backend.auth.links import Links
    from backend.database import is_current, make_engine, make_sessionmaker, transaction
    from backend.errors import AppError, StartupError

    config = configuration()

    async def run() -> T:
        engine = make_engine(config)
        try:
            if not await is_current(engine):
                raise StartupError("The database isn't up to date. Run `ihr db upgrade`.")
            async with transaction(make_sessionmaker(engine)) as db:
                return await work(db, Links(config.public_address))
        finally:
            await engine.dispose()

    try:
        return asyncio.run(run())
    except AppError as error:
        raise fail(error.message) from None
    except (OSError, SQLAlchemyError):
        raise fail(
            "The database cannot be reached or written. Check IHR_HOME and IHR_DATABASE_URL."
        ) from None
