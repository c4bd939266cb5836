"""What administrators see and change of what there is to choose from and to read."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)

from backend.bank.loading import bank_data
from backend.catalogue.scenarios import ScenarioOptions
from backend.domain.language import clean
from backend.domain.scenario import Difficulty
from backend.domain.scorecard import Metric
from backend.interviews.schemas import Name
from backend.literal import A_NUMBER, Flag
from models import Resource, Role

_URL = TypeAdapter(AnyHttpUrl)


def _readable(value: str) -> str:
    """Several lines are several lines; nothing else that can't be shown."""
    lines = [clean(line) for line in value.splitlines()]
    return "\n".join(lines).strip()


def _required(value: str) -> str:
    if not value:
        raise ValueError("this can't be empty")
    return value


def _address(value: str) -> str:
    try:
        value.encode("ascii")
        address = _URL.validate_python(value)
    except ValueError:
        raise ValueError("this is not an address that begins with https:// or http://") from None
    if address.username or address.password:
        raise ValueError("an address with a name or a password in it can't be shown to others")
    return value


def _competency(value: str) -> str:
    if value not in bank_data().competencies:
        raise ValueError("there is no such competency")
    return value


LAST = 1_000
"""Behind everything that comes with the program."""

Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", min_length=2, max_length=64)
]
Words = Annotated[
    str, Field(max_length=1_000), AfterValidator(_readable), AfterValidator(_required)
]
Position = Annotated[int, Field(ge=0, le=10_000, description="Smaller stands further up"), A_NUMBER]
Competencies = Annotated[
    list[Annotated[str, AfterValidator(_competency)]],
    Field(max_length=12, description="Ids, the weightiest first"),
]
Industries = Annotated[list[Slug], Field(min_length=1, max_length=40, description="Ids")]
Tags = Annotated[list[Slug], Field(max_length=12)]
Minutes = Annotated[int, Field(ge=1, le=600, description="To read, or to watch"), A_NUMBER]
Address = Annotated[str, Field(max_length=500), AfterValidator(_address)]


class Wanted(BaseModel):
    """An entry to be added."""

    model_config = ConfigDict(extra="forbid")

    def values(self) -> dict[str, Any]:
        """By the names of the table's columns."""
        return self.model_dump()


class Change(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _nothing_is_null(self) -> Self:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} can't be null; leave it out to let it be")
        return self

    def values(self) -> dict[str, Any]:
        """What was said, by the names of the table's columns."""
        return self.model_dump(exclude_unset=True)


class Listed(BaseModel):
    """`edited` is true for what somebody here has changed or added: a new version of the program
    leaves it alone."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    active: Annotated[bool, Field(description="false: hidden from everybody else")]
    edited: bool


class CatalogueIndustry(Listed):
    id: str
    name: str


class NewIndustry(Wanted):
    id: Slug
    name: Name
    position: Position = LAST


class IndustryChange(Change):
    name: Name | None = None
    position: Position | None = None
    active: Flag | None = None


class CatalogueRole(Listed):
    id: str
    name: str
    industries: list[str]
    competencies: list[str]


class NewRole(Wanted):
    id: Slug
    name: Name
    industries: Industries
    competencies: Competencies = []
    position: Position = LAST


class RoleChange(Change):
    name: Name | None = None
    industries: Industries | None = None
    competencies: Competencies | None = None
    position: Position | None = None
    active: Flag | None = None


class CatalogueScenario(Listed):
    slug: str
    name: str
    about: str
    industry_id: str
    role_id: str
    difficulty: Difficulty
    options: ScenarioOptions


class NewScenario(Wanted):
    slug: Slug
    name: Name
    about: Words
    industry_id: Slug
    role_id: Slug
    difficulty: Difficulty
    options: ScenarioOptions = ScenarioOptions()
    position: Position = LAST


class ScenarioChange(Change):
    name: Name | None = None
    about: Words | None = None
    industry_id: Slug | None = None
    role_id: Slug | None = None
    difficulty: Difficulty | None = None
    options: Annotated[ScenarioOptions | None, Field(description="As a whole")] = None
    position: Position | None = None
    active: Flag | None = None


class CatalogueResource(BaseModel):
    id: UUID
    slug: str
    kind: Literal["guide", "article", "course"]
    title: str
    summary: str
    url: Annotated[str, Field(description="Empty for the guides that come with the program")]
    metric: Metric
    minutes: int
    course: str
    step: int
    tags: list[str]
    active: bool
    edited: bool


class NewResource(Wanted):
    """Somebody else's article or course; it is shown as such."""

    slug: Slug
    kind: Literal["article", "course"]
    title: Annotated[Name, Field(max_length=160)]
    summary: Words
    url: Address
    metric: Annotated[Metric, Field(description="What it helps with")]
    minutes: Minutes
    tags: Tags = []


class ResourceChange(Change):
    """An address belongs to an article or a course and to no guide."""

    title: Annotated[Name, Field(max_length=160)] | None = None
    summary: Words | None = None
    url: Address | None = None
    metric: Metric | None = None
    minutes: Minutes | None = None
    tags: Tags | None = None
    active: Flag | None = None


def catalogue_role(role: Role) -> CatalogueRole:
    """For a role that was loaded with its industries."""
    return CatalogueRole(
        id=role.id,
        name=role.name,
        industries=[industry.id for industry in role.industries],
        competencies=role.competencies,
        position=role.position,
        active=role.active,
        edited=role.edited,
    )


def catalogue_resource(resource: Resource) -> CatalogueResource:
    """For a resource that was loaded with its tags."""
    values = {name: getattr(resource, name) for name in CatalogueResource.model_fields}
    return CatalogueResource.model_validate(
        values | {"tags": sorted(tag.name for tag in resource.tags)}
    )
