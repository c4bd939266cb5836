"""What the guides' addresses take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from backend.domain.language import clean
from backend.domain.next_practice import Because
from backend.domain.recommendation import Why
from backend.domain.scenario import Difficulty, Kind, Mode
from backend.domain.scorecard import Metric
from backend.recommendations.guide import TagGroup
from backend.recommendations.repository import ResourceKind, Wanted

SLUG = r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"

TagName = Annotated[str, Field(max_length=64, pattern=SLUG, examples=["own-part"])]


class TagView(BaseModel):
    name: TagName
    label: Annotated[str, Field(examples=["Your own part"])]


class TagCount(TagView):
    group: TagGroup | Literal["other"]
    resources: Annotated[int, Field(description="How many have it")]


class ResourceItem(BaseModel):
    """A guide of ours, or an article or course elsewhere, without its text."""

    slug: Annotated[str, Field(examples=["from-we-to-i"])]
    kind: ResourceKind
    external: Annotated[
        bool, Field(description="It is somebody else's, behind `url`, and needs a network")
    ]
    url: str | None
    title: str
    summary: str
    metric: Annotated[str, Field(description="What it helps most", examples=["structure"])]
    minutes: Annotated[int, Field(description="Of a guide, to read it at 238 words a minute")]
    tags: list[TagView]
    course: Annotated[str | None, Field(description="Id of its course; null for none")]
    step: Annotated[int | None, Field(description="Its place in the course, from 1")]
    has_exercise: bool
    read_at: Annotated[datetime | None, Field(description="null: not read, or not signed in")]
    exercise_done: bool


class ExerciseView(BaseModel):
    """To be spoken: `question` is answered out loud, as `say` tells, for about `seconds`."""

    say: str
    question: str
    seconds: int


class Neighbour(BaseModel):
    slug: str
    title: str


class ResourceView(ResourceItem):
    """`body` is Markdown with headings from the second level on, lists, quotes, tables and
    emphasis, and without links, images or HTML; "" for what is elsewhere."""

    body: str
    exercise: ExerciseView | None
    course_title: str | None
    previous: Annotated[Neighbour | None, Field(description="The step before it in the course")]
    next: Annotated[Neighbour | None, Field(description="The step after it in the course")]


class ReadingView(BaseModel):
    """What is noted about one resource. Both are empty where it hasn't been read."""

    slug: str
    read_at: datetime | None
    exercise_done: bool


class CourseView(BaseModel):
    """A course of our guides. It is complete when every exercise in it has been spoken."""

    id: str
    title: str
    summary: str
    minutes: Annotated[int, Field(description="Of reading, all steps together")]
    steps: list[ResourceItem]
    read: Annotated[int, Field(description="Steps that were read")]
    done: Annotated[int, Field(description="Steps whose exercise was spoken")]
    complete: bool
    next: Annotated[str | None, Field(description="Slug of the first step not done yet")]


class RecommendedView(ResourceItem):
    """`why` says in plain words what it is recommended for; `because` is the kind of reason."""

    why: str
    because: Why


class PracticeView(BaseModel):
    """An interview to hold next. Its fields are those of a request to plan an interview; role and
    industry are null where nothing is known of them."""

    model_config = ConfigDict(from_attributes=True)

    kind: Kind
    difficulty: Difficulty
    mode: Mode
    role: str | None
    industry: str | None
    why: Annotated[
        str,
        Field(
            examples=[
                "A behavioural interview at medium: in 4 of your last 9 answers you were asked "
                "how it turned out."
            ]
        ),
    ]
    because: Because


class FocusView(BaseModel):
    """A metric that there is something to gain in, with the interval of its mean."""

    metric: Metric
    label: str
    average: float
    interval: tuple[float, float]
    interviews: int


class RecommendationsView(BaseModel):
    """`basis` says what all of it rests on. `focus` has the weakest metric first."""

    basis: Annotated[str, Field(description="In plain words; to be shown")]
    personal: Annotated[bool, Field(description="false: no interview was held here yet")]
    guides: list[RecommendedView]
    practise: list[PracticeView]
    focus: list[FocusView]


class ResourceQuery(BaseModel):
    """Which resources; what is left out doesn't matter."""

    model_config = ConfigDict(extra="forbid")

    tag: Annotated[list[TagName], Field(max_length=8, description="All of these")] = []
    metric: Metric | None = None
    course: Annotated[str | None, Field(max_length=64, pattern=SLUG)] = None
    kind: Annotated[
        ResourceKind | None, Field(description="guide is ours, the others are elsewhere")
    ] = None
    read: Annotated[
        bool | None, Field(description="By you; without an account nothing is read")
    ] = None
    q: Annotated[
        str, Field(max_length=100, description="Words in title, summary or text"),
        AfterValidator(clean),
    ] = ""  # fmt: skip

    def wanted(self) -> Wanted:
        return Wanted(tuple(self.tag), self.metric, self.course, self.kind, self.q, self.read)
