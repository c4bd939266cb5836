"""The application: everything is built once here, and handed to those who need it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from pydantic import SecretStr
from sqlalchemy import text

from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from audio_pipeline.sound_files import FLAC_ENCODER, join_flac
from backend import idempotency, openapi, problems
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
from backend.bank.catalogue import Catalogue
from backend.config import Config
from backend.dashboard.endpoints import router as dashboard_router
from backend.database import is_current, make_engine, make_sessionmaker, reading
from backend.dependencies import Services, ServicesDep
from backend.documents.endpoints import router as documents_router
from backend.documents.parsing import Parser
from backend.documents.service import Documents
from backend.errors import BusyError, StartupError
from backend.feedback.endpoints import router as feedback_router
from backend.interviews.audio import Recordings
from backend.interviews.conductor import Conductor
from backend.interviews.endpoints import router as interviews_router
from backend.limits import RateLimits
from backend.middleware import BodyLimit, SecurityHeaders
from backend.pages import Part, content_policy, root_page
from backend.privacy.endpoints import router as privacy_router
from backend.realtime.endpoint import router as realtime_router
from backend.realtime.sessions import Sessions
from backend.realtime.tickets import Tickets
from backend.recommendations.endpoints import router as recommendations_router

from backend.seeding import seed
from backend.settings.endpoints import router as settings_router

EngineBuilder = Callable[[EngineSpec], Engines]

health_router = APIRouter(tags=["health"])


def engine_spec(config: Config) -> EngineSpec:
    """Which engines the configuration asks for."""
    return EngineSpec(
        weights_dir=config.weights_dir,
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
        llm_base_url=config.llm_base_url,
        llm_model=config.llm_model,
        llm_api_key=_plain(config.llm_api_key),
    )


def create_app(config: Config, *, build: EngineBuilder = build_engines) -> FastAPI:
    """The application; nothing is loaded before its lifespan begins.

    The lifespan raises `StartupError`, `WeightsMissing` or `EngineError`, each with a sentence
    that says what to do.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await _start(app, config, build, stack)
            yield

    app = FastAPI(
        title="iHR",
        summary="A voice-first interview simulator",
        version="0.1.0",
        lifespan=lifespan,
        # These pages would load their scripts from another host.
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=openapi.operation_id,
    )
    problems.install(app)
    idempotency.install(app)
    openapi.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    for router in (
        health_router,
        admin_router,
        auth_router,
        catalogue_router,
        dashboard_router,
        documents_router,
        feedback_router,
        interviews_router,
        privacy_router,
        realtime_router,
        settings_router,
        recommendations_router,
    ):
        app.include_router(router)
    return app


async def _start(app: FastAPI, config: Config, build: EngineBuilder, stack: AsyncExitStack) -> None:
    """Build everything in the order it is needed; the stack closes it in the reverse."""
    tokens = Tokens(signing_key(config))
    limits = RateLimits(config.redis_url, scale=config.rate_limit_scale)
    stack.push_async_callback(limits.aclose)
    database = make_engine(config)
    stack.push_async_callback(database.dispose)
    if not await is_current(database):
        raise StartupError("The database isn't up to date. Run `ihr db upgrade`.")
    sessions = make_sessionmaker(database)
    await seed(sessions)
    passwords = PasswordHasher(config.argon2_memory_kib, config.argon2_passes)
    stack.push_async_callback(passwords.aclose)
    engines = build(engine_spec(config))
    stack.push_async_callback(engines.aclose)
    await engines.start()
    sign_ins = SignIns(sessions, tokens)
    links = Links(config.public_address)
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
        conductor=Conductor(sessions, engines.llm, Catalogue()),
        recordings=Recordings(sessions, join_flac, FLAC_ENCODER),
        documents=Documents(sessions, Parser()),
    )
    app.state.engines = engines
    app.state.voices = engines.tts.info.voices
    app.state.root_page = root_page(
        [Part(info.kind, info.name, info.where) for info in engines.infos()]
    )
    await start_realtime(app, app.state.services, engines, stack)


async def start_realtime(
    app: FastAPI, services: Services, engines: Engines, stack: AsyncExitStack
) -> None:
    """Build what the conversation needs. It is closed first, while there is all else still."""
    app.state.tickets = Tickets()
    app.state.voice_sessions = Sessions(
        engines, services.conductor, services.sign_ins, services.config
    )
    stack.push_async_callback(app.state.voice_sessions.aclose)


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


@health_router.get("/", include_in_schema=False)
async def root(request: Request) -> HTMLResponse:
    page: str = request.app.state.root_page
    return HTMLResponse(page, headers={"Content-Security-Policy": content_policy(page)})


@health_router.get("/livez", summary="Is the process alive?")
async def livez() -> dict[str, str]:
    return {"status": "alive"}


@health_router.get(
    "/readyz",
    summary="Can it hold an interview?",
    responses=problems.responses(BusyError),
)
async def readyz(services: ServicesDep) -> dict[str, str]:
    try:
        async with reading(services.sessions) as db:
            await db.execute(text("SELECT 1"))
    except Exception:  # Drivers raise what they like when a database is gone.
        raise BusyError("The database doesn't answer.") from None
    return {"status": "ready"}
