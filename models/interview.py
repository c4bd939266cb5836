"""An interview and all that was said in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Row, UtcDateTime, searchable


class Interview(Row):
    """`length` counts the main questions planned. `plan` is what will be asked, written once;
    `state` is where the interview stands, written in the transaction of every turn. `epoch`
    counts how often a server has taken the interview up: who holds an older one may no longer
    write. A deleted one stays until its time of grace is over. `keep_audio` outranks the
    person's preference where it isn't None. `retry_of` is the interview whose question at
    `retry_position` is answered again in this one; `retry_sibling` says that it is another one
    like it, which the person hadn't seen.
    """

    __tablename__ = "interview"
    __table_args__ = (
        CheckConstraint("status IN ('planned', 'active', 'completed')", name="status_known"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "deleted_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(120), default="")
    title_folded: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(16), default="planned")
    role: Mapped[str] = mapped_column(String(120))
    industry: Mapped[str] = mapped_column(String(120))
    difficulty: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16), default="mixed")
    mode: Mapped[str] = mapped_column(String(16), default="real")
    length: Mapped[int] = mapped_column(Integer, default=0)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    keep_audio: Mapped[bool | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retry_of: Mapped[UUID | None] = mapped_column(
        ForeignKey("interview.id", ondelete="SET NULL"), index=True
    )
    retry_position: Mapped[int | None] = mapped_column(Integer)
    retry_sibling: Mapped[bool] = mapped_column(default=False)

    questions: Mapped[list[Question]] = relationship(
        lazy="raise", order_by="Question.position", passive_deletes=True
    )
    turns: Mapped[list[Turn]] = relationship(
        lazy="raise", order_by="Turn.sequence", passive_deletes=True
    )

    @validates("title")
    def _fold(self, _name: str, title: str) -> str:
        self.title_folded = searchable(title)
        return title


class Question(Row):
    """A main question that was really put; `position` counts from 0."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("interview_id", "position"),)

    interview_id: Mapped[UUID] = mapped_column(ForeignKey("interview.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    bank_id: Mapped[str] = mapped_column(String(64))
    competency: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)


class Turn(Row):
    """One turn of either side. `item_id` is the client's and the server's name for it, so a
    turn that arrives twice is stored once. `text` is as it was heard or typed; `correction` what
    the person says that they said, None where they were heard right. `decision` is what an
    answer led to, `features` how it was delivered."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("interview_id", "item_id"),
        CheckConstraint("speaker IN ('candidate', 'interviewer')", name="speaker_known"),
        Index(None, "interview_id", "sequence"),
    )

    interview_id: Mapped[UUID] = mapped_column(ForeignKey("interview.id", ondelete="CASCADE"))
    question_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("question.id", ondelete="SET NULL"), index=True
    )
    sequence: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[str] = mapped_column(String(128))
    speaker: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    text_folded: Mapped[str] = mapped_column(Text)
    correction: Mapped[str | None] = mapped_column(Text)
    typed: Mapped[bool] = mapped_column(default=False)
    cut: Mapped[bool] = mapped_column(default=False)
    confidence: Mapped[float] = mapped_column(Float, default=1.0)
    words: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    start_s: Mapped[float] = mapped_column(Float, default=0.0)
    end_s: Mapped[float] = mapped_column(Float, default=0.0)
    latency_ms: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    decision: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    features: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    audio: Mapped[list[TurnAudio]] = relationship(
        lazy="raise", order_by="TurnAudio.chunk", passive_deletes=True
    )

    @validates("text")
    def _fold(self, _name: str, text: str) -> str:
        self.text_folded = searchable(text)
        return text


class TurnAudio(Row):
    """A turn's sound, mono FLAC in chunks of at most 30 s, each playable by itself. Lengths are
    read from an index: in its row each stands behind a megabyte of sound."""

    __tablename__ = "turn_audio"
    __table_args__ = (
        UniqueConstraint("turn_id", "chunk"),
        Index(None, "turn_id", "duration_s"),
    )

    turn_id: Mapped[UUID] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"))
    chunk: Mapped[int] = mapped_column(Integer)
    flac: Mapped[bytes] = mapped_column(LargeBinary)
    duration_s: Mapped[float] = mapped_column(Float)
