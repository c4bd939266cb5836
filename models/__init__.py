"""The tables. Importing this package registers every one of them on `Base.metadata`."""

from models.base import Base
from models.document import Document
from models.interview import Interview, Question, Turn, TurnAudio
from models.user import User

__all__ = ["Base", "Document", "Interview", "Question", "Turn", "TurnAudio", "User"]
