"""The whole API against its own description; rows 22 and 23 of the attacks."""

from __future__ import annotations

import pytest

from backend.cli_openapi import document
from backend.config import Config
from backend.openapi import operations
from tests.api.fuzzing import ENDING, Findings, fuzz
from tests.backend.conftest import DATABASES

DEEP_S = 60
SECURED = {
    f"{method} {path}"
    for method, path, operation in operations(document())
    if operation.get("security") and {} not in operation["security"]
}


def assert_sound(findings: Findings) -> None:
    assert not findings.failures, f"\n{findings.told()}"


@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_every_operation_keeps_its_word(config: Config) -> None:
    findings = fuzz(config, ("examples", "coverage"))
    assert_sound(findings)
    asked = {f"{method} {path}" for method, path, _ in operations(document())}
    assert findings.answers.keys() == asked
    # Whatever somebody was let in for was asked for again with a forged token.
    let_in = {
        operation
        for operation in SECURED
        if any(200 <= code < 300 for code in findings.answers[operation])
    }
    assert findings.probed == let_in
    assert len(let_in) > len(SECURED) / 2


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_no_chain_of_requests_breaks_it(config: Config) -> None:
    findings = fuzz(config, ("fuzzing", "stateful"), seconds=DEEP_S)
    assert_sound(findings)
    assert findings.transitions > 10
    assert findings.answers.keys() >= ENDING
