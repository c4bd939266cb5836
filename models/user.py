"""Who may sign in."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row


class User(Row):
    """`username` and `email` are kept as typed; the folded columns make them unique whatever
    the case, on every database, since `lower()` in SQLite knows ASCII only."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("role IN ('user', 'admin')", name="role_known"),)

    username: Mapped[str] = mapped_column(String(64))
    username_folded: Mapped[str] = mapped_column(String(128), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(512), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16), default="user")
