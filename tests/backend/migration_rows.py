"""Rows as people had them in each version of the tables; what is left out is filled by its type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

Values = dict[str, Any]

USER, OTHER, INTERVIEW, QUESTION, TURN, FEEDBACK, RESOURCE, TAG = (
    UUID(int=number) for number in range(1, 9)
)
THEN = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

ROWS: dict[str, dict[str, list[Values]]] = {
    "0001": {
        "user_account": [
            {"id": USER, "username": "Ada", "username_folded": "ada", "role": "admin"}
            | {"email": "Ada@example.org", "email_folded": "ada@example.org"},
            {"id": OTHER, "username": "Zoë", "username_folded": "zoë", "role": "user"}
            | {"email": "z@example.org", "email_folded": "z@example.org"},
        ],
        "interview": [
            {"id": INTERVIEW, "user_id": USER, "status": "completed", "role": "Chef"}
            | {"state": {"phase": "closed"}, "started_at": THEN}
        ],
        "question": [{"id": QUESTION, "interview_id": INTERVIEW, "text": "Why?"}],
        "turn": [
            {"id": TURN, "interview_id": INTERVIEW, "question_id": QUESTION, "item_id": "a"}
            | {"speaker": "candidate", "text": "I’d BAKED it — naïvely.", "confidence": 0.25}
            | {"words": [{"word": "I", "start_s": 0.5}], "decision": None}
        ],
        "turn_audio": [{"turn_id": TURN, "flac": b"fLaC\0\xff", "duration_s": 1.5}],
    },
    "0002": {},
    "0003": {
        "document": [{"user_id": USER, "kind": "cv", "name": "cv.pdf", "text": "Bakes."}],
    },
    "0004": {
        "user_preferences": [{"user_id": USER, "speech_rate": 1.25, "longer_pauses": True}],
        "refresh_token": [{"user_id": USER, "family": UUID(int=90), "token_hash": "f" * 64}],
        "account_link": [{"purpose": "reset", "user_id": USER, "token_hash": "e" * 64}],
        "socket_key": [{"user_id": USER, "interview_id": INTERVIEW, "key_hash": "d" * 64}],
        "audit_event": [{"actor_id": USER, "action": "account.registered"}],
        "idempotent_reply": [{"user_id": USER, "key": "k", "status": 201, "body": "{}"}],
    },
    "0005": {
        "industry": [{"id": "food", "name": "Food"}],
        "job_role": [{"id": "chef", "name": "Chef", "competencies": ["taste"]}],
        "role_industry": [{"role_id": "chef", "industry_id": "food"}],
        "interview_scenario": [
            {"slug": "kitchen", "industry_id": "food", "role_id": "chef", "difficulty": "hard"}
        ],
        "resource": [{"id": RESOURCE, "slug": "salt", "kind": "guide", "url": ""}],
        "tag": [{"id": TAG, "name": "taste"}],
        "resource_tag": [{"resource_id": RESOURCE, "tag_id": TAG}],
        "resource_read": [{"user_id": USER, "resource_id": RESOURCE}],
        "achievement": [{"user_id": USER, "key": "first"}],
    },
    "0006": {
        "feedback": [{"id": FEEDBACK, "interview_id": INTERVIEW, "status": "ready"}],
        "score": [
            {"feedback_id": FEEDBACK, "turn_id": TURN, "metric": "structure"}
            | {"value": 3.5, "low": 3.0, "high": 4.0}
        ],
        "user_progress": [{"user_id": USER, "interview_id": INTERVIEW, "score": 3.5}],
    },
}
"""By the revision that made their table."""

BECOMES: dict[str, dict[str, Values]] = {
    "0001": {},
    "0002": {"interview": {"kind": "mixed", "mode": "real", "plan": {}}},
    "0003": {},
    "0004": {"user_account": {"guest": False, "expires_at": None, "disabled_at": None}},
    "0005": {},
    "0006": {"interview": {"title": "", "length": 0, "deleted_at": None}},
}
"""What a revision makes of the rows that were there before it: the new columns' values."""
