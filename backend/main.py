"""The application: everything is built once here, and handed to those who need it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from pydantic import SecretStr

from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines, build_judge
from audio_pipeline.engines.watched import Watch, watched, watched_judge
from audio_pipeline.sound_files import FLAC_ENCODER, join_flac
from backend import idempotency, logs, middleware, openapi, problems
from backend.admin.catalogue_endpoints import router as catalogue_router
from backend.admin.endpoints import router as admin_router
from backend.auth.endpoints import router as auth_router
from backend.auth.links import Links
from backend.auth.mail import Mail
from backend.auth.passwords import PasswordHasher
from backend.auth.service import Accounts
from backend.auth.sign_ins import SignIns
from backend.auth.signing_key import signing_key
from backend.auth.tokens import Tokens
from backend.background import Background
from backend.bank.catalogue import Catalogue
from backend.cleaning import cleaning_jobs
from backend.config import Config
from backend.dashboard.endpoints import router as dashboard_router
from backend.database import is_current, make_engine, make_sessionmaker
from backend.deletions import journal_of
from backend.dependencies import Services
from backend.documents.endpoints import router as documents_router
from backend.documents.parsing import Parser
from backend.documents.service import Documents
from backend.domain.scoring import score_by_rules
from backend.errors import StartupError
from backend.feedback.endpoints import router as feedback_router
from backend.feedback.grammar import annotate
from backend.feedback.job import FeedbackJobs
from backend.feedback.judge import LanguageModelJudge
from backend.feedback.making import Maker
from backend.feedback.queue import Queue
from backend.interviews.audio import Recordings
from backend.interviews.conductor import Conductor
from backend.interviews.endpoints import router as interviews_router
from backend.interviews.report.writing import Reports
from backend.limits import RateLimits
from backend.meaning import MeaningReader
from backend.metrics import EngineState, Metrics
from backend.operations.endpoints import router as operations_router
from backend.operations.health import Health
from backend.pages import Part, content_policy, root_page
from backend.pages.site import Site
from backend.privacy.endpoints import router as privacy_router
from backend.privacy.erasure import Erasure
from backend.privacy.export import Exports
from backend.realtime.endpoint import router as realtime_router
from backend.realtime.feedback import told_on_sockets
from backend.realtime.preview import VoicePreview
from backend.realtime.relief import Relief
from backend.realtime.sessions import Sessions
from backend.realtime.tickets import Tickets
from backend.recommendations.endpoints import router as recommendations_router
from backend.seeding import seed
from backend.settings.endpoints import router as settings_router

EngineBuilder = Callable[[EngineSpec], Engines]

SPEECH = ("stt", "tts", "vad", "turn")
"""The engines that people wait for. A language model that takes too long is done without, each
time for itself (`interviews.wording`)."""

MOST_OF_A_NAME = 64
"""Of a model, as `Feedback.engine` keeps it."""

home_router = APIRouter()

api = APIRouter(generate_unique_id_function=openapi.operation_id)
"""Everything but the pages. FastAPI works a router's routes out when the first request comes to
it; those of this one are worked out once, however many applications a process makes."""
for _router in (
    admin_router,
    auth_router,
    catalogue_router,
    dashboard_router,
    documents_router,
    feedback_router,
    interviews_router,
    operations_router,
    privacy_router,
    realtime_router,
    recommendations_router,
    settings_router,
):
    api.include_router(_router)


def engine_spec(config: Config) -> EngineSpec:
    """Which engines the configuration asks for."""
    return EngineSpec(
        weights_dir=config.weights_dir,
        home=config.home,
        profile=config.profile,
        scripted=config.engines == "scripted",
        stt_base_url=config.stt_base_url,
        stt_model=config.stt_model,
        stt_api_key=_plain(config.stt_api_key),
        tts_base_url=config.tts_base_url,
        tts_model=config.tts_model,
        tts_voice=config.tts_voice,
        tts_voices=tuple(config.tts_voices),
        tts_api_key=_plain(config.tts_api_key),
        stt_workers=config.stt_workers,
        tts_workers=config.tts_workers,
        llm_base_url=config.llm_base_url,
        llm_model=config.llm_model,
        llm_api_key=_plain(config.llm_api_key),
        judge_base_url=config.feedback_llm_base_url,
        judge_model=config.feedback_llm_model,
        judge_api_key=_plain(config.feedback_llm_api_key),
    )


def create_app(config: Config, *, build: EngineBuilder = build_engines) -> FastAPI:
    """The application; nothing is loaded before its lifespan begins.

    The lifespan raises `StartupError`, `WeightsMissing` or `EngineError`, each with a sentence
    that says what to do.
    """

    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await _start(app, config, build, metrics, stack)
            yield

    app = FastAPI(
        title="iHR",
        summary="A voice-first interview simulator",
        version="0.1.0",
        lifespan=lifespan,
        routes=api.routes,
        # These pages would load their scripts from another host.
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    idempotency.install(app)
    openapi.install(app)
    middleware.install(app, metrics)
    if config.web_dir.is_dir():
        app.mount("/", Site(config.web_dir), name="web")
    else:
        app.include_router(home_router)
    return app


async def _start(
    app: FastAPI, config: Config, build: EngineBuilder, metrics: Metrics, stack: AsyncExitStack
) -> None:
    """Build everything in the order it is needed; the stack closes it in the reverse."""
    asyncio.get_running_loop().set_exception_handler(logs.tell_of_lost_errors)
    tokens = Tokens(signing_key(config))
    limits = RateLimits(config.redis_url, scale=config.rate_limit_scale, metrics=metrics)
    stack.push_async_callback(limits.aclose)
    database = make_engine(config)
    stack.push_async_callback(database.dispose)
    if not await is_current(database):
        raise StartupError("The database isn't up to date. Run `ihr db upgrade`.")
    sessions = make_sessionmaker(database, journal_of(config))
    await seed(sessions)
    passwords = PasswordHasher(config.argon2_memory_kib, config.argon2_passes)
    stack.push_async_callback(passwords.aclose)
    loaded = build(engine_spec(config))
    stack.push_async_callback(loaded.aclose)
    await loaded.start()
    engines, watches = watched(loaded)
    judge = await _judge(engine_spec(config), watches, stack)
    reader = MeaningReader(engines.text.embed) if engines.text else None
    sign_ins = SignIns(sessions, tokens)
    links = Links(config.public_address)
    catalogue = Catalogue()
    recordings = Recordings(sessions, join_flac, FLAC_ENCODER)
    app.state.services = Services(
        config=config,
        database=database,
        sessions=sessions,
        passwords=passwords,
        limits=limits,
        mail=Mail(config),
        links=links,
        sign_ins=sign_ins,
        accounts=Accounts(config, sessions, passwords, sign_ins, links),
        conductor=Conductor(sessions, engines.llm, catalogue, reader),
        recordings=recordings,
        reports=Reports(),
        documents=Documents(sessions, Parser()),
        metrics=metrics,
        exports=Exports(sessions, recordings),
        erasure=Erasure(sessions, database),
    )
    app.state.engines = loaded
    app.state.voices = loaded.tts.info.voices
    app.state.root_page = root_page(
        [Part(each.info.kind, each.info.name, each.info.where) for each in watches]
    )
    await start_realtime(app, app.state.services, engines, watches, stack)
    start_feedback(app, app.state.services, judge, reader, catalogue, stack)
    start_operations(app, app.state.services, watches)
    jobs = cleaning_jobs(sessions, database, sign_ins, app.state.services.erasure)
    background = Background(jobs, metrics.job)
    stack.push_async_callback(background.aclose)
    background.start()


async def start_realtime(
    app: FastAPI,
    services: Services,
    engines: Engines,
    watches: Sequence[Watch],
    stack: AsyncExitStack,
) -> None:
    """Build what the conversation needs. It is closed first, while there is all else still."""
    app.state.tickets = Tickets(services.sessions)
    app.state.voice_preview = VoicePreview(engines.tts)
    live = app.state.voice_sessions = Sessions(
        engines, services.conductor, services.sign_ins, services.config, services.metrics
    )
    stack.push_async_callback(live.aclose)
    speech = [each for each in watches if each.info.kind in SPEECH]
    relief = Relief(
        live.load,
        lambda: max(live.behind_s, *(each.waited_s for each in speech)),
        lambda: live.attended,
        live.tell_all,
    )
    stack.push_async_callback(relief.aclose)
    relief.start()


async def _judge(
    spec: EngineSpec, watches: list[Watch], stack: AsyncExitStack
) -> LanguageModelJudge | None:
    """Who judges answers; None where rules alone do. Its model is watched like the others."""
    model = build_judge(spec)
    if model is None:
        return None
    stack.push_async_callback(model.aclose)
    await model.start()
    counted, watch = watched_judge(model)
    watches.append(watch)
    return LanguageModelJudge(counted, model.info.name[:MOST_OF_A_NAME])


def start_feedback(
    app: FastAPI,
    services: Services,
    judge: LanguageModelJudge | None,
    reader: MeaningReader | None,
    catalogue: Catalogue,
    stack: AsyncExitStack,
) -> None:
    """Begin to make scorecards, also those that a server before this one has left."""
    live: Sessions = app.state.voice_sessions
    queue = Queue(services.sessions)
    maker = Maker(
        services.sessions,
        queue,
        rules=lambda material: annotate(material, score_by_rules(material)),
        judge=judge,
        bank=catalogue,
        measure=live.measuring.measure_recording,
        told=told_on_sockets(live),
        reader=reader,
    )
    jobs = FeedbackJobs(queue, maker)
    app.state.feedback_jobs = jobs
    stack.push_async_callback(jobs.aclose)
    live.on_completed = jobs.wake
    jobs.start()


def start_operations(app: FastAPI, services: Services, watches: Sequence[Watch]) -> None:
    """Let whoever runs the server see how it fares."""

    def states() -> list[EngineState]:
        return [
            EngineState(
                kind=each.info.kind,
                name=each.info.name,
                where=each.info.where,
                degraded=each.degraded,
                calls=each.calls,
                failures=each.failures,
                restarts=each.restarts,
                waiting=each.waiting,
            )
            for each in watches
        ]

    live: Sessions = app.state.voice_sessions
    app.state.engine_states = states
    app.state.health = Health(
        services.sessions, states, lambda: live.draining, lambda: live.load.name
    )
    services.metrics.watch_engines(states)
    services.metrics.watch(
        "ihr_load_level",
        "What conversations do without: 1 captions, 2 drafts too, 3 the voice too.",
        lambda: live.load.level,
    )
    services.metrics.watch(
        "ihr_load_wait_seconds",
        "How long whoever has waited longest for an engine has waited, averaged over time.",
        lambda: live.load.wait_s,
    )
    services.metrics.watch(
        "ihr_conversations",
        "Conversations in memory, with those that may be resumed.",
        live.__len__,
    )
    services.metrics.watch(
        "ihr_passwords_waiting",
        "Passwords that wait to be hashed.",
        lambda: services.passwords.waiting,
    )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


@home_router.get("/", include_in_schema=False)
async def root(request: Request) -> HTMLResponse:
    page: str = request.app.state.root_page
    return HTMLResponse(page, headers={"Content-Security-Policy": content_policy(page)})
