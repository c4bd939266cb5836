"""What administrators change of what there is to choose from and to read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.admin import catalogue
from backend.admin.catalogue_schemas import (
    CatalogueIndustry,
    CatalogueResource,
    CatalogueRole,
    CatalogueScenario,
    IndustryChange,
    NewIndustry,
    NewResource,
    NewRole,
    NewScenario,
    ResourceChange,
    RoleChange,
    ScenarioChange,
    catalogue_resource,
    catalogue_role,
)
from backend.database import reading, transaction
from backend.dependencies import CurrentAdmin, Services, ServicesDep
from backend.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    UnauthorizedError,
)
from backend.problems import responses
from models import Industry, InterviewScenario, Resource, Role

router = APIRouter(prefix="/admin", tags=["administration"])

Key = Annotated[str, Path(max_length=80, pattern="^[a-z0-9_-]+$")]

READS = responses(UnauthorizedError, ForbiddenError)
ADDS = responses(UnauthorizedError, ForbiddenError, ConflictError, InvalidInputError)
CHANGES = responses(
    UnauthorizedError, ForbiddenError, NotFoundError, ConflictError, InvalidInputError
)


@asynccontextmanager
async def changing(services: Services) -> AsyncIterator[AsyncSession]:
    """A transaction in which another may add the same at the same moment."""
    try:
        async with transaction(services.sessions) as db:
            yield db
    except IntegrityError:
        raise ConflictError("Somebody else has just changed this; please look again.") from None


@router.get("/industries", summary="All industries, the hidden ones as well", responses=READS)
async def industries(_admin: CurrentAdmin, services: ServicesDep) -> list[CatalogueIndustry]:
    async with reading(services.sessions) as db:
        rows = await catalogue.entries(db, Industry)
    return [CatalogueIndustry.model_validate(row) for row in rows]


@router.post("/industries", status_code=201, summary="Add an industry", responses=ADDS)
async def add_industry(
    wanted: NewIndustry, admin: CurrentAdmin, services: ServicesDep
) -> CatalogueIndustry:
    row = Industry()
    async with changing(services) as db:
        await catalogue.add(db, admin.id, row, wanted.values())
    return CatalogueIndustry.model_validate(row)


@router.patch(
    "/industries/{industry}", summary="Change, hide or show an industry", responses=CHANGES
)
async def change_industry(
    industry: Key, change: IndustryChange, admin: CurrentAdmin, services: ServicesDep
) -> CatalogueIndustry:
    async with changing(services) as db:
        row = await catalogue.entry(db, Industry, industry)
        await catalogue.change(db, admin.id, row, change.values())
    return CatalogueIndustry.model_validate(row)


@router.get("/roles", summary="All roles, the hidden ones as well", responses=READS)
async def roles(_admin: CurrentAdmin, services: ServicesDep) -> list[CatalogueRole]:
    async with reading(services.sessions) as db:
        return [catalogue_role(row) for row in await catalogue.entries(db, Role)]


@router.post("/roles", status_code=201, summary="Add a role", responses=ADDS)
async def add_role(wanted: NewRole, admin: CurrentAdmin, services: ServicesDep) -> CatalogueRole:
    row = Role()
    async with changing(services) as db:
        await catalogue.add(db, admin.id, row, wanted.values())
    return catalogue_role(row)


@router.patch("/roles/{role}", summary="Change, hide or show a role", responses=CHANGES)
async def change_role(
    role: Key, change: RoleChange, admin: CurrentAdmin, services: ServicesDep
) -> CatalogueRole:
    async with changing(services) as db:
        row = await catalogue.entry(db, Role, role)
        await catalogue.change(db, admin.id, row, change.values())
    return catalogue_role(row)


@router.get(
    "/scenarios", summary="All ready-made interviews, the hidden ones as well", responses=READS
)
async def scenarios(_admin: CurrentAdmin, services: ServicesDep) -> list[CatalogueScenario]:
    async with reading(services.sessions) as db:
        rows = await catalogue.entries(db, InterviewScenario)
    return [CatalogueScenario.model_validate(row) for row in rows]


@router.post("/scenarios", status_code=201, summary="Add a ready-made interview", responses=ADDS)
async def add_scenario(
    wanted: NewScenario, admin: CurrentAdmin, services: ServicesDep
) -> CatalogueScenario:
    row = InterviewScenario()
    async with changing(services) as db:
        await catalogue.add(db, admin.id, row, wanted.values())
    return CatalogueScenario.model_validate(row)


@router.patch(
    "/scenarios/{scenario}",
    summary="Change, hide or show a ready-made interview",
    responses=CHANGES,
)
async def change_scenario(
    scenario: Key, change: ScenarioChange, admin: CurrentAdmin, services: ServicesDep
) -> CatalogueScenario:
    async with changing(services) as db:
        row = await catalogue.entry(db, InterviewScenario, scenario)
        await catalogue.change(db, admin.id, row, change.values())
    return CatalogueScenario.model_validate(row)


@router.get("/resources", summary="All guides, articles and courses", responses=READS)
async def resources(_admin: CurrentAdmin, services: ServicesDep) -> list[CatalogueResource]:
    async with reading(services.sessions) as db:
        return [catalogue_resource(row) for row in await catalogue.entries(db, Resource)]


@router.post(
    "/resources",
    status_code=201,
    summary="Add somebody else's article or course; it is shown as such",
    responses=ADDS,
)
async def add_resource(
    wanted: NewResource, admin: CurrentAdmin, services: ServicesDep
) -> CatalogueResource:
    row = Resource(kind=wanted.kind)
    async with changing(services) as db:
        await catalogue.add(db, admin.id, row, wanted.values())
    return catalogue_resource(row)


@router.patch(
    "/resources/{resource}",
    summary="Change, hide or show a guide, article or course",
    responses=CHANGES,
)
async def change_resource(
    resource: Key, change: ResourceChange, admin: CurrentAdmin, services: ServicesDep
) -> CatalogueResource:
    async with changing(services) as db:
        row = await catalogue.entry(db, Resource, resource)
        await catalogue.change(db, admin.id, row, change.values())
    return catalogue_resource(row)
