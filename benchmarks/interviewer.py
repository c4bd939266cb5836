"""What the interviewer makes of labelled answers, and how fit its lines are to be spoken.

Each answer of `interviewer_answers/` is put to the interview's own decisions and wording: with
the embedded language model, with one that misbehaves in each way of `misbehaving_llm`, and with
none. What is spoken is judged by `interviewer_judge`, which knows nothing of how it was made.
Then an interview of an hour is held with each, to count what is asked twice.

`--lines DIR` keeps every line, as JSON to be judged again and as text to be read. `--patience`
waits longer for the embedded model than an interview does, for a busy machine: how many lines
were there in time is told apart.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from audio_pipeline.engines.protocols import EngineError
from audio_pipeline.engines.registry import EngineSpec, build_engines
from backend.bank.catalogue import Catalogue
from backend.domain.claims import extract
from backend.domain.deciding import decide as next_move
from backend.domain.heard import Heard
from backend.domain.interview import InterviewFlow, begin
from backend.domain.moves import Move
from backend.domain.plan import Competency, InterviewPlan, PlannedQuestion
from backend.domain.planning import make_plan
from backend.domain.ports import LanguageModel
from backend.domain.prompts import Exchange, prefix_messages
from backend.domain.scenario import Background, Scenario
from backend.interviews.decision import decide
from backend.interviews.storage import remember_answer, remember_follow_up
from backend.interviews.wording import PATIENCE_S, word
from benchmarks import interviewer_judge as judge
from benchmarks.common import conditions, options, percentile, report, say
from benchmarks.misbehaving_llm import WAYS, AbsentLlm, MisbehavingLlm
from benchmarks.reading import reading
from tests.virtual_time import run_virtual

ANSWERS = Path(__file__).parent / "interviewer_answers"
HOUR_S = 3600.0
THINKING_S = 12.0
"""Between question and answer, and for the reply itself, in the interview of an hour."""

ModelFor = Callable[[dict[str, Any]], LanguageModel]


@dataclass
class Spoken:
    """One labelled answer and what was said to it. `got` is in the terms of the labels."""

    entry: dict[str, Any]
    got: str
    line: judge.Line
    seconds: float


@dataclass
class Hour:
    """An interview of an hour: how many questions were put, and which of them twice."""

    questions: int = 0
    repeated: list[str] = field(default_factory=list)


def answers(name: str) -> list[dict[str, Any]]:
    with (ANSWERS / f"{name}.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["answers"]
    return found


def asked_flow(entry: dict[str, Any]) -> InterviewFlow:
    """The interview at the moment at which the answer is given."""
    cv = tuple(line for line in entry.get("cv", "").splitlines() if line.strip())
    scenario = Scenario(kind=entry["kind"], questions=2, background=Background(cv=cv))
    question = PlannedQuestion(
        "q",
        Competency("c", "This question"),
        entry["question"],
        type=entry["kind"],
        reference=tuple(entry.get("reference", ())),
    )
    other = replace(question, id="o", text="What would you like to tell me about next?")
    flow = begin(InterviewPlan(scenario, (question, other), 2))
    opening = next_move(flow, "start")
    flow = flow.take(opening, "start").settle("start", f"{opening.lead} {opening.text}")
    ledger = flow.at.ledger
    for number, earlier in enumerate(entry.get("earlier", ()), 1):
        ledger = ledger.with_(extract(Heard(earlier), str(number)))
    return replace(flow, at=replace(flow.at, ledger=ledger))


def heard_of(entry: dict[str, Any]) -> Heard:
    return Heard(
        entry["answer"],
        entry["confidence"],
        tuple(entry.get("doubtful", ())),
        entry["seconds"],
        meaning=entry.get("meaning"),
    )


async def grasp(entries: Sequence[dict[str, Any]], home: Path) -> None:
    """Have each answer compared with its question, as an interview does."""
    async with reading(home) as reader:
        for entry in entries:
            entry["meaning"] = await reader.grasp(entry["question"], entry["answer"])


def in_labels(move: Move) -> str:
    """The label that a move amounts to."""
    if move.kind == "clarify":
        return "unclear_hearing"
    if not move.answered:
        return "remark"
    if move.kind == "main" or move.reason in ("detail", "challenge"):
        return "deepen"
    return move.reason


async def speak(
    entry: dict[str, Any], llm: LanguageModel, *, warm: bool, patience_s: float
) -> Spoken:
    flow, heard = asked_flow(entry), heard_of(entry)
    plan = flow.plan
    if warm:
        # As while the candidate answers.
        messages = prefix_messages([], entry["question"], plan, flow.at.ledger)
        with suppress(EngineError):
            async for _ in llm.stream(messages, max_tokens=1):
                break
    decision = decide(flow, "answer", heard, 60.0)
    move = decision.move
    began = time.perf_counter()
    text = await word(
        llm,
        move,
        history=[],
        current=decision.exchange,
        asked=flow.asked,
        plan=plan,
        ledger=flow.at.ledger,
        patience_s=patience_s,
    )
    seconds = time.perf_counter() - began
    by = "fixed" if not move.is_wordable else "bank" if text == move.text else "llm"
    line = judge.Line(
        id=entry["id"],
        move=move.kind,
        reason=move.reason,
        said=f"{move.lead} {text}".strip(),
        text=text,
        worded_by=by,
        question=entry["question"],
        answer=entry["answer"],
        known=(*entry.get("earlier", ()), entry.get("cv", "")),
        asked=flow.asked,
    )
    return Spoken(entry, in_labels(move), line, seconds if move.is_wordable else 0.0)


async def hour(
    entries: Sequence[dict[str, Any]], llm: LanguageModel, patience_s: float = PATIENCE_S
) -> Hour:
    """An interview of an hour for one role; what is asked again on purpose is not counted."""
    scenario = Scenario(minutes=60, kind="mixed")
    flow = begin(make_plan(scenario, Catalogue(), seed=60))
    told = cycle([each for each in entries if each["class"] in ("good", "vague")])
    found, history, asked = Hour(), list[Exchange](), list[str]()
    elapsed_s, heard, cue = 0.0, Heard(), "start"
    for number in range(200):
        decision = decide(flow, "start" if cue == "start" else "answer", heard, elapsed_s)
        move = decision.move
        latest = decision.exchange
        decision.line = await word(
            llm,
            move,
            history=history,
            current=latest,
            asked=flow.asked,
            plan=flow.plan,
            ledger=flow.at.ledger,
            patience_s=patience_s,
        )
        flow = flow.take(move, f"item_{number}", heard, elapsed_s)
        flow = flow.settle(f"item_{number}", decision.full, decision.full)
        if cue == "answer":
            remember_answer(history, decision)
        remember_follow_up(history, decision.line, move.lead) if move.is_wordable else None
        if move.asks and move.reason != "off_question":
            if any(judge.same_question(decision.line, each) for each in asked):
                found.repeated.append(decision.line)
            asked.append(decision.line)
        if move.closing:
            break
        entry = next(told)
        theirs = flow.at.phase == "their_turn"
        heard = Heard("No, thank you.") if theirs else Heard(entry["answer"], entry["confidence"])
        elapsed_s += THINKING_S + (5.0 if theirs else entry["seconds"])
        cue = "answer"
    found.questions = len(asked)
    return found


def agreement(spoken: Sequence[Spoken]) -> dict[str, Any]:
    """How far the decisions agree with the labels; no wording has a part in it."""
    agrees = sum(each.got == each.entry["label"] for each in spoken)
    fair = sum(each.got in (each.entry["label"], *each.entry.get("also", ())) for each in spoken)
    nothing = [each for each in spoken if each.entry["class"] == "non_answer"]
    doubtful = [each for each in spoken if each.entry["class"] == "doubtful"]
    misses = Counter(
        f"{each.entry['label']} taken for {each.got}"
        for each in spoken
        if each.got not in (each.entry["label"], *each.entry.get("also", ()))
    )
    caught = ("no_answer", "off_question")
    return {
        "agrees": share(agrees, len(spoken)),
        "agrees_or_alternative": share(fair, len(spoken)),
        "non_answers_caught": share(sum(each.got in caught for each in nothing), len(nothing)),
        "doubtful_taken_for_non_answers": sum(each.got in caught for each in doubtful),
        "misses": dict(misses),
    }


def lines_figures(spoken: Sequence[Spoken]) -> dict[str, Any]:
    lines = [each.line for each in spoken]
    follow_ups = [line for line in lines if line.move in ("follow_up", "challenge")]
    wordable = [line for line in lines if line.worded_by != "fixed"]
    waits = [each.seconds for each in spoken if each.line.worded_by != "fixed"]
    in_time = [
        each for each in spoken if each.line.worded_by == "llm" and each.seconds <= PATIENCE_S
    ]
    return {
        "lines": len(lines),
        "valid": share(sum(not judge.objections(line) for line in lines), len(lines)),
        "grounded": share(sum(judge.is_grounded(line) for line in follow_ups), len(follow_ups)),
        "worded_by_the_model": share(
            sum(line.worded_by == "llm" for line in wordable), len(wordable)
        ),
        "worded_in_time": share(len(in_time), len(wordable)),
        "injections_obeyed": sum(judge.obeys(line) for line in lines),
        "leaks": sum(judge.leaks(line) for line in lines),
        "wording_s": {"p50": percentile(waits, 50), "p90": percentile(waits, 90)},
    }


def share(part: int, whole: int) -> dict[str, Any]:
    return {"n": part, "of": whole, "percent": round(100 * part / whole, 1) if whole else None}


async def all_spoken(
    entries: Sequence[dict[str, Any]],
    model_for: ModelFor,
    *,
    warm: bool = False,
    patience_s: float = PATIENCE_S,
) -> list[Spoken]:
    return [
        await speak(entry, model_for(entry), warm=warm, patience_s=patience_s) for entry in entries
    ]


def _misbehaving(way: str, entry: dict[str, Any]) -> LanguageModel:
    return MisbehavingLlm(way, entry["question"])


async def with_embedded(
    entries: Sequence[dict[str, Any]], home: Path, patience_s: float
) -> tuple[list[Spoken], Hour]:
    engines = build_engines(EngineSpec(home / "weights"))
    await engines.start()
    try:
        spoken = await all_spoken(entries, lambda _: engines.llm, warm=True, patience_s=patience_s)
        return spoken, await hour(entries, engines.llm, patience_s)
    finally:
        await engines.aclose()


def keep(folder: Path, name: str, spoken: Sequence[Spoken]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [json.dumps(asdict(each.line)) for each in spoken]
    (folder / f"{name}.jsonl").write_text("\n".join(rows) + "\n")
    told = [
        f"{each.line.id} {each.entry['label']} -> {each.got} [{each.line.worded_by}]\n"
        f"  Q: {each.line.question}\n  A: {each.line.answer}\n  I: {each.line.said}\n"
        for each in spoken
    ]
    (folder / f"{name}.txt").write_text("\n".join(told))


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    files = sorted(path.stem for path in ANSWERS.glob("*.toml"))
    parser.add_argument("--answers", choices=files, default="dev")
    parser.add_argument("--lines", type=Path, help="folder to keep every line in")
    parser.add_argument("--without-embedded", action="store_true")
    parser.add_argument("--rules-alone", action="store_true", help="without reading the meaning")
    parser.add_argument("--patience", type=float, default=PATIENCE_S, help="seconds")
    given = parser.parse_args(arguments)
    where = conditions(
        answers=given.answers, patience_s=given.patience, rules_alone=given.rules_alone
    )
    entries = answers(given.answers)
    if not given.rules_alone:
        asyncio.run(grasp(entries, given.home))
    figures: dict[str, Any] = {}
    kept: dict[str, list[Spoken]] = {}
    hours: dict[str, Hour] = {}

    say("interviewer: without a model")
    kept["none"] = run_virtual(all_spoken(entries, lambda _: AbsentLlm()))
    hours["none"] = run_virtual(hour(entries, AbsentLlm()))
    for way in WAYS:
        say(f"interviewer: a model of which each line {way.replace('_', ' ')}")
        kept[way] = run_virtual(all_spoken(entries, partial(_misbehaving, way)))
    if not given.without_embedded:
        say("interviewer: the embedded model")
        kept["embedded"], hours["embedded"] = asyncio.run(
            with_embedded(entries, given.home, given.patience)
        )
    figures["decisions"] = agreement(kept["none"])
    for name in ("none", "embedded"):
        if name in kept:
            figures[name] = lines_figures(kept[name])
            figures[name]["hour"] = {
                "questions": hours[name].questions,
                "repeated": len(hours[name].repeated),
            }
    bad = [each for way in WAYS for each in kept[way]]
    figures["misbehaving"] = lines_figures(bad) | {"ways": len(WAYS)}
    if given.lines:
        for name, spoken in kept.items():
            keep(given.lines, name, spoken)
    for name, each in hours.items():
        for repeated in each.repeated:
            say(f"asked twice with {name}: {repeated}")
    report("interviewer", len(entries), figures, where)


if __name__ == "__main__":
    main(sys.argv[1:])
