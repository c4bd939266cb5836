"""What helps a person to get better, and what of it they have read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Row, UtcDateTime, now_utc


class ResourceTag(Base):
    """Which tags a resource has."""

    __tablename__ = "resource_tag"

    resource_id: Mapped[UUID] = mapped_column(
        ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[UUID] = mapped_column(
        ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Tag(Row):
    __tablename__ = "tag"

    name: Mapped[str] = mapped_column(String(64), unique=True)


class Resource(Row):
    """A guide of ours, whose `body` is Markdown, or somebody else's article or course behind
    `url`. `course` and `step` order the guides of a course; `exercise` is spoken at its end."""

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint("kind IN ('guide', 'article', 'course')", name="kind_known"),
        CheckConstraint("(kind = 'guide') = (url = '')", name="external_has_url"),
        Index(None, "course", "step"),
    )

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(16), default="guide")
    title: Mapped[str] = mapped_column(String(160))
    summary: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    metric: Mapped[str] = mapped_column(String(32), index=True)
    minutes: Mapped[int] = mapped_column(Integer)
    course: Mapped[str] = mapped_column(String(64), default="")
    step: Mapped[int] = mapped_column(Integer, default=0)
    exercise: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[str] = mapped_column(Text, default="")
    exercise_s: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(default=True)
    edited: Mapped[bool] = mapped_column(default=False)

    tags: Mapped[list[Tag]] = relationship(
        secondary="resource_tag", lazy="raise", order_by="Tag.name"
    )


class ResourceRead(Base):
    """That somebody has read a resource, and whether they did its exercise."""

    __tablename__ = "resource_read"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    resource_id: Mapped[UUID] = mapped_column(
        ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    read_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now_utc)
    exercise_done: Mapped[bool] = mapped_column(default=False)


class Achievement(Base):
    """A milestone that was reached; which there are stands in `backend.domain.achievements`."""

    __tablename__ = "achievement"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    reached_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now_utc)
