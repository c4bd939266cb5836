"""`ihr engines`: hearing and speaking for other machines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backend.cli_checks import check_port, configuration, fail

if TYPE_CHECKING:
    from audio_pipeline.engines.serving_file import ServingFile


def engines(
    file: Annotated[
        Path | None, typer.Option("--config", help="A file of settings, as deploy/engines.toml.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
    api_key: Annotated[
        str | None,
        typer.Option(envvar="IHR_ENGINES_API_KEY", help="What callers must send as Bearer token."),
    ] = None,
    ray: Annotated[
        bool, typer.Option("--ray", help="As deployments of Ray Serve (pip install 'ihr[ray]').")
    ] = False,
) -> None:
    """Serve this machine's speech engines to other machines, behind OpenAI's routes."""
    from audio_pipeline.engines.registry import build_speech_engines
    from audio_pipeline.engines.serving_file import ServingFileError
    from audio_pipeline.serve import run
    from audio_pipeline.weights import WeightsMissing

    config = configuration()
    try:
        settings = _settings(file, host, port)
        key = api_key or settings.api_key()
        spec = settings.spec(config.weights_dir.absolute(), config.profile)
        speech = build_speech_engines(spec)
    except (ServingFileError, WeightsMissing) as error:
        raise fail(str(error)) from None
    check_port(settings.host, settings.port, "--port")
    batches = f" ({spec.stt_batching.size} clips at a time)" if spec.stt_batching else ""
    typer.echo(f"Serving {speech.stt.info.name}{batches} and {speech.tts.info.name}.")
    if not ray:
        run(speech, host=settings.host, port=settings.port, api_key=key)
        return
    try:
        from audio_pipeline import ray_app
    except ModuleNotFoundError as error:
        raise fail(f"There is no {error.name} here: pip install 'ihr[ray]'.") from None
    ray_app.run(settings, spec, api_key=key)


def _settings(file: Path | None, host: str | None, port: int | None) -> ServingFile:
    """What the file says, and what the command line says instead."""
    from audio_pipeline.engines.serving_file import ServingFile, read

    settings = read(file) if file else ServingFile()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return settings.model_copy(update=given)
