"""From a decided move to the words that are spoken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import aclosing
from typing import Any, Protocol, cast

from backend.domain import checks
from backend.domain.claims import Ledger
from backend.domain.moves import Move
from backend.domain.plan import InterviewPlan
from backend.domain.ports import LanguageModel, Message
from backend.domain.prompts import Exchange, follow_up_messages

log = logging.getLogger(__name__)

PATIENCE_S = 3.0
"""A whole line from the language model may take this long; then the fixed wording is spoken. Of
lines that the embedded model words on two cores, nine in ten are there by then; and it begins
while the end of the answer is still being made sure of."""
LINE_TOKENS = 60
LINE_CHARACTERS = 400


class Closable(Protocol):
    """What every stream of a language model is besides an iterator."""

    async def aclose(self) -> None: ...


async def word(
    llm: LanguageModel,
    move: Move,
    *,
    history: Sequence[Exchange],
    current: Exchange,
    asked: Sequence[str],
    plan: InterviewPlan,
    ledger: Ledger,
    hurry: asyncio.Event | None = None,
    patience_s: float = PATIENCE_S,
) -> str:
    """The model's line where it passes every check and comes in time, which is over once `hurry`
    is set; else the move's own."""
    if not move.is_wordable:
        return move.text
    messages = follow_up_messages(history, current, plan, ledger)
    told = (*(each.answer for each in history), *plan.scenario.background.cv)
    try:
        line = await _in_time(_first_line(llm, messages), hurry or asyncio.Event(), patience_s)
    except Exception as error:  # An engine raises its own type, which this room doesn't know.
        log.warning("line worded by the bank", extra={"cause": type(error).__name__})
        return move.text
    if line is None:
        log.warning("line worded by the bank", extra={"cause": "timeout"})
        return move.text
    found = checks.faults(
        line,
        answer=current.answer,
        asked=asked,
        allowed=told,
        max_words=checks.MAX_WORDS - len(move.lead.split()),
    )
    if found:
        log.info("line worded by the bank", extra={"cause": ",".join(found)})
        return move.text
    return line


async def _in_time(
    line: Coroutine[Any, Any, str], hurry: asyncio.Event, patience_s: float
) -> str | None:
    wording, hurried = asyncio.create_task(line), asyncio.create_task(hurry.wait())
    try:
        await asyncio.wait(
            {wording, hurried}, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED
        )
        return wording.result() if wording.done() else None
    finally:
        wording.cancel()
        hurried.cancel()
        await asyncio.gather(wording, hurried, return_exceptions=True)


async def _first_line(llm: LanguageModel, messages: Sequence[Message]) -> str:
    """What the model says up to its first question mark; reading more would only cost time."""
    written = ""
    stream = llm.stream(messages, max_tokens=LINE_TOKENS, temperature=0.3, stop=("\n\n",))
    async with aclosing(cast(Closable, stream)):
        async for delta in stream:
            written += delta
            if len(written) > LINE_CHARACTERS:
                break
            if "?" in delta or checks.is_beyond_repair(written):
                break
    return checks.addressed(checks.tidy(written))
