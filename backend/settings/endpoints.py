"""What there is to choose from, for everybody; what one prefers, for oneself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter

from backend.database import reading, transaction
from backend.dependencies import CurrentUser, ServicesDep
from backend.domain.scenario import Difficulty
from backend.errors import BusyError, InvalidInputError, TooManyError, UnauthorizedError
from backend.etags import UNCHANGED, tagged
from backend.preferences import preferences_of
from backend.problems import responses
from backend.settings import repository
from backend.settings.schemas import (
    EnginesView,
    EngineUsed,
    IndustryView,
    PreferencesChange,
    PreferencesView,
    RoleView,
    ScenarioView,
    VoiceChoice,
    preferences_view,
    role_view,
    scenario_view,
)

router = APIRouter(prefix="/settings", tags=["settings"])

_INDUSTRIES = TypeAdapter(list[IndustryView])
_ROLES = TypeAdapter(list[RoleView])
_SCENARIOS = TypeAdapter(list[ScenarioView])

WAV = "audio/wav"

Slug = Annotated[str | None, Query(max_length=64, pattern="^[a-z0-9_-]*$")]


def voices_of(request: Request) -> tuple[str, ...]:
    """What the speech engine can be asked for beside its own voice."""
    voices: tuple[str, ...] = request.app.state.voices
    return voices


def check_voice(voice: str, request: Request) -> None:
    """Raises `InvalidInputError` for one that the server doesn't have."""
    if voice and voice not in voices_of(request):
        raise InvalidInputError("There is no such voice here.", field="voice")


@router.get(
    "/industries",
    response_model=list[IndustryView],
    summary="The industries that there are interviews for",
    responses=UNCHANGED,
)
async def industries(request: Request, services: ServicesDep) -> Response:
    async with reading(services.sessions) as db:
        found = [IndustryView.model_validate(row) for row in await repository.industries(db)]
    return tagged(request, _INDUSTRIES.dump_json(found))


@router.get(
    "/roles",
    response_model=list[RoleView],
    summary="The roles that there are interviews for, and what each of them takes",
    responses=UNCHANGED | responses(InvalidInputError),
)
async def roles(request: Request, services: ServicesDep, industry: Slug = None) -> Response:
    async with reading(services.sessions) as db:
        found = [role_view(row) for row in await repository.roles(db, industry)]
    return tagged(request, _ROLES.dump_json(found))


@router.get(
    "/scenarios",
    response_model=list[ScenarioView],
    summary="Ready-made interviews",
    responses=UNCHANGED | responses(InvalidInputError),
)
async def scenarios(
    request: Request,
    services: ServicesDep,
    industry: Slug = None,
    role: Slug = None,
    difficulty: Annotated[Difficulty | None, Query()] = None,
) -> Response:
    async with reading(services.sessions) as db:
        rows = await repository.scenarios(db, industry=industry, role=role, difficulty=difficulty)
    return tagged(request, _SCENARIOS.dump_json([scenario_view(row) for row in rows]))


@router.get("/engines", summary="What runs here, where, and what feedback it can give")
async def engines(request: Request) -> EnginesView:
    used = [
        EngineUsed(kind=each.kind, name=each.name, where=each.where, degraded=each.degraded)
        for each in request.app.state.engine_states()
    ]
    can_score = any(each.kind == "judge" for each in used)
    return EnginesView(engines=used, can_score=can_score, voices=voices_of(request))


@router.get(
    "/preferences",
    summary="What you prefer; defaults where you never said",
    responses=responses(UnauthorizedError),
)
async def preferences(user: CurrentUser, services: ServicesDep) -> PreferencesView:
    async with reading(services.sessions) as db:
        return preferences_view(await preferences_of(db, user.id))


@router.put(
    "/preferences",
    summary="Change what you prefer, from the next time that you enter an interview",
    responses=responses(UnauthorizedError, InvalidInputError),
)
async def change_preferences(
    change: PreferencesChange, user: CurrentUser, services: ServicesDep, request: Request
) -> PreferencesView:
    check_voice(change.voice, request)
    async with transaction(services.sessions) as db:
        await repository.save_preferences(db, user.id, change.changes())
        return preferences_view(await preferences_of(db, user.id))


@router.post(
    "/voice/preview",
    summary="Hear a voice at a speed, before you prefer it",
    response_class=Response,
    responses={
        200: {
            "description": "One sentence, always the same, as 16-bit mono WAV",
            "content": {WAV: {"schema": {"type": "string", "format": "binary"}}},
        },
        **responses(UnauthorizedError, InvalidInputError, TooManyError, BusyError),
    },
)
async def preview_voice(
    choice: VoiceChoice, user: CurrentUser, services: ServicesDep, request: Request
) -> Response:
    """An `<audio>` element plays it from a blob. 503 where the voice is down."""
    check_voice(choice.voice, request)
    await services.limits.take("preview", str(user.id))
    speak: Callable[[str, float], Awaitable[bytes]] = request.app.state.voice_preview
    wav = await speak(choice.voice, choice.speech_rate)
    return Response(wav, media_type=WAV, headers={"Cache-Control": "private, no-store"})
