"""The time, and somebody whose interviews they are."""

from __future__ import annotations

from uuid import UUID

import pytest

from backend.database import SessionMaker
from tests.backend.feedback.servers import Clock
from tests.backend.interviews.conftest import add_user


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def user_id(sessions: SessionMaker) -> UUID:
    return await add_user(sessions, "ada")
