"""The tables. Importing this package registers every one of them on `Base.metadata`."""

from models.base import Base
from models.interview import Interview, Question, Turn, TurnAudio
from models.user import User

__all__ = ["Base", "Interview", "Question", "Turn", "TurnAudio", "User"]
