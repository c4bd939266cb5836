"""An audit counts only where it looked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.check_audit import main

LOCK = "one==1.0 \\\n    --hash=sha256:0\ntwo==2.0 ; sys_platform == 'win32' \\\n"
NPM_LOCK = json.dumps({"packages": {"": {}, "node_modules/one": {}, "node_modules/two": {}}})


def package(name: str, *weaknesses: str) -> dict[str, Any]:
    return {
        "name": name,
        "version": "1.0",
        "vulns": [{"id": each, "fix_versions": ["1.1"]} for each in weaknesses],
    }


def skipped(name: str) -> dict[str, Any]:
    return {"name": name, "skip_reason": "Dependency not found"}


def npm(total: int, severity: str = "") -> dict[str, Any]:
    weak = {"one": {"name": "one", "severity": severity, "range": "<2"}} if severity else {}
    return {"vulnerabilities": weak, "metadata": {"dependencies": {"total": total}}}


@pytest.mark.parametrize(
    ("report", "lock", "code", "said"),
    [
        ({"dependencies": [package("one"), package("two")]}, LOCK, 0, "none has a known weakness"),
        ({"dependencies": [package("one"), package("two", "CVE-1")]}, LOCK, 1, "CVE-1, mended"),
        ({"dependencies": [skipped("one"), skipped("two")]}, LOCK, 1, "Only 0 of 2"),
        ({"dependencies": [package("one"), skipped("two")]}, LOCK, 1, "Only 1 of 2"),
        (npm(2), NPM_LOCK, 0, "none has a known weakness"),
        (npm(2, "moderate"), NPM_LOCK, 0, "none has a known weakness"),
        (npm(2, "high"), NPM_LOCK, 1, "one: high, <2"),
        (npm(0), NPM_LOCK, 1, "Only 0 of 2"),
        ({"error": {"code": "ENOAUDIT"}}, NPM_LOCK, 1, "Only 0 of 2"),
    ],
)
def test_what_an_audit_is_worth(
    report: dict[str, Any],
    lock: str,
    code: int,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, locked = tmp_path / "found.json", tmp_path / "lock"
    found.write_text(json.dumps(report))
    locked.write_text(lock)
    assert main([str(found), str(locked)]) == code
    assert said in capsys.readouterr().out
