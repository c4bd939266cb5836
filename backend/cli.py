"""The `ihr` command. What a subcommand needs is imported when it runs: help must come at once."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backend import cli_models
from backend.rehearse.command import ManyAnswers, rehearse

if TYPE_CHECKING:
    from backend.config import Config

app = typer.Typer(
    help="iHR: a voice-first interview simulator that runs on this computer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_models.app, name="models")
app.command(cls=ManyAnswers)(rehearse)
database = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(database, name="db")


def fail(sentence: str, code: int = 1) -> typer.Exit:
    """Tell the person what is wrong; the result is to be raised."""
    typer.echo(sentence, err=True)
    return typer.Exit(code)


def configuration(**given: Any) -> Config:
    """The configuration, where `given` outranks the environment.

    Ends the program with plain sentences where it makes no sense.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from backend.config import Config

    try:
        return Config(**given)
    except ValidationError as error:
        faults = []
        for fault in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in fault["loc"]).upper()
            reason = fault["msg"].removeprefix("Value error, ")
            faults.append(f"IHR_{name}: {reason}" if name else reason)
        raise fail("The configuration cannot be used.\n" + "\n".join(faults), 2) from None
    except SettingsError as error:
        raise fail(f"The configuration cannot be used: {error}.", 2) from None


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="IHR_HOST, for this run.")] = None,
    port: Annotated[int | None, typer.Option(help="IHR_PORT, for this run.")] = None,
) -> None:
    """Serve iHR, and start the server again when it crashes."""
    from backend.supervisor import Supervisor, server_command

    given: dict[str, str | int] = {}
    if host is not None:
        given["host"] = host
    if port is not None:
        given["port"] = port
    config = configuration(**given)
    check_weights(config)
    _check_port(config.host, config.port)
    typer.echo("Loading the models…")
    environment = {f"IHR_{name.upper()}": str(value) for name, value in given.items()}
    supervisor = Supervisor(
        server_command(),
        environment={**os.environ, **environment},
        say=lambda text: typer.echo(text, err=True),
    )
    raise typer.Exit(supervisor.run())


def check_weights(config: Config) -> None:
    """End the program where a weight is missing that no remote engine stands in for."""
    from audio_pipeline.weights import of_profile, status

    if config.engines == "scripted":
        return
    remote = {
        kind
        for kind, address in (
            ("stt", config.stt_base_url),
            ("tts", config.tts_base_url),
            ("llm", config.llm_base_url),
        )
        if address
    }
    needed = [weight for weight in of_profile(config.profile) if weight.kind not in remote]
    found = [status(weight, config.weights_dir) for weight in needed]
    missing = [one.detail for one in found if one.state not in {"ready", "unchecked"}]
    if missing:
        raise fail(
            f"iHR needs model weights that are not here (profile {config.profile}):\n"
            + "\n".join(missing)
            + "\nFetch them with `ihr models pull`."
        )


def _check_port(host: str, port: int, setting: str = "IHR_PORT") -> None:
    """End the program where the address is taken or not one of this machine's."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the server does it: a port whose last connections are still closing is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise fail(
                f"Port {port} on {host} is in use by another program. Stop that one, or choose "
                f"another port: {setting}={port + 1}."
            ) from None
        raise fail(
            f"iHR cannot listen on {host}, port {port}: {error.strerror}. "
            "Choose an address of this machine and a port that you may use."
        ) from None


@app.command()
def engines(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8001,
    api_key: Annotated[
        str | None,
        typer.Option(envvar="IHR_ENGINES_API_KEY", help="What callers must send as Bearer token."),
    ] = None,
) -> None:
    """Serve this machine's speech engines to other machines, behind OpenAI's routes."""
    from audio_pipeline.engines.registry import EngineSpec, build_speech_engines
    from audio_pipeline.serve import run
    from audio_pipeline.weights import WeightsMissing

    config = configuration()
    _check_port(host, port, "--port")
    try:
        speech = build_speech_engines(EngineSpec(config.weights_dir, profile=config.profile))
    except WeightsMissing as missing:
        raise fail(str(missing)) from None
    typer.echo(f"Serving {speech.stt.info.name} and {speech.tts.info.name}.")
    run(speech, host=host, port=port, api_key=api_key)


@database.command()
def upgrade() -> None:
    """Bring the database's tables to this version's shape."""
    from backend.database import upgrade as upgrade_database

    config = configuration()
    try:
        upgrade_database(config)
    except OSError as error:
        raise fail(
            f"The database cannot be reached or written ({error.strerror or error}). "
            "Check IHR_HOME and IHR_DATABASE_URL."
        ) from None
    typer.echo("The database is up to date.")


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the HTTP side, as JSON."""
    import json

    from backend.openapi import document

    typer.echo(json.dumps(document(), indent=2, sort_keys=True))
