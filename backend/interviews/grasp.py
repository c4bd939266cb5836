"""What a model makes of an answer's meaning, kept while that answer is being decided upon."""

from __future__ import annotations

from dataclasses import replace

from backend.domain.heard import Heard
from backend.domain.interview import InterviewFlow
from backend.domain.language import words
from backend.domain.meaning import Meaning
from backend.domain.moves import Cue
from backend.domain.ports import AnswerReader

NEARLY = 3
"""So many other words, and a text is taken to mean what it meant: a reply that is being spoken
shall not be overtaken by a second reading of the same, nor stand once more has been said."""


class Grasp:
    """Of the latest answer that was looked at."""

    def __init__(self, reader: AnswerReader | None) -> None:
        self._reader = reader
        self._asked = ""
        self._said: frozenset[str] = frozenset()
        self._meaning: Meaning | None = None

    async def take(self, flow: InterviewFlow, cue: Cue, heard: Heard) -> None:
        """Have an answer compared with its question, unless it has been."""
        if self._reader is None or cue != "answer":
            return
        asked, text = flow.base().at.question, flow.whole(heard.text)
        said = frozenset(words(text))
        if (asked, said) != (self._asked, self._said):
            meaning = await self._reader.grasp(asked, text)
            self._asked, self._said, self._meaning = asked, said, meaning

    def known(self, flow: InterviewFlow, heard: Heard) -> Heard:
        """The same words, with what they mean where that was looked at."""
        said = frozenset(words(flow.whole(heard.text)))
        if flow.base().at.question != self._asked or len(said ^ self._said) > NEARLY:
            return heard
        return replace(heard, meaning=self._meaning)
