"""The voice sessions of this process: one for each interview under way, outliving its sockets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from statistics import median_low
from uuid import UUID

from audio_pipeline.engines.protocols import THIS_MACHINE
from audio_pipeline.engines.registry import Engines
from audio_pipeline.load import Level, Load
from audio_pipeline.protocol import (
    AudioOutput,
    EngineUsed,
    InterviewResync,
    InterviewStarted,
    ResyncTurn,
    ServerEvent,
    SessionAudio,
    SessionConfig,
)
from audio_pipeline.session import VoiceSession
from backend import logs
from backend.auth.sign_ins import SignIns
from backend.config import Config
from backend.errors import BusyError
from backend.interviews.conductor import Conductor
from backend.interviews.run import InterviewRun
from backend.metrics import Metrics
from backend.realtime.admission import Caller
from backend.realtime.codes import GOING_AWAY, POLICY, REPLACED
from backend.realtime.measuring import Measuring
from backend.realtime.relief import notice
from backend.realtime.responder import InterviewResponder, wire_question

log = logging.getLogger(__name__)

WATCH_S = 1.0
"""A logout closes sockets within two seconds (OWASP ASVS 7.4.1 asks for an end; the figure is
ours)."""

TAKEN = "This interview goes on in another window."

FINISH_S = 3.0
"""What a session gets to store its last words when the server stops."""


@dataclass(eq=False)
class LiveSession:
    """A voice session with the task that runs it.

    `leave(code, reason)` ends the socket that holds it; the socket sets it on joining.
    """

    voice: VoiceSession
    run: InterviewRun
    task: asyncio.Task[None]
    family: UUID
    leave: Callable[[int, str], None] | None = None
    left: asyncio.Event = field(default_factory=asyncio.Event)
    expiry: asyncio.Task[None] | None = None


class Sessions:
    """Owns every live session: `aclose` ends them all and waits for them."""

    def __init__(
        self,
        engines: Engines,
        conductor: Conductor,
        sign_ins: SignIns,
        config: Config,
        metrics: Metrics,
    ) -> None:
        self.load = Load()
        """What all conversations have to do without just now."""
        self._engines = engines
        self._conductor = conductor
        self._sign_ins = sign_ins
        self._config = config
        self._metrics = metrics
        self.measuring = Measuring()
        self.on_completed: Callable[[], None] = lambda: None
        """Told when an interview is over."""
        self._live: dict[UUID, LiveSession] = {}
        self._joining = asyncio.Lock()
        self._ending: set[asyncio.Task[None]] = set()
        self.draining = False
        self._drained_by = 0.0
        self._watch = asyncio.create_task(self._watch_over())

    def __len__(self) -> int:
        return len(self._live)

    @property
    def attended(self) -> int:
        """How many conversations have somebody at the other end, and aren't kept for a return."""
        return sum(live.leave is not None for live in self._live.values())

    @property
    def behind_s(self) -> float:
        """How far the middle one of the conversations is behind what was said to it. One that
        sends faster than it is listened to says nothing of the others."""
        backlogs = [each.voice.listener.backlog_s for each in self._live.values() if each.leave]
        return median_low(backlogs) if backlogs else 0.0

    async def join(
        self,
        who: Caller,
        interview_id: UUID | None,
        last_event_id: str,
    ) -> LiveSession:
        """Take an interview for a socket, from another socket if need be.

        The caller sets `leave` at once, and calls `release` when its socket is over. Raises
        `NotFoundError` for an interview that isn't this user's, `BusyError` when full.
        """
        async with self._joining:
            if interview_id is None:
                self._make_room()
                interview_id = (await self._conductor.create(who.user_id)).id
            # Also proves that the interview is the user's, before anything of it is touched.
            live = await self._owned(interview_id, who.user_id)
            if live is None:
                self._make_room()
                live = await self._begin(interview_id, who, last_event_id)
            else:
                await self._take_over(live, last_event_id)
            live.family = who.family
            live.left.clear()
            return live

    def release(self, live: LiveSession) -> None:
        """The socket is gone: keep the session for a while, in case it comes back."""
        live.leave = None
        live.left.set()
        live.voice.detach()
        # One that is being ended has nobody to wait for.
        if not live.task.done() and live in self._live.values():
            live.expiry = asyncio.create_task(self._expire(live))

    def tell(self, interview_id: UUID, event: ServerEvent) -> None:
        """Send an event to whoever holds this interview here, and nobody where nobody does."""
        live = self._live.get(interview_id)
        if live is not None and not live.task.done():
            live.voice.wire.send(event)

    def tell_all(self, event: ServerEvent) -> None:
        """Send an event to every conversation here."""
        for live in self._live.values():
            if not live.task.done():
                live.voice.wire.send(event)

    def drain(self) -> bool:
        """To be called again and again: begin no conversation, and end each where it rests, or
        where it is after `drain_s`. True once there is none."""
        now = asyncio.get_running_loop().time()
        if not self.draining:
            self.draining = True
            self._drained_by = now + self._config.drain_s
        for live in list(self._live.values()):
            if now >= self._drained_by or live.leave is None or live.voice.resting:
                self._spawn(self._end(live))
        return not self._live and not self._ending

    async def aclose(self) -> None:
        self.draining = True
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)
        await asyncio.gather(*(self._end(live) for live in list(self._live.values())))
        await asyncio.gather(*self._ending)
        await self.measuring.aclose()

    async def _watch_over(self) -> None:
        """A conversation ends with the sign-in that opened it, and where another server has taken
        the interview up: only the database is told of either."""
        while True:
            await asyncio.sleep(WATCH_S)
            held = list(self._live.values())
            try:
                over = await self._sign_ins.ended({live.family for live in held})
                lost = await self._conductor.lost({live.run.id: live.run.epoch for live in held})
            except Exception as error:  # drivers raise what they like when a database is gone
                log.warning("Conversations can't be watched: %s", type(error).__name__)
                continue
            for live in held:
                if live.family in over:
                    self._put_out(live, POLICY, "You have been signed out.")
                elif live.run.id in lost:
                    self._put_out(live, REPLACED, TAKEN)

    def _put_out(self, live: LiveSession, code: int, reason: str) -> None:
        if live.leave is not None:
            live.leave(code, reason)
            live.leave = None
        self._spawn(self._end(live))

    def _make_room(self) -> None:
        """Raises `BusyError`. A place that is only kept for somebody's return is given away:
        what was said there is stored, and they get the whole state instead of the rest."""
        if not self.draining and len(self._live) >= self._config.max_sessions:
            waiting = next((live for live in self._live.values() if live.leave is None), None)
            if waiting is not None:
                self._live = {key: live for key, live in self._live.items() if live is not waiting}
                self._spawn(self._end(waiting))
        if self.draining or len(self._live) >= self._config.max_sessions:
            raise BusyError("All places are taken; please try again in a moment.")

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _owned(self, interview_id: UUID, user_id: UUID) -> LiveSession | None:
        await self._conductor.check_owner(interview_id, user_id)
        live = self._live.get(interview_id)
        if live is not None and live.task.done():
            await self._end(live)
            return None
        return live

    async def _begin(self, interview_id: UUID, who: Caller, last_event_id: str) -> LiveSession:
        run = await self._conductor.open(interview_id, who.user_id)
        session = _session_config(run)
        # Elsewhere a request costs money, and reads fast anyway.
        local = self._engines.llm.info.where == THIS_MACHINE
        responder = InterviewResponder(
            run,
            self._metrics,
            self.measuring,
            warm=lambda: local and self.load.speculation,
            completed=lambda: self.on_completed(),
        )
        voice = VoiceSession(
            self._engines,
            responder,
            session,
            greeting=await self._greeting(run, last_event_id),
            pace=self._config.max_ingest_rate,
            patience=run.preferences.patience,
            epoch=run.epoch,
            load=self.load,
        )
        task = asyncio.create_task(self._keep(interview_id, voice, responder))
        live = LiveSession(voice, run, task, who.family)
        self._live[interview_id] = live
        return live

    async def _take_over(self, live: LiveSession, last_event_id: str) -> None:
        if live.expiry is not None:
            live.expiry.cancel()
            await asyncio.gather(live.expiry, return_exceptions=True)
            live.expiry = None
        if live.leave is not None:
            live.leave(REPLACED, TAKEN)
            await live.left.wait()
            if live.expiry is not None:
                live.expiry.cancel()
                live.expiry = None
        if not live.voice.attach(last_event_id):
            live.voice.greet(await self._greeting(live.run, last_event_id))

    async def _greeting(self, run: InterviewRun, last_event_id: str) -> tuple[ServerEvent, ...]:
        scenario = run.flow.plan.scenario
        started = InterviewStarted(
            interview_id=str(run.id),
            role=scenario.role,
            industry=scenario.industry,
            difficulty=scenario.difficulty,
            kind=scenario.kind,
            mode=scenario.mode,
            persona=scenario.persona,
            format=scenario.format,
            questions=len(run.flow.plan.questions),
            minutes=run.flow.plan.minutes,
            engines=tuple(
                EngineUsed(kind=info.kind, name=info.name, where=info.where)
                for info in self._engines.infos()
            ),
            resumed=run.started,
        )
        told = () if self.load.level is Level.NORMAL else (notice(self.load.level),)
        if not run.started:
            return (started, *told)
        question = run.question()
        resync = InterviewResync(
            interview_id=str(run.id),
            last_event_id=last_event_id,
            turns=tuple(
                ResyncTurn(
                    item_id=turn.item_id,
                    role="user" if turn.speaker == "candidate" else "assistant",
                    text=turn.text,
                    cut=turn.cut,
                )
                for turn in await self._conductor.turns(run.id)
            ),
            question=wire_question(question) if question else None,
        )
        return (started, resync, *told)

    async def _keep(
        self, interview_id: UUID, voice: VoiceSession, responder: InterviewResponder
    ) -> None:
        # Everything that the conversation does is done by tasks of this one.
        logs.interview_id.set(str(interview_id))
        try:
            await voice.run()
        except Exception as error:
            log.error("A session broke: %s", type(error).__name__)
        finally:
            await responder.aclose()

    async def _expire(self, live: LiveSession) -> None:
        await asyncio.sleep(0 if live.voice.closed else self._config.resume_window_s)
        await self._end(live)

    async def _end(self, live: LiveSession) -> None:
        self._live = {key: other for key, other in self._live.items() if other is not live}
        if live.leave is not None:
            live.leave(GOING_AWAY, "The server is stopping; please connect again.")
        if live.expiry is not None and live.expiry is not asyncio.current_task():
            live.expiry.cancel()
            await asyncio.gather(live.expiry, return_exceptions=True)
        if not live.task.done():
            try:
                async with asyncio.timeout(FINISH_S):
                    await live.voice.finish()
            except TimeoutError:
                log.warning("A session was ended before its last words were stored.")
        live.task.cancel()
        await asyncio.gather(live.task, return_exceptions=True)


def _session_config(run: InterviewRun) -> SessionConfig:
    """What a session is before its client says anything else: spoken as the person prefers."""
    preferences = run.preferences
    output = AudioOutput(speed=preferences.speech_rate, voice=preferences.voice or "default")
    return SessionConfig(id=f"sess_{run.id.hex}", audio=SessionAudio(output=output))
