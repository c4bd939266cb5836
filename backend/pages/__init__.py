"""The root page: what runs here, where it runs, and how to rehearse."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

THIS_MACHINE = "this machine"

_JOBS = {
    "stt": "Understands speech",
    "tts": "Speaks",
    "vad": "Hears when somebody speaks",
    "turn": "Knows when an answer is finished",
    "llm": "Words the follow-ups",
    "text": "Compares answers with questions",
    "judge": "Judges answers, after the interview",
}


@dataclass(frozen=True, slots=True)
class Part:
    """An engine as the page shows it."""

    kind: str
    name: str
    where: str


def content_policy(page: str) -> str:
    """A policy under which the page may use its own style and nothing else."""
    style = page.split("<style>", 1)[1].split("</style>", 1)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'"
    )


def root_page(parts: Sequence[Part]) -> str:
    rows = "\n".join(
        f"<tr><th scope='row'>{escape(_JOBS.get(part.kind, part.kind))}</th>"
        f"<td>{escape(part.name)}</td><td>{escape(part.where)}</td></tr>"
        for part in parts
    )
    template = Template(Path(__file__).with_name("root.html").read_text(encoding="utf-8"))
    return template.substitute(rows=rows, privacy=escape(privacy(parts)))


def privacy(parts: Sequence[Part]) -> str:
    """Where what is said goes, in one or two sentences."""
    hosts = sorted({part.where for part in parts if part.where != THIS_MACHINE})
    if not hosts:
        return "Everything stays on this machine. No account elsewhere, nothing sent anywhere."
    listed = hosts[0] if len(hosts) == 1 else ", ".join(hosts[:-1]) + " and " + hosts[-1]
    return f"Part of what is said is sent to {listed}. Everything else stays on this machine."
