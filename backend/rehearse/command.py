"""`ihr rehearse`: an interview with recorded or written answers, from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from backend.rehearse.answers import Fields
    from backend.rehearse.api import Api
    from backend.rehearse.client import InterviewClient
    from backend.rehearse.rehearsal import Answer, Rehearsal


class ManyAnswers(TyperCommand):
    """Lets --answers take several files, as a shell's wildcard gives them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        spread: list[str] = []
        taking = False
        for arg in args:
            if arg.startswith("-"):
                taking = arg == "--answers"
                if not taking:
                    spread.append(arg)
            elif taking:
                spread += ["--answers", arg]
            else:
                spread.append(arg)
        return super().parse_args(ctx, spread)


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    answers: list[Path]
    scenario: Fields
    documents: dict[str, Path]
    """Files to be handed in, by what they are."""
    text: bool
    url: str | None
    token: str | None
    out: Path | None
    as_json: bool
    keep: bool
    silence: bool
    pace: float


def rehearse(
    answers: Annotated[
        list[Path] | None,
        typer.Option(help="Recordings (WAV, FLAC …), or text files with --text; one or more."),
    ] = None,
    scenario: Annotated[
        str,
        typer.Option(
            help="role=…,kind=…,mode=practice|real|stress,… (the fields of POST /interviews), "
            "or a JSON file with them."
        ),
    ] = "",
    cv: Annotated[Path | None, typer.Option(help="Your CV: PDF, DOCX or text.")] = None,
    job: Annotated[
        Path | None, typer.Option(help="The job description: PDF, DOCX or text.")
    ] = None,
    text: Annotated[
        bool,
        typer.Option("--text", help="Write instead of speaking; without files, standard input."),
    ] = False,
    url: Annotated[
        str | None,
        typer.Option(help="A running server (ws://…); otherwise one is started for this."),
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="IHR_TOKEN", help="Who you are, for --url.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the sound goes; a new folder rehearsal-… otherwise."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object, and nothing else.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the database of the server that was started.")
    ] = False,
    silence: Annotated[
        bool, typer.Option("--silence", help="Digital silence between answers, not a quiet room.")
    ] = False,
    pace: Annotated[
        float,
        typer.Option(min=0.1, max=100, help="So many times as fast as people speak, for tests."),
    ] = 1.0,
) -> None:
    """Be interviewed with recorded answers: hear the interviewer, keep the conversation."""
    import asyncio

    from backend.cli_checks import fail
    from backend.rehearse.answers import scenario_of
    from backend.rehearse.connection import RehearsalError

    try:
        asked = scenario_of(scenario)
        documents = {
            kind: file for kind, file in (("cv", cv), ("job_description", job)) if file is not None
        }
        folder = _folder(out, text)
        options = Options(
            answers or [], asked, documents, text, url, token, folder, as_json, keep, silence, pace
        )
        finished = asyncio.run(_rehearse(options))
    except RehearsalError as error:
        raise fail(str(error)) from None
    except KeyboardInterrupt:
        raise fail("Stopped.", 130) from None
    if not finished:
        raise typer.Exit(1)


async def _rehearse(options: Options) -> bool:
    """Whether the interview came to its end. Raises `RehearsalError` where it couldn't begin."""
    from backend.rehearse.answers import each, from_standard_input, recorded, written
    from backend.rehearse.connection import RehearsalError

    if options.answers:
        answers = each((written if options.text else recorded)(options.answers))
    elif options.text:
        answers = from_standard_input()
    else:
        raise RehearsalError("Name recordings with --answers, or write with --text.")
    if options.url is not None and not options.token:
        raise RehearsalError(
            "The server of --url wants to know who you are: give --token, or set IHR_TOKEN."
        )
    return await _connected(options, answers)


async def _connected(options: Options, answers: AsyncIterator[Answer]) -> bool:
    if options.url is not None and options.token:
        from backend.rehearse.api import Api, addresses

        async with Api(addresses(options.url)[0], options.token) as api:
            return await _interview(options, answers, options.url, api)
    from backend.cli_checks import check_weights, configuration
    from backend.rehearse.server import own_server

    config = configuration()
    check_weights(config)
    _progress("Starting a server and loading the models…")
    async with own_server(config, keep=options.keep, pace=options.pace) as server:
        finished = await _interview(options, answers, server.url, server.api)
    if options.keep:
        _progress(f"The database is kept in {server.home}: IHR_HOME={server.home} ihr serve")
    return finished


