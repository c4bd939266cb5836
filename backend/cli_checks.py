"""What every `ihr` subcommand asks before it begins; each failure is a plain sentence."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from audio_pipeline.weights import Weight
    from backend.config import Config


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


def needed_weights(config: Config) -> list[Weight]:
    """The weights of the profile that no remote engine stands in for."""
    from audio_pipeline.weights import of_profile

    if config.engines == "scripted":
        return []
    remote = {
        kind
        for kind, address in (
            ("stt", config.stt_base_url),
            ("tts", config.tts_base_url),
            ("llm", config.llm_base_url),
        )
        if address
    }
    return [weight for weight in of_profile(config.profile) if weight.kind not in remote]


def check_weights(config: Config) -> None:
    """End the program where a weight is missing that is needed."""
    from audio_pipeline.weights import status

    found = [status(weight, config.weights_dir) for weight in needed_weights(config)]
    missing = [one.detail for one in found if one.state not in {"ready", "unchecked"}]
    if missing:
        raise fail(
            f"iHR needs model weights that are not here (profile {config.profile}):\n"
            + "\n".join(missing)
            + "\nFetch them with `ihr models pull`."
        )


def check_port(host: str, port: int, setting: str = "IHR_PORT") -> None:
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
