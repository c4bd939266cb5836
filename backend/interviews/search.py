"""Words looked for in one's own transcripts.

A plain LIKE over the folded words of one's own turns, newest interview first, so that it stops
as soon as a page is full. It is the same on every database, and fast enough for a lifetime of
practice (measured; see the test). A full-text index would have to be built twice, for SQLite and
for PostgreSQL, and would find other things in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import Row, and_, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import InvalidInputError
from backend.interviews.history_schemas import FoundTurn, Mark, SearchQuery
from backend.interviews.snippets import cut_out, matches_in, most_telling, said_at
from backend.paging import Moment, from_cursor, to_cursor
from models import Interview, Question, Turn
from models.base import searchable

_PLACE = TypeAdapter(tuple[Moment, UUID, Annotated[int, Field(ge=-(2**31), lt=2**31)], UUID])


async def find(
    db: AsyncSession, user_id: UUID, asked: SearchQuery
) -> tuple[list[FoundTurn], str | None]:
    """The turns in which all words occur, the latest first, and the cursor of the next page.
    Raises `InvalidInputError` where no word is asked for, or for a cursor that is none."""
    words = tuple(dict.fromkeys(searchable(asked.q).split()))
    if not words:
        raise InvalidInputError("Please look for a word.", field="q")
    query = (
        select(
            Interview.id,
            Interview.title,
            Interview.role,
            Interview.created_at,
            Turn.id.label("turn_id"),
            Turn.item_id,
            Turn.sequence,
            Turn.speaker,
            Turn.text,
            Turn.words,
            Question.position,
        )
        .join(Turn, Turn.interview_id == Interview.id)
        .outerjoin(Question, Question.id == Turn.question_id)
        .where(Interview.user_id == user_id, Interview.deleted_at.is_(None))
        .where(*(Turn.text_folded.contains(f" {word}", autoescape=True) for word in words))
        .order_by(
            Interview.created_at.desc(),
            Interview.id.desc(),
            Turn.sequence.desc(),
            Turn.id.desc(),
        )
    )
    if asked.cursor:
        query = query.where(_after(*from_cursor(_PLACE, asked.cursor)))
    rows = (await db.execute(query.limit(asked.limit + 1))).all()
    shown = rows[: asked.limit]
    found = [_found(row, words) for row in shown]
    if len(rows) <= asked.limit:
        return found, None
    last = shown[-1]
    return found, to_cursor(_PLACE, (last.created_at, last.id, last.sequence, last.turn_id))


def _after(created_at: datetime, interview_id: UUID, sequence: int, turn_id: UUID) -> Any:
    """Spelled out, with the first condition on its own: an index serves it then."""
    moment = literal(created_at, Interview.created_at.type)
    same_time = Interview.created_at == moment
    same = and_(same_time, Interview.id == interview_id)
    return and_(
        Interview.created_at <= moment,
        or_(
            Interview.created_at < moment,
            and_(same_time, Interview.id < interview_id),
            and_(same, Turn.sequence < sequence),
            and_(same, Turn.sequence == sequence, Turn.id < turn_id),
        ),
    )


def _found(row: Row[Any], words: Sequence[str]) -> FoundTurn:
    matches = matches_in(row.text, words)
    first = most_telling(matches)
    snippet, marks = cut_out(row.text, matches, first)
    return FoundTurn(
        interview_id=row.id,
        title=row.title,
        role=row.role,
        created_at=row.created_at,
        turn_id=row.turn_id,
        item_id=row.item_id,
        speaker=row.speaker,
        question=row.position,
        at_s=said_at(row.text, row.words, first.start),
        snippet=snippet,
        marks=[Mark(start=start, end=end) for start, end in marks],
    )