async def _interview(options: Options, answers: AsyncIterator[Answer], url: str, api: Api) -> bool:
    from backend.rehearse.api import addresses
    from backend.rehearse.client import InterviewClient
    from backend.rehearse.connection import RehearsalError
    from backend.rehearse.narration import Narrator
    from backend.rehearse.recordings import ROOM_DBFS, Room
    from backend.rehearse.rehearsal import THINK_S, Rehearsal

    _, socket, interview_id = addresses(url)
    if not interview_id:
        handed_in = {
            f"{kind}_id": await api.hand_in(kind, file) for kind, file in options.documents.items()
        }
        interview_id = await api.plan(options.scenario | handed_in)
    client = InterviewClient(
        socket,
        api.token,
        interview_id=interview_id,
        room=Room(None if options.silence else ROOM_DBFS),
        text=options.text,
        pace=options.pace,
        renew=api.renew,
    )
    client.on_event = Narrator(client.conversation, _narrate(options)).on_event
    rehearsal = Rehearsal(client, _progress, think_s=THINK_S / options.pace)
    _progress("The interview begins.")
    try:
        async with client:
            await rehearsal.run(answers)
    except RehearsalError as error:
        if not client.conversation.turns:
            raise
        rehearsal.errors.append(str(error))
    await _hand_over(options, client, rehearsal, api)
    return client.conversation.completed


async def _hand_over(
    options: Options, client: InterviewClient, rehearsal: Rehearsal, api: Api
) -> None:
    """Save the sound, and print what there is to print."""
    import asyncio
    import json

    from backend.rehearse.connection import RehearsalError
    from backend.rehearse.report import conversation_json, save_sound
    from backend.rehearse.scorecard import scorecard_of, told

    errors = [*rehearsal.errors, *client.conversation.errors]
    stored: dict[str, dict[str, Any]] = {}
    try:
        stored = await api.turns(client.interview_id)
    except RehearsalError as error:
        errors.append(f"What was stored could not be read. {error}")
    card: Mapping[str, Any] | None = None
    if client.conversation.completed:
        _progress("The interview is over. Working out the scorecard…")
        try:
            card = await scorecard_of(api, client.interview_id)
        except RehearsalError as error:
            errors.append(f"The scorecard could not be read. {error}")
    files: dict[str, str] = {}
    folder = options.out
    if folder is not None:
        files = await asyncio.to_thread(save_sound, folder, client.conversation, client.card)
    found = conversation_json(
        client.interview_id,
        client.conversation,
        stored=stored,
        given=rehearsal.given,
        audio=files,
        errors=errors,
        scorecard=card,
    )
    shown = json.dumps(found, indent=2, ensure_ascii=False)
    if folder is not None:
        (folder / "conversation.json").write_text(shown + "\n", encoding="utf-8")
        _progress(f"\nSaved in {folder}.")
    if options.as_json:
        typer.echo(shown)
    elif card is not None:
        typer.echo(told(card))
    else:
        typer.echo("\nThere is no scorecard: the interview didn't come to its end.")
    for sentence in errors:
        _progress(sentence)


def _folder(out: Path | None, text: bool) -> Path | None:
    """Where the results go; None for a written interview that names no folder.

    Raises `RehearsalError` where it can't be made: better before the interview than after it.
    """
    from datetime import datetime

    from backend.rehearse.connection import RehearsalError

    if out is None and text:
        return None
    folder = out or Path(f"rehearsal-{datetime.now():%Y%m%d-%H%M%S}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RehearsalError(f"{folder} can't be written: {error.strerror}.") from None
    return folder


def _narrate(options: Options) -> Callable[[str], None]:
    """The conversation goes to standard output, unless that is kept for JSON."""
    return _progress if options.as_json else typer.echo


def _progress(sentence: str) -> None:
    typer.echo(sentence, err=True)
