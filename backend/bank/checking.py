"""What the bank as a whole has to be: complete, plain, and without a question twice."""

from __future__ import annotations

import ast
import operator
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

from backend.bank.loading import DATA, BankData, load_data
from backend.bank.schema import CaseEntry, QuestionEntry, StepEntry
from backend.domain.language import content_words, words

LEAST = {"industries": 14, "roles": 40, "questions": 300, "cases": 12}
LEVELS = ("easy", "medium", "hard", "expert")
QUESTION_WORDS = 35
PROBE_WORDS = 22
PROMPT_WORDS = 110
SAY_WORDS = 40
SAME = 0.72
"""Share of topic words in common from which two questions are taken to be one."""

_HARD_TO_SAY = re.compile(r"[*_`#<>{}\[\]|\\()/;]|https?:|\be\.g\.|\bi\.e\.|\betc\b|&|\+")
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def faults(bank: BankData) -> list[str]:
    """Everything that is wrong with a bank whose entries are sound one by one."""
    return [
        *_too_few(bank),
        *_unknown_names(bank),
        *_doubled(bank),
        *(fault for each in bank.questions for fault in _unspeakable_question(each)),
        *(fault for case in bank.cases for fault in _unsound_case(case)),
        *_uncovered(bank),
    ]


def value(formula: str) -> float:
    """What an arithmetic formula comes to. Raises `ValueError` for anything else."""
    try:
        return _value(ast.parse(formula, mode="eval").body)
    except (SyntaxError, ZeroDivisionError) as error:
        raise ValueError(f"{formula!r} can't be worked out: {error}") from None


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError(f"{ast.unparse(node)!r} is not arithmetic")


def _too_few(bank: BankData) -> Iterator[str]:
    for what, least in LEAST.items():
        have = len(getattr(bank, what))
        if have < least:
            yield f"{have} {what}, and {least} are wanted"


def _unknown_names(bank: BankData) -> Iterator[str]:
    industries = {each.id for each in bank.industries}
    roles = {each.id for each in bank.roles}
    for role in bank.roles:
        yield from _missing(f"role {role.id}", role.industries, industries)
        yield from _missing(f"role {role.id}", role.competencies, bank.competencies)
    for question in bank.questions:
        yield from _missing(question.id, question.roles, roles)
        yield from _missing(question.id, [question.competency], bank.competencies)
    for case in bank.cases:
        yield from _missing(case.id, case.roles, roles)
        yield from _missing(case.id, case.industries, industries)


def _missing(where: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    yield from (f"{where}: {name} is not known" for name in names if name not in set(known))


def _doubled(bank: BankData) -> Iterator[str]:
    named = (
        [each.id for each in bank.industries],
        [each.id for each in bank.roles],
        [title.lower() for each in bank.roles for title in {each.name, *each.aliases}],
        [*(each.id for each in bank.questions), *(each.id for each in bank.cases)],
    )
    for names in named:
        counts = Counter(names)
        yield from (f"{name} is there twice" for name, count in counts.items() if count > 1)
    topics = [(each, content_words(each.text)) for each in bank.questions]
    for (one, here), (other, there) in combinations(topics, 2):
        may_meet = not (one.roles and other.roles) or set(one.roles) & set(other.roles)
        if may_meet and len(here & there) / max(len(here | there), 1) >= SAME:
            yield f"{one.id} and {other.id} ask the same"


def _unspeakable_question(question: QuestionEntry) -> Iterator[str]:
    yield from _unspeakable(question.id, question.text, QUESTION_WORDS)
    asked = [*question.probes]
    if question.ladder:
        asked += question.ladder.model_dump().values()
    for text in asked:
        yield from _unspeakable(question.id, text, PROBE_WORDS)
    for text in question.hints:
        yield from _unspeakable(question.id, text, SAY_WORDS, question=False)


def _unspeakable(where: str, text: str, limit: int, *, question: bool = True) -> Iterator[str]:
    """What would not be understood when it is heard once."""
    text = text.replace("{role}", "teacher").replace("{company}", "this company")
    if len(words(text)) > limit:
        yield f"{where}: {len(words(text))} words are more than {limit}: {text}"
    if question and (text.count("?") != 1 or not text.endswith("?")):
        yield f"{where}: not one question: {text}"
    found = _HARD_TO_SAY.search(text)
    if found:
        yield f"{where}: {found.group()!r} can't be spoken: {text}"


def _unsound_case(case: CaseEntry) -> Iterator[str]:
    yield from _unspeakable(case.id, case.prompt, PROMPT_WORDS, question=False)
    for fact in case.facts:
        yield from _unspeakable(case.id, fact.say, SAY_WORDS, question=False)
    yield from _unspeakable(case.id, case.unknown, SAY_WORDS, question=False)
    for exhibit in case.exhibits:
        yield from _unspeakable(case.id, exhibit.say, SAY_WORDS, question=False)
    for step in case.steps:
        yield from _unsound_step(case, step)


def _unsound_step(case: CaseEntry, step: StepEntry) -> Iterator[str]:
    yield from _unspeakable(case.id, step.text, QUESTION_WORDS)
    for probe in step.probes:
        yield from _unspeakable(case.id, probe, PROBE_WORDS)
    for hint in step.hints:
        yield from _unspeakable(case.id, hint, SAY_WORDS, question=False)
    if step.sum is None:
        return
    try:
        right = value(step.sum.formula)
    except ValueError as error:
        yield f"{case.id}: {error}"
        return
    if abs(right - step.sum.answer) > 0.005 * max(abs(right), 1):
        yield f"{case.id}: {step.sum.formula} is {right:g}, not {step.sum.answer:g}"


def _uncovered(bank: BankData) -> Iterator[str]:
    """Each role has technical questions at every level, every question a sibling, and every
    level the questions that suit all roles."""
    for role in bank.roles:
        levels = {
            each.difficulty
            for each in bank.questions
            if each.kind == "technical" and role.id in each.roles
        }
        yield from (f"{role.id} has no {level} question" for level in LEVELS if level not in levels)
    for kind in ("behavioural", "hr_screen"):
        levels = {each.difficulty for each in bank.questions if each.kind == kind}
        yield from (f"no {level} {kind} question" for level in LEVELS if level not in levels)
    for question in bank.questions:
        if not any(siblings(question, each) for each in bank.questions):
            yield f"{question.id} has no sibling"


def siblings(one: QuestionEntry, other: QuestionEntry) -> bool:
    """Whether one can stand for the other: the same competency and kind, for the same people."""
    alike = one.competency == other.competency and one.kind == other.kind
    shared = not one.roles or not other.roles or bool(set(one.roles) & set(other.roles))
    return one.id != other.id and alike and shared


def main() -> int:
    """Print what is wrong with the bank in a folder (default: ours); 1 where something is."""
    try:
        bank = load_data(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
    except ValueError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    found = faults(bank)
    counts = (bank.industries, bank.roles, bank.questions, bank.cases)
    summary = "{} industries, {} roles, {} questions, {} cases".format(*map(len, counts))
    sys.stdout.write("\n".join([*found, summary, ""]))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
