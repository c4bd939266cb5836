"""Schemathesis over the whole API: the application in this process, no network, somebody signed in.

Everything that the description promises is asked for, in the ways that it allows and in those that
it doesn't, and every answer is held against it.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from schemathesis.engine import Status, events, from_schema
from schemathesis.python import asgi

from backend.config import Config
from backend.errors import UnauthorizedError
from backend.main import create_app
from tests.api.world import Kind, Person, World

Phase = Literal["examples", "coverage", "fuzzing", "stateful"]

ENDING = frozenset({"DELETE /me", "POST /auth/logout", "PUT /auth/password"})
"""What ends a sign-in or an account is asked by somebody new each time."""

CURSOR = "a cursor is one that was given out"
ENTRY = "what it refers to must be there, and text needs something to read"
MORE_RULES = {
    "POST /auth/token": "an empty field of a form is none",
    "POST /auth/register": "names and addresses have a form; everybody's passwords are no secret",
    "POST /auth/password/forgot": "an address has a form",
    "POST /auth/password/reset": "everybody's passwords are no secret",
    "PUT /auth/password": "everybody's passwords are no secret",
    "POST /interviews": "a day to come, one source for each document, names with something to read",
    "POST /interviews/{interview_id}/retry": "an idempotency key that was used for nothing else",
    "GET /interviews/questions": "names with something to read",
    "GET /interviews/history": CURSOR,
    "GET /interviews/search": CURSOR,
    "POST /documents": "a file or a text, with something to read",
    "PUT /documents/{document_id}": "a file or a text, with something to read",
    "PATCH /documents/{document_id}": "a name with something to read",
    "PATCH /interviews/{interview_id}": "a title with something to read",
    "PATCH /interviews/{interview_id}/turns/{turn_id}": "words with something to read",
    "GET /feedback/retries": "which question, unless the interview is a retry of one",
    "GET /dashboard/progress": f"{CURSOR}; the end of a time is after its beginning",
    "GET /dashboard/insights": "the end of a time is after its beginning",
    "PUT /settings/preferences": "a voice and a scenario that there are",
    "POST /settings/voice/preview": "a voice that there is",
    "GET /admin/audit": f"{CURSOR}; the end of a time is after its beginning",
    "GET /admin/users": CURSOR,
    "POST /admin/industries": ENTRY,
    "POST /admin/roles": ENTRY,
    "POST /admin/scenarios": ENTRY,
    "POST /admin/resources": ENTRY,
    "PATCH /admin/industries/{industry}": ENTRY,
    "PATCH /admin/roles/{role}": ENTRY,
    "PATCH /admin/scenarios/{scenario}": ENTRY,
    "PATCH /admin/resources/{resource}": ENTRY,
}
"""What else is refused (413, 415, 422), for reasons that no schema can say."""

BEARER = "Authorization"


@dataclass
class Findings:
    """`failures` says once for each check and operation what went wrong, and how to see it again.
    `answers` counts the answers of each operation by status, `probed` names those that were asked
    again with a forged token."""

    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: dict[str, Counter[int]] = field(default_factory=dict)
    probed: set[str] = field(default_factory=set)
    transitions: int = 0

    def told(self) -> str:
        return "\n\n".join(
            f"{operation}: {check}\n{what}" for (check, operation), what in self.failures.items()
        )


def fuzz(
    config: Config, phases: Sequence[Phase], *, seconds: int | None = None, seed: int = 1
) -> Findings:
    """What comes of asking everything in these phases, for at most so long."""
    findings = Findings()
    with _served(config) as (app, people):
        schema = schemathesis.openapi.from_dict(
            _with_plain_bearer(app.openapi()), config=_settings(phases, seconds, seed)
        )
        schema.app = app
        schema.auth.providers.append(people)
        for event in from_schema(schema).execute():
            _take(event, findings)
    return findings


def _settings(phases: Sequence[Phase], seconds: int | None, seed: int) -> schemathesis.Config:
    chosen: dict[str, Any] = {
        name: {"enabled": name in phases}
        for name in ("examples", "coverage", "fuzzing", "stateful")
    }
    refused_or_not = ["2xx", "3xx", "401", "403", "404", "409", "413", "415", "422", "429", "5xx"]
    settings: dict[str, Any] = {
        "seed": seed,
        "phases": chosen,
        "generation": {"database": "none"},
        "cache": {"enabled": False},
        "continue-on-failure": True,
        "operations": [
            {
                "include-name": operation,
                "checks": {"positive_data_acceptance": {"expected-statuses": refused_or_not}},
            }
            for operation in MORE_RULES
        ],
    }
    if seconds is not None:
        settings["max-time"] = seconds
    return schemathesis.Config.from_dict(settings)


def _with_plain_bearer(document: dict[str, Any]) -> dict[str, Any]:
    """Schemathesis asks again without a sign-in, and with a forged one, only where the scheme is
    one of HTTP's own; ours is OAuth2's, whose token travels in the same way."""
    changed = copy.deepcopy(document)
    schemes = changed["components"]["securitySchemes"]
    for name in schemes:
        schemes[name] = {"type": "http", "scheme": "bearer"}
    return changed


class People:
    """Signs every request: for administrators' operations as one of them."""

    def __init__(self, world: World, portal: BlockingPortal) -> None:
        self._world = world
        self._portal = portal
        self._known: dict[Kind, Person] = {}

    def get(self, case: schemathesis.Case[Any], _context: schemathesis.AuthContext) -> str:
        operation = f"{case.operation.method.upper()} {case.operation.path}"
        kind: Kind = "admin" if case.operation.path.startswith("/admin/") else "user"
        return self._portal.call(self._token, kind, operation in ENDING)

    def set(
        self, case: schemathesis.Case[Any], data: str, _context: schemathesis.AuthContext
    ) -> None:
        case.headers[BEARER] = data

    async def _token(self, kind: Kind, anew: bool) -> str:
        person = None if anew else self._known.get(kind)
        if person is None or not await self._is_in(person):
            person = await self._world.person(kind)
            if not anew:
                self._known[kind] = person
        return person.headers[BEARER]

    async def _is_in(self, person: Person) -> bool:
        """An administrator's request may have disabled or removed anybody."""
        try:
            await self._world.services.sign_ins.user_of(person.headers[BEARER].split()[1])
        except UnauthorizedError:
            return False
        return True


