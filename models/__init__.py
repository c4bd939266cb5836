"""The tables. Importing this package registers every one of them on `Base.metadata`."""

from models.base import Base
from models.catalogue import Industry, InterviewScenario, Role, RoleIndustry
from models.document import Document
from models.feedback import Feedback, Score, UserProgress
from models.interview import Interview, Question, Turn, TurnAudio
from models.learning import Achievement, Resource, ResourceRead, ResourceTag, Tag
from models.user import (
    AccountLink,
    AuditEvent,
    IdempotentReply,
    RefreshToken,
    SocketKey,
    User,
    UserPreferences,
)

__all__ = [
    "AccountLink",
    "Achievement",
    "AuditEvent",
    "Base",
    "Document",
    "Feedback",
    "IdempotentReply",
    "Industry",
    "Interview",
    "InterviewScenario",
    "Question",
    "RefreshToken",
    "Resource",
    "ResourceRead",
    "ResourceTag",
    "Role",
    "RoleIndustry",
    "Score",
    "SocketKey",
    "Tag",
    "Turn",
    "TurnAudio",
    "User",
    "UserPreferences",
    "UserProgress",
]
