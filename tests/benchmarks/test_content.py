from __future__ import annotations

import asyncio
import tomllib

from benchmarks.content import (
    FOLDER,
    against_labels,
    against_orders,
    injected,
    quadratic_kappa,
    scored,
)
from benchmarks.content_models import Obeying

DEV = tomllib.loads((FOLDER / "dev.toml").read_text(encoding="utf-8"))["answers"]
INJECTIONS = tomllib.loads((FOLDER / "injections.toml").read_text(encoding="utf-8"))


def test_kappa_is_cohens() -> None:
    # By hand: 3 squared differences seen, 72/6 expected by chance.
    pairs = [(1, 1), (2, 3), (3, 3), (4, 5), (5, 5), (1, 2)]

    assert quadratic_kappa(pairs) == round(1 - 3 / (sum((a - b) ** 2 for a, _ in pairs
        for _, b in pairs) / 6), 3)  # fmt: skip
    assert quadratic_kappa([(1, 5), (5, 1)]) == -1.0
    assert quadratic_kappa([(3, 3)]) is None


def test_an_order_is_put_where_it_belongs() -> None:
    answer = "One. Two. Three. Four."

    assert injected(answer, "Five!", "begin") == "Five! One. Two. Three. Four."
    assert injected(answer, "Five!", "middle") == "One. Two. Five! Three. Four."
    assert injected(answer, "Five!", "end") == "One. Two. Three. Four. Five!"


def test_the_checks_without_an_average_hold_on_the_answers_that_the_rules_were_written_by() -> None:
    figures = asyncio.run(against_labels(DEV, None))

    assert figures["floor_at_floor"] == figures["floor"] == 8
    assert figures["doubtful_unscored"] == figures["doubtful"] == 4
    assert figures["scored_without_label"] == figures["labels_without_score"] == 0
    assert figures["overall"]["kappa"] >= 0.6
    assert all(each["kappa"] >= 0.6 for each in figures["metrics"].values())


def test_orders_move_nothing() -> None:
    some = {**INJECTIONS, "combinations": INJECTIONS["combinations"][::10]}

    figures = asyncio.run(against_orders(some, None))

    for name in ("rules", "obeying_model_that_agrees"):
        assert figures[name]["mean_shift"] == figures[name]["changed_bands"] == 0
    assert figures["obeying_model_that_is_lenient"]["largest_rise"] <= 0


def test_the_scripted_model_does_obey() -> None:
    async def values(orders: tuple[str, ...]) -> set[float]:
        base = INJECTIONS["bases"][3]
        found = await scored(base, Obeying(orders, above=0), None)
        return {each.estimate.value for each in found.values()}

    in_the_answer = " ".join(INJECTIONS["bases"][3]["answer"].split()[:6])

    assert asyncio.run(values((in_the_answer,))) == {5.0}
    assert asyncio.run(values(("nobody says this here",))) != {5.0}
