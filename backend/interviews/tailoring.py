"""Questions of the bank, put in the terms of a role by the language model where it can."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import cast

from backend.domain import checks, personal
from backend.domain.language import content_words
from backend.domain.plan import PlannedQuestion
from backend.domain.ports import LanguageModel, Message
from backend.domain.scenario import Scenario
from backend.interviews.wording import LINE_CHARACTERS, LINE_TOKENS, Closable

log = logging.getLogger(__name__)

PATIENCE_S = 6.0
"""For all questions together: somebody waits for the list, and the bank's are good as they are."""
KEPT_SHARE = 0.5
"""Of the stems of the bank's question: with fewer it is another question, whose notes on strong
answers would no longer fit."""

_YOU = re.compile(r"\byou(?:r|rs|rself)?\b", re.I)

_INSTRUCTIONS = (
    "Rewrite an interview question for a {role} in {industry}. Keep its meaning and most of its "
    "words, and name one thing of that work. One question of at most 30 words, nothing else."
)


async def tailored(
    llm: LanguageModel, questions: Sequence[PlannedQuestion], scenario: Scenario
) -> list[PlannedQuestion]:
    """The same questions in the same order; each tailored where the model's wording comes in
    time and passes, else as the bank has it. `source` says which."""
    found = list(questions)
    try:
        async with asyncio.timeout(PATIENCE_S):
            for at, question in enumerate(questions):
                others = [each.text for each in found if each is not found[at]]
                text = await tailored_text(llm, question, scenario, others)
                if text:
                    found[at] = replace(question, text=text, source="tailored")
    except TimeoutError:
        log.info("questions left as the bank has them", extra={"cause": "timeout"})
    except Exception as error:  # An engine raises its own type, which this room doesn't know.
        log.warning("questions left as the bank has them", extra={"cause": type(error).__name__})
    return found


def may_be_tailored(question: PlannedQuestion) -> bool:
    """A question of the bank for everybody. The technical ones are about one role already, and
    a step of a case hangs together with its figures."""
    general = question.type in ("behavioural", "hr_screen")
    quotes = question.competency in (personal.CV, personal.JOB)
    return general and question.source == "bank" and not quotes


async def tailored_text(
    llm: LanguageModel, question: PlannedQuestion, scenario: Scenario, others: Sequence[str]
) -> str:
    """The question in the terms of the role; "" where what the model wrote may not be asked.

    Raises whatever the model raises.
    """
    text = await _rewritten(llm, question, scenario)
    return text if _fits(text, question, scenario, others) else ""


async def _rewritten(llm: LanguageModel, question: PlannedQuestion, scenario: Scenario) -> str:
    told = _INSTRUCTIONS.format(role=scenario.role, industry=scenario.industry)
    messages = (Message("system", told), Message("user", question.text))
    written = ""
    stream = llm.stream(messages, max_tokens=LINE_TOKENS, temperature=0.3, stop=("\n\n",))
    async with aclosing(cast(Closable, stream)):
        async for delta in stream:
            written += delta
            if len(written) > LINE_CHARACTERS:
                break
    end = written.rfind("?")
    return checks.tidy(written[: end + 1]) if written.count("?") == 1 else written.strip()


def _fits(text: str, question: PlannedQuestion, scenario: Scenario, others: Sequence[str]) -> bool:
    core = content_words(question.text)
    if len(core & content_words(text)) < KEPT_SHARE * len(core):
        return False
    if _YOU.search(question.text) and not _YOU.search(text):
        return False  # "what did the new employee do": it asks of somebody else
    named = f"{scenario.role} {scenario.industry}"
    return not checks.faults(text, answer=question.text, asked=others, allowed=(named,))
