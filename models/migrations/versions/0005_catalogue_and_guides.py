"""Industries, roles, scenarios, guides and achievements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "industry",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_industry")),
        sa.UniqueConstraint("name", name=op.f("uq_industry_name")),
    )
    op.create_table(
        "job_role",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("competencies", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_role")),
        sa.UniqueConstraint("name", name=op.f("uq_job_role_name")),
    )
    op.create_table(
        "role_industry",
        sa.Column("role_id", sa.String(length=64), nullable=False),
        sa.Column("industry_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["industry_id"],
            ["industry.id"],
            name=op.f("fk_role_industry_industry_id_industry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["job_role.id"],
            name=op.f("fk_role_industry_role_id_job_role"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("role_id", "industry_id", name=op.f("pk_role_industry")),
    )
    op.create_index(op.f("ix_role_industry_industry_id"), "role_industry", ["industry_id"])
    op.create_table(
        "interview_scenario",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("industry_id", sa.String(length=64), nullable=False),
        sa.Column("role_id", sa.String(length=64), nullable=False),
        sa.Column("difficulty", sa.String(length=16), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "difficulty IN ('easy', 'medium', 'hard', 'expert')",
            name=op.f("ck_interview_scenario_difficulty_known"),
        ),
        sa.ForeignKeyConstraint(
            ["industry_id"],
            ["industry.id"],
            name=op.f("fk_interview_scenario_industry_id_industry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["job_role.id"],
            name=op.f("fk_interview_scenario_role_id_job_role"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_scenario")),
        sa.UniqueConstraint("slug", name=op.f("uq_interview_scenario_slug")),
    )
    op.create_index(
        op.f("ix_interview_scenario_industry_id"), "interview_scenario", ["industry_id"]
    )
    op.create_index(op.f("ix_interview_scenario_role_id"), "interview_scenario", ["role_id"])
    op.create_table(
        "resource",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("metric", sa.String(length=32), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("exercise_s", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'guide') = (url = '')", name=op.f("ck_resource_external_has_url")
        ),
        sa.CheckConstraint(
            "kind IN ('guide', 'article', 'course')", name=op.f("ck_resource_kind_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("slug", name=op.f("uq_resource_slug")),
    )
    op.create_index(op.f("ix_resource_course_step"), "resource", ["course", "step"])
    op.create_index(op.f("ix_resource_metric"), "resource", ["metric"])
    op.create_table(
        "tag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name", name=op.f("uq_tag_name")),
    )
    op.create_table(
        "resource_tag",
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_tag_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_resource_tag_tag_id_tag"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("resource_id", "tag_id", name=op.f("pk_resource_tag")),
    )
    op.create_index(op.f("ix_resource_tag_tag_id"), "resource_tag", ["tag_id"])
    op.create_table(
        "resource_read",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exercise_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_resource_read_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_resource_read_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "resource_id", name=op.f("pk_resource_read")),
    )
    op.create_index(op.f("ix_resource_read_resource_id"), "resource_read", ["resource_id"])
    op.create_table(
        "achievement",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_achievement_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_achievement")),
    )


def downgrade() -> None:
    op.drop_table("achievement")
    op.drop_index(op.f("ix_resource_read_resource_id"), table_name="resource_read")
    op.drop_table("resource_read")
    op.drop_index(op.f("ix_resource_tag_tag_id"), table_name="resource_tag")
    op.drop_table("resource_tag")
    op.drop_table("tag")
    op.drop_index(op.f("ix_resource_course_step"), table_name="resource")
    op.drop_index(op.f("ix_resource_metric"), table_name="resource")
    op.drop_table("resource")
    op.drop_index(op.f("ix_interview_scenario_industry_id"), table_name="interview_scenario")
    op.drop_index(op.f("ix_interview_scenario_role_id"), table_name="interview_scenario")
    op.drop_table("interview_scenario")
    op.drop_index(op.f("ix_role_industry_industry_id"), table_name="role_industry")
    op.drop_table("role_industry")
    op.drop_table("job_role")
    op.drop_table("industry")
