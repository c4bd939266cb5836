"""What somebody brings to an interview: a CV, a job description."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row


class Document(Row):
    """Only the text is kept, never the file. `name` is the file's, as it may be shown."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("kind IN ('cv', 'job_description')", name="kind_known"),
        Index(None, "user_id", "created_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