@contextmanager
def _served(config: Config) -> Iterator[tuple[Any, People]]:
    """The application that is asked, and people who are made by a second one beside it."""
    asked, beside = create_app(config), create_app(config)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(beside.router.lifespan_context(beside)),
    ):
        try:
            yield asked, People(World(beside), portal)
        finally:
            asgi.shutdown_lifespans()


def _take(event: events.EngineEvent, findings: Findings) -> None:
    if isinstance(event, events.NonFatalError):
        what = f"{event.info.title}\n{event.info.message}"
        findings.failures.setdefault((type(event.value).__name__, event.label), what)
    elif isinstance(event, events.FatalError):
        raise event.exception
    elif isinstance(event, events.PhaseStarted) and event.payload is not None:
        findings.transitions = event.payload.transitions_selected
    elif isinstance(event, events.ScenarioFinished):
        _take_answers(event, findings)
        _take_failures(event, findings)


def _take_answers(event: events.ScenarioFinished, findings: Findings) -> None:
    for case_id, interaction in event.recorder.interactions.items():
        operation = event.recorder.cases[case_id].value.operation
        label = operation.label
        # It tries other methods at the same address too, which OPTIONS is always one of.
        own = interaction.request.method.upper() == operation.method.upper()
        if interaction.response is not None and own:
            counted = findings.answers.setdefault(label, Counter())
            counted[interaction.response.status_code] += 1
        tokens = interaction.request.headers.get(BEARER, [])
        if any("SCHEMATHESIS-INVALID-VALUE" in token for token in tokens):
            findings.probed.add(label)


def _take_failures(event: events.ScenarioFinished, findings: Findings) -> None:
    for case_id, checks in event.recorder.checks.items():
        label = event.recorder.cases[case_id].value.operation.label
        for check in checks:
            if check.status == Status.FAILURE and check.failure_info is not None:
                failure = check.failure_info
                what = f"{failure.failure}\n{failure.code_sample}"
                findings.failures.setdefault((check.name, label), what)
