"""What there is to choose from, and what somebody prefers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from backend.bank.loading import bank_data
from backend.catalogue.scenarios import ScenarioOptions
from backend.domain.language import clean
from backend.domain.preferences import Preferences
from backend.domain.scenario import Difficulty, Format, Kind, Mode, Persona
from backend.interviews.schemas import Name, Tidy
from backend.literal import A_NUMBER, Flag
from models import InterviewScenario, Role

SLOWEST, FASTEST = 0.5, 1.5
"""Of the voice's own pace. The realtime protocol allows 0.25 to 1.5; below a half nobody is helped
any more (a design choice)."""
LONGEST_RETENTION_DAYS = 3650


class IndustryView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: Annotated[str, Field(examples=["technology"])]
    name: Annotated[str, Field(examples=["Technology"])]


class CompetencyView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: Annotated[str, Field(examples=["problem_solving"])]
    name: Annotated[str, Field(examples=["Problem solving"])]
    about: Annotated[str, Field(description='Completes "A question about …"')]


class RoleView(BaseModel):
    id: Annotated[str, Field(examples=["software-engineer"])]
    name: Annotated[str, Field(examples=["Software engineer"])]
    industries: Annotated[list[str], Field(description="Ids of industries where it is found")]
    competencies: Annotated[list[CompetencyView], Field(description="The weightiest first")]


class ScenarioView(BaseModel):
    """A ready-made interview. Its fields are those of a request to plan an interview, and may be
    sent there as they are."""

    slug: str
    name: str
    about: str
    industry_id: str
    industry: str
    role_id: str
    role: str
    difficulty: Difficulty
    kind: Kind
    persona: Persona
    mode: Mode
    format: Format
    questions: int
    minutes: Annotated[int | None, Field(description="Decides the length instead of `questions`")]


class EngineUsed(BaseModel):
    kind: Annotated[str, Field(examples=["stt"])]
    name: str
    where: Annotated[str, Field(description='"this machine", or a host that is sent what was said')]
    degraded: Annotated[bool, Field(description="It has failed of late; the interview goes on")]


class EnginesView(BaseModel):
    """What runs here, and what feedback that allows."""

    engines: list[EngineUsed]
    can_score: Annotated[
        bool, Field(description="Whether a language model is there that may judge answers")
    ]
    voices: Annotated[
        tuple[str, ...],
        Field(description="What may be preferred instead of the voice that it has by itself"),
    ]


class ScenarioDefaults(BaseModel):
    """What the next interview is where nothing else is said; null has no preference."""

    model_config = ConfigDict(extra="forbid")

    role: Name | None = None
    industry: Name | None = None
    difficulty: Difficulty | None = None
    kind: Kind | None = None
    persona: Persona | None = None
    mode: Mode | None = None
    format: Format | None = None
    questions: Annotated[int, Field(ge=1, le=20), A_NUMBER] | None = None
    minutes: Annotated[int, Field(ge=5, le=90), A_NUMBER] | None = None
    company: Annotated[Tidy, Field(max_length=120)] | None = None
    candidate: Annotated[Tidy, Field(max_length=60)] | None = None


class HowISpeak(BaseModel):
    """Private and optional: nobody else sees it, an administrator neither. It changes what is
    fair to ask, and what is compared with whom; it is in no scorecard."""

    model_config = ConfigDict(extra="forbid")

    second_language: Annotated[
        Flag,
        Field(
            description="English isn't my first language. Pauses, silences and timed answers may "
            "take half as long again, and delivery is compared with your own interviews only."
        ),
    ] = False
    longer_pauses: Annotated[
        Flag,
        Field(
            description="I stutter, or need longer pauses. Pauses, silences and timed answers "
            "may take twice as long, and delivery is compared with your own interviews only."
        ),
    ] = False
    rate_delivery: Annotated[Flag, Field(description="false: don't rate my delivery")] = True


Voice = Annotated[str, Field(max_length=64), AfterValidator(clean)]
Rate = Annotated[float, Field(ge=SLOWEST, le=FASTEST), A_NUMBER]
Days = Annotated[int, Field(ge=1, le=LONGEST_RETENTION_DAYS), A_NUMBER]


class PreferencesView(BaseModel):
    scenario: ScenarioDefaults
    voice: Annotated[
        str,
        Field(
            description='One of /settings/engines; "" is the voice that the server has by itself'
        ),
    ]
    speech_rate: Annotated[float, Field(description="Of the interviewer; 1 is its own pace")]
    captions: Annotated[bool, Field(description="Show what is said while it is said")]
    keep_audio: Annotated[
        bool, Field(description="false: no sound of an interview is stored, its words are")
    ]
    retention_days: Annotated[
        int | None,
        Field(description="An interview is deleted so many days after its end; null keeps it"),
    ]
    how_i_speak: HowISpeak


class PreferencesChange(BaseModel):
    """What is left out stays as it is; `scenario` is replaced as a whole."""

    model_config = ConfigDict(extra="forbid")

    scenario: ScenarioDefaults = ScenarioDefaults()
    voice: Voice = ""
    speech_rate: Rate = 1.0
    captions: Flag = True
    keep_audio: Flag = True
    retention_days: Days | None = None
    how_i_speak: HowISpeak = HowISpeak()

    def changes(self) -> dict[str, Any]:
        """What was said, by the names of `Preferences`."""
        said = self.model_dump(exclude_unset=True)
        speaking = said.pop("how_i_speak", {})
        if "scenario" in said:
            said["scenario"] = self.scenario.model_dump(exclude_none=True)
        return {**said, **speaking}


class VoiceChoice(BaseModel):
    """What is to be heard; what is said is the server's."""

    model_config = ConfigDict(extra="forbid")

    voice: Voice = ""
    speech_rate: Rate = 1.0


def role_view(role: Role) -> RoleView:
    """For a role that was loaded with its industries."""
    known = bank_data().competencies
    competencies = [
        CompetencyView(id=key, name=known[key].name, about=known[key].about)
        for key in role.competencies
        if key in known
    ]
    return RoleView(
        id=role.id,
        name=role.name,
        industries=[industry.id for industry in role.industries],
        competencies=competencies,
    )


def scenario_view(scenario: InterviewScenario) -> ScenarioView:
    """For a scenario that was loaded with its role and industry."""
    values = {
        "slug": scenario.slug,
        "name": scenario.name,
        "about": scenario.about,
        "industry_id": scenario.industry_id,
        "industry": scenario.industry.name,
        "role_id": scenario.role_id,
        "role": scenario.role.name,
        "difficulty": scenario.difficulty,
    }
    options = ScenarioOptions.model_validate(scenario.options)
    return ScenarioView.model_validate(values | options.model_dump())


def preferences_view(preferences: Preferences) -> PreferencesView:
    return PreferencesView(
        scenario=ScenarioDefaults.model_validate(preferences.scenario),
        voice=preferences.voice,
        speech_rate=preferences.speech_rate,
        captions=preferences.captions,
        keep_audio=preferences.keep_audio,
        retention_days=preferences.retention_days,
        how_i_speak=HowISpeak(
            second_language=preferences.second_language,
            longer_pauses=preferences.longer_pauses,
            rate_delivery=preferences.rate_delivery,
        ),
    )
