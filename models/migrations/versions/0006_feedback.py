"""Feedback, scores, progress; titles and the time of grace of interviews"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("engine", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("overall", sa.Float(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'running', 'basic', 'ready', 'failed')",
            name=op.f("ck_feedback_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interview.id"],
            name=op.f("fk_feedback_interview_id_interview"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("interview_id", name=op.f("uq_feedback_interview_id")),
    )
    op.create_index(op.f("ix_feedback_status_due_at"), "feedback", ["status", "due_at"])
    op.create_table(
        "score",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=True),
        sa.Column("metric", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.CheckConstraint("low <= value AND value <= high", name=op.f("ck_score_within_interval")),
        sa.ForeignKeyConstraint(
            ["feedback_id"],
            ["feedback.id"],
            name=op.f("fk_score_feedback_id_feedback"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turn.id"], name=op.f("fk_score_turn_id_turn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "feedback_id", "turn_id", "metric", name=op.f("uq_score_feedback_id_turn_id_metric")
        ),
    )
    op.create_index(op.f("ix_score_turn_id"), "score", ["turn_id"])
    op.create_table(
        "user_progress",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("interview_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("industry", sa.String(length=120), nullable=False),
        sa.Column("difficulty", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("engine", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("intervals", sa.JSON(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interview.id"],
            name=op.f("fk_user_progress_interview_id_interview"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_user_progress_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_progress")),
        sa.UniqueConstraint("interview_id", name=op.f("uq_user_progress_interview_id")),
    )
    op.create_index(
        op.f("ix_user_progress_user_id_interview_date"),
        "user_progress",
        ["user_id", "interview_date"],
    )
    with op.batch_alter_table("interview") as table:
        table.add_column(
            sa.Column("title", sa.String(length=120), nullable=False, server_default="")
        )
        table.add_column(sa.Column("title_folded", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("length", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("keep_audio", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("retry_of", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("retry_position", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("retry_sibling", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_foreign_key(
            op.f("fk_interview_retry_of_interview"),
            "interview",
            ["retry_of"],
            ["id"],
            ondelete="SET NULL",
        )
        table.create_index(op.f("ix_interview_retry_of"), ["retry_of"])
        table.drop_index(op.f("ix_interview_user_id_created_at"))
        table.create_index(op.f("ix_interview_deleted_at"), ["deleted_at"])
        table.create_index(
            op.f("ix_interview_user_id_created_at_id"), ["user_id", "created_at", "id"]
        )
    with op.batch_alter_table("interview") as table:
        table.alter_column("title", server_default=None)
        table.alter_column("title_folded", server_default=None)
        table.alter_column("length", server_default=None)
        table.alter_column("retry_sibling", server_default=None)
    with op.batch_alter_table("turn") as table:
        table.add_column(sa.Column("features", sa.JSON(), nullable=True))
        table.add_column(sa.Column("correction", sa.Text(), nullable=True))
        table.add_column(sa.Column("text_folded", sa.Text(), nullable=False, server_default=""))
    _fold_what_was_said()
    with op.batch_alter_table("turn") as table:
        table.alter_column("text_folded", server_default=None)
    op.create_index(
        op.f("ix_turn_audio_turn_id_duration_s"), "turn_audio", ["turn_id", "duration_s"]
    )


def _fold_what_was_said() -> None:
    """As `models.base.searchable` did when this was written; a few hundred turns at a time."""
    turn = sa.table("turn", sa.column("id", sa.Uuid()), sa.column("text"), sa.column("text_folded"))
    connection, after = op.get_bind(), sa.true()
    while rows := connection.execute(
        sa.select(turn.c.id, turn.c.text).where(after).order_by(turn.c.id).limit(500)
    ).all():
        for turn_id, text in rows:
            words = (re.sub("['’]", "", each).casefold() for each in re.findall(r"[\w'’]+", text))
            folded = "".join(f" {each}" for each in words if each)
            connection.execute(
                sa.update(turn).where(turn.c.id == turn_id).values(text_folded=folded)
            )
        after = turn.c.id > rows[-1].id


def downgrade() -> None:
    op.drop_index(op.f("ix_turn_audio_turn_id_duration_s"), table_name="turn_audio")
    with op.batch_alter_table("turn") as table:
        table.drop_column("text_folded")
        table.drop_column("correction")
        table.drop_column("features")
    with op.batch_alter_table("interview") as table:
        table.drop_index(op.f("ix_interview_user_id_created_at_id"))
        table.drop_index(op.f("ix_interview_retry_of"))
        table.drop_index(op.f("ix_interview_deleted_at"))
        table.drop_constraint(op.f("fk_interview_retry_of_interview"), type_="foreignkey")
        table.drop_column("retry_sibling")
        table.drop_column("retry_position")
        table.drop_column("retry_of")
        table.drop_column("deleted_at")
        table.drop_column("keep_audio")
        table.drop_column("length")
        table.drop_column("title_folded")
        table.drop_column("title")
        table.create_index(op.f("ix_interview_user_id_created_at"), ["user_id", "created_at"])
    op.drop_index(op.f("ix_user_progress_user_id_interview_date"), table_name="user_progress")
    op.drop_table("user_progress")
    op.drop_index(op.f("ix_score_turn_id"), table_name="score")
    op.drop_table("score")
    op.drop_index(op.f("ix_feedback_status_due_at"), table_name="feedback")
    op.drop_table("feedback")
