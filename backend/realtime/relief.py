"""Gives things up while the engines keep people waiting, and tells everybody what and when."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from audio_pipeline.load import Level, Load
from audio_pipeline.protocol import InterviewNotice

log = logging.getLogger(__name__)

EVERY_S = 0.5
"""Twenty times within the time that the wait is averaged over."""

_MESSAGES = {
    Level.NORMAL: "Everything is as usual again.",
    Level.NO_CAPTIONS: (
        "Many interviews are going on just now, so your words aren't shown while you speak. "
        "All of them are heard."
    ),
    Level.NO_SPECULATION: (
        "Many interviews are going on just now, so replies take a little longer, and your words "
        "aren't shown while you speak."
    ),
    Level.TEXT_REPLIES: (
        "Many interviews are going on just now, so the interviewer writes instead of speaking "
        "for a while. You can speak as before, or type."
    ),
}


def notice(level: Level) -> InterviewNotice:
    """What a person is told of a level."""
    code = "restored" if level is Level.NORMAL else "degraded"
    return InterviewNotice(code=code, message=_MESSAGES[level])


class Relief:
    """One for the process. `waited_s` says how long somebody has waited for an engine, or to be
    listened to; `tell` sends an event to every conversation. `aclose` ends it."""

    def __init__(
        self,
        load: Load,
        waited_s: Callable[[], float],
        conversations: Callable[[], int],
        tell: Callable[[InterviewNotice], None],
    ) -> None:
        self._load = load
        self._waited_s = waited_s
        self._conversations = conversations
        self._tell = tell
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._watch())

    async def aclose(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            # Whoever is alone waits for nobody, and their captions already come as seldom as
            # the machine needs (listening.CAPTION_COST).
            wait_s = self._waited_s() if self._conversations() > 1 else 0.0
            if self._load.observe(loop.time(), wait_s):
                log.warning("Load: %s, waits of %.1f s.", self._load.name, self._load.wait_s)
                self._tell(notice(self._load.level))
            await asyncio.sleep(EVERY_S)
