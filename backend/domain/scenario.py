"""What somebody wants to be interviewed for, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Difficulty = Literal["easy", "medium", "hard", "expert"]
Kind = Literal["behavioural", "technical", "case", "hr_screen", "mixed"]
Persona = Literal["friendly", "neutral", "tough"]
Mode = Literal["practice", "real", "stress"]
Format = Literal["live", "one_way"]

DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard", "expert")
PREPARATION_S = 30.0
"""One-way recorded interviews commonly give half a minute before each answer."""


@dataclass(frozen=True, slots=True)
class Background:
    """What the documents say, digested once: neither document is ever sent to a model again.

    `cv` and `job` are short sentences of the candidate's own CV and of the job description;
    `employer` are the sentences of the latter that tell something about the employer; `terms`
    are what the job asks for, the weightiest first; `own_questions` were pasted in.
    """

    cv: tuple[str, ...] = ()
    job: tuple[str, ...] = ()
    employer: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    own_questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """`role` and `industry` are names as shown; those the bank doesn't know are allowed. Where the
    catalogue knows them, whatever they are called there, `role_id` and `industry_id` are the
    bank's, and `competencies` what the role takes, the weightiest first. With `minutes`, these
    decide the length, else the number of `questions`. `candidate` is the name that the person
    chose to be called by, "" for none; `interview_date` is ISO 8601 or ""."""

    role: str = "Software engineer"
    industry: str = "Technology"
    difficulty: Difficulty = "medium"
    kind: Kind = "mixed"
    persona: Persona = "neutral"
    mode: Mode = "real"
    format: Format = "live"
    questions: int = 3
    minutes: int = 0
    company: str = ""
    interview_date: str = ""
    candidate: str = ""
    background: Background = field(default_factory=Background)
    role_id: str = ""
    industry_id: str = ""
    competencies: tuple[str, ...] = ()

    @property
    def helps(self) -> bool:
        return self.mode == "practice" and self.format == "live"

    @property
    def stressful(self) -> bool:
        return self.mode == "stress" and self.format == "live"
