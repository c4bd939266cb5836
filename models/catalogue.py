"""What there is to choose from: industries, roles, ready-made scenarios."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Row


class RoleIndustry(Base):
    """Where a role is found."""

    __tablename__ = "role_industry"

    role_id: Mapped[str] = mapped_column(
        ForeignKey("job_role.id", ondelete="CASCADE"), primary_key=True
    )
    industry_id: Mapped[str] = mapped_column(
        ForeignKey("industry.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Industry(Base):
    """`id` is the slug that the question bank uses. What an administrator has `edited` is not
    overwritten when the bank is seeded again."""

    __tablename__ = "industry"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(default=True)
    edited: Mapped[bool] = mapped_column(default=False)


class Role(Base):
    """A job that can be interviewed for. `competencies` are the bank's, by weight."""

    __tablename__ = "job_role"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    competencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(default=True)
    edited: Mapped[bool] = mapped_column(default=False)

    industries: Mapped[list[Industry]] = relationship(
        secondary="role_industry", lazy="raise", order_by="Industry.position"
    )


class InterviewScenario(Row):
    """A ready-made interview. `options` holds what the scenario's other fields are."""

    __tablename__ = "interview_scenario"
    __table_args__ = (
        CheckConstraint(
            "difficulty IN ('easy', 'medium', 'hard', 'expert')", name="difficulty_known"
        ),
    )

    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text, default="")
    industry_id: Mapped[str] = mapped_column(
        ForeignKey("industry.id", ondelete="CASCADE"), index=True
    )
    role_id: Mapped[str] = mapped_column(ForeignKey("job_role.id", ondelete="CASCADE"), index=True)
    difficulty: Mapped[str] = mapped_column(String(16))
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    position: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(default=True)
    edited: Mapped[bool] = mapped_column(default=False)

    industry: Mapped[Industry] = relationship(lazy="raise")
    role: Mapped[Role] = relationship(lazy="raise")
