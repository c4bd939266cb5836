"""The candidate of a rehearsal: listens, thinks a moment, gives the next answer, and says goodbye
when there are none left."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from audio_pipeline.engines.protocols import Samples
from backend.rehearse.client import InterviewClient, SpeechLost
from backend.rehearse.heard import CandidateTurn
from backend.rehearse.report import Given

THINK_S = 0.6
"""Between the interviewer's last word and the answer's first sample."""

PATIENCE_S = 25.0
"""So long may nothing at all come from the server before the candidate goes on by themselves;
the longest silence that it waits for is 8 s, and the rest is for a slow machine."""

FAREWELL_S = 60.0
TRIES = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to give: 16 kHz samples, or text."""

    name: str
    samples: Samples | None = None
    text: str = ""


@dataclass(eq=False)
class Rehearsal:
    """`run` is its whole life. It raises `RehearsalError` when the interview can't go on."""

    client: InterviewClient
    say: Callable[[str], None]
    think_s: float = THINK_S
    errors: list[str] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)

    async def run(self, answers: AsyncIterator[Answer]) -> None:
        if not await self._settled(0):
            self.errors.append("The interviewer did not begin.")
        while (answer := await self._next(answers)) is not None:
            await self._give(answer)
        await self._say_goodbye()

    async def _next(self, answers: AsyncIterator[Answer]) -> Answer | None:
        """The next answer, a natural moment later; None when there is none, or none is wanted."""
        asking = asyncio.ensure_future(anext(answers, None))
        over = asyncio.ensure_future(self._over(None))
        try:
            await asyncio.wait({asking, over}, return_when=asyncio.FIRST_COMPLETED)
            answer = asking.result() if asking.done() else None
            complete = over.done() and over.result()
        finally:
            for task in (asking, over):
                task.cancel()
            await asyncio.gather(asking, over, return_exceptions=True)
        if answer is not None and (complete or await self._over(self.think_s)):
            self.say(f"The interview is over; {answer.name} and what follows it are not given.")
            return None
        return answer

    async def _over(self, within_s: float | None) -> bool:
        """Whether the interview turns out to be complete within this time."""
        return await self.client.until(lambda: self.client.conversation.completed, within_s)

    async def _give(self, answer: Answer) -> None:
        for _ in range(TRIES):
            if await self._given(answer):
                return
            if await self._over(self.think_s):
                return
            self.say(f"The connection broke; giving {answer.name} again.")
        self.errors.append(f"{answer.name} could not be given: the connection kept breaking.")

    async def _given(self, answer: Answer) -> bool:
        """Give an answer and hear the reply out. False where the server lost it."""
        conversation = self.client.conversation
        first, resyncs = len(conversation.turns), conversation.resyncs
        try:
            if answer.samples is not None:
                spoken = await self.client.speak(answer.samples)
                self.given.append(Given(answer.name, spoken.start_s, spoken.end_s))
            else:
                await self._write(answer.text)
        except SpeechLost:
            await self._welcomed_back()
            return False
        replied = await self._settled(first)
        if conversation.resyncs == resyncs:
            if not replied:
                self.errors.append(f"No reply came to {answer.name}. Is there speech in it?")
            return True
        await self._welcomed_back()
        turns = conversation.turns[first:]
        return any(isinstance(turn, CandidateTurn) and turn.saved for turn in turns)

    async def _write(self, text: str) -> None:
        """Type an answer, and again on a new connection where the first was lost under way."""
        client = self.client
        item_id = f"item_{secrets.token_hex(8)}"
        await client.write(item_id, text)
        answer = client.conversation.answers[-1]
        resyncs = client.conversation.resyncs
        for _ in range(TRIES):
            returns = client.returns
            await client.until(self._heard_of(answer, returns, resyncs), PATIENCE_S)
            if answer.saved or client.conversation.resyncs != resyncs or client.returns == returns:
                return
            await client.send_typed(item_id, text)

    def _heard_of(self, answer: CandidateTurn, returns: int, resyncs: int) -> Callable[[], bool]:
        """The answer was acknowledged, or the connection broke since."""
        client = self.client
        return lambda: (
            answer.saved or client.returns != returns or client.conversation.resyncs != resyncs
        )

    def _over_since(self, resyncs: int) -> Callable[[], bool]:
        """The interview is complete, or the server was started anew since."""
        conversation = self.client.conversation
        return lambda: conversation.completed or conversation.resyncs != resyncs

    async def _settled(self, first: int) -> bool:
        """Wait until everything since turn `first` is answered and the answer was heard; False
        after a long time in which nothing came."""
        client = self.client
        conversation, resyncs = client.conversation, client.conversation.resyncs

        def done() -> bool:
            said = any(isinstance(turn, CandidateTurn) for turn in conversation.turns[first:])
            answered = client.awaiting and (said or first == 0)
            return answered or conversation.completed or conversation.resyncs != resyncs

        return await self._patiently(done)

    async def _welcomed_back(self) -> None:
        """The server was started anew: it greets, and puts its question again."""
        if not await self._patiently(lambda: self.client.awaiting):
            self.errors.append("The interviewer did not go on after the connection broke.")

    async def _patiently(self, true: Callable[[], bool]) -> bool:
        while True:
            events = len(self.client.events)
            if await self.client.until(true, PATIENCE_S):
                return True
            if len(self.client.events) == events:
                return False

    async def _say_goodbye(self) -> None:
        client = self.client
        conversation = client.conversation
        await self._over(self.think_s)
        for _ in range(TRIES):
            if conversation.completed:
                break
            resyncs = conversation.resyncs
            await client.send({"type": "interview.end"})
            await client.until(self._over_since(resyncs), FAREWELL_S)
            if conversation.resyncs == resyncs:
                break
            await self._welcomed_back()
        if not conversation.completed:
            self.errors.append("The interviewer did not say goodbye.")
        await client.until(lambda: client.card.silent, FAREWELL_S)
