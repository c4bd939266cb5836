"""The `ihr` command. What a subcommand needs is imported when it runs: help must come at once."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from backend import cli_engines, cli_models, cli_openapi, cli_users
from backend.backup.command import backup, restore
from backend.cli_checks import check_port, check_weights, configuration, fail, needed_weights
from backend.rehearse.command import ManyAnswers, rehearse

app = typer.Typer(
    help="iHR: a voice-first interview simulator that runs on this computer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_models.app, name="models")
app.add_typer(cli_users.app, name="users")
app.command(cls=ManyAnswers)(rehearse)
app.command()(backup)
app.command()(restore)
app.command()(cli_openapi.openapi)
app.command()(cli_engines.engines)
database = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(database, name="db")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="IHR_HOST, for this run.")] = None,
    port: Annotated[int | None, typer.Option(help="IHR_PORT, for this run.")] = None,
) -> None:
    """Serve iHR, and start the server again when it crashes."""
    from backend.supervisor import Supervisor, server_command, server_environment

    given: dict[str, str | int] = {}
    if host is not None:
        given["host"] = host
    if port is not None:
        given["port"] = port
    config = configuration(**given)
    check_weights(config)
    check_port(config.host, config.port)
    typer.echo("Loading the models…")
    environment = {f"IHR_{name.upper()}": str(value) for name, value in given.items()}
    supervisor = Supervisor(
        server_command(),
        environment=server_environment({**os.environ, **environment}),
        say=lambda text: typer.echo(text, err=True),
        grace_s=config.grace_s,
    )
    raise typer.Exit(supervisor.run())


@app.command()
def start(
    host: Annotated[str | None, typer.Option(help="IHR_HOST, for this run.")] = None,
    port: Annotated[int | None, typer.Option(help="IHR_PORT, for this run.")] = None,
) -> None:
    """Everything in one: fetch the weights that are missing, prepare the database, serve."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    config = configuration(**given)
    check_port(config.host, config.port)
    typer.echo(f"iHR keeps what it stores in {config.home.absolute()}.")
    if needed := needed_weights(config):
        cli_models.fetch(needed, config.weights_dir, "needed weights")
    upgrade()
    serve(host, port)


@database.command()
def upgrade() -> None:
    """Bring the database's tables to this version's shape, and what they hold from the start."""
    from backend.database import upgrade as upgrade_database
    from backend.seeding import seed_database

    config = configuration()
    try:
        upgrade_database(config)
        seed_database(config)
    except OSError as error:
        raise fail(
            f"The database cannot be reached or written ({error.strerror or error}). "
            "Check IHR_HOME and IHR_DATABASE_URL."
        ) from None
    typer.echo("The database is up to date.")
