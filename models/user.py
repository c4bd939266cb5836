"""Who may sign in, what they are signed in with, and what they prefer."""

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
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row, UtcDateTime, now_utc


class User(Row):
    """`username` and `email` are kept as typed; the folded columns make them unique whatever
    the case, on every database, since `lower()` in SQLite knows ASCII only. A guest has neither
    and is deleted after `expires_at`."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'admin')", name="role_known"),
        Index(None, "expires_at"),
    )

    username: Mapped[str] = mapped_column(String(64))
    username_folded: Mapped[str] = mapped_column(String(128), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(512), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16), default="user")
    guest: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UserPreferences(Base):
    """What a person has chosen. `scenario` is what the next interview is where nothing else is
    said, `voice` a name that the speech engine knows or "" for its own; the last three are how
    they speak, told by themselves and seen by nobody else."""

    __tablename__ = "user_preferences"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now_utc, onupdate=now_utc)
    scenario: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    voice: Mapped[str] = mapped_column(String(64), default="")
    speech_rate: Mapped[float] = mapped_column(Float, default=1.0)
    captions: Mapped[bool] = mapped_column(default=True)
    keep_audio: Mapped[bool] = mapped_column(default=True)
    retention_days: Mapped[int | None] = mapped_column(Integer)
    second_language: Mapped[bool] = mapped_column(default=False)
    longer_pauses: Mapped[bool] = mapped_column(default=False)
    rate_delivery: Mapped[bool] = mapped_column(default=True)


class RefreshToken(Row):
    """One link of a sign-in's chain: only the hash is kept, and each is used once. All links
    share `family`, which an access token names too, so that ending it ends both."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index(None, "family", "used_at"), Index(None, "user_id"))

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    family: Mapped[UUID] = mapped_column(Uuid)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccountLink(Row):
    """A single-use link: to set a new password, or to register by invitation."""

    __tablename__ = "account_link"
    __table_args__ = (CheckConstraint("purpose IN ('reset', 'invitation')", name="purpose_known"),)

    purpose: Mapped[str] = mapped_column(String(16))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SocketKey(Row):
    """A key to a socket, of which only the hash is kept: a ticket for one connection to one
    interview, or a secret for any of the person's. It ends with the sign-in `family`."""

    __tablename__ = "socket_key"
    __table_args__ = (Index(None, "user_id", "expires_at"),)

    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    family: Mapped[UUID] = mapped_column()
    interview_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("interview.id", ondelete="CASCADE"), index=True
    )
    single_use: Mapped[bool] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AuditEvent(Row):
    """What was done to an account or by an administrator; never what anybody said. `subject` is
    an id or a slug, so that the trail outlives what it tells of."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "created_at", "id"),)

    actor_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL"), index=True
    )
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class IdempotentReply(Row):
    """The answer to a creating request that may be sent twice: the second gets the same one.
    `subject` is the id of what was created, so that the answer can go when that does."""

    __tablename__ = "idempotent_reply"
    __table_args__ = (UniqueConstraint("user_id", "key"), Index(None, "created_at"))

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(128))
    fingerprint: Mapped[str] = mapped_column(String(64))
    subject: Mapped[UUID] = mapped_column(Uuid)
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
