"""What a few English words say about a turn: is it finished, is it more than a nod.

Pure and small on purpose: these are hints for timing, never a reading of what was meant.
"""

from __future__ import annotations

import re
from enum import Enum, auto


class Ending(Enum):
    """How the words so far end."""

    COMPLETE = auto()
    DOUBTFUL = auto()
    """No full stop, or one behind a word that seldom ends a sentence."""
    OPEN = auto()
    UNKNOWN = auto()
    """Nothing has been transcribed yet."""


FILLERS = frozenset("um uh er erm uhm hmm hm mm ah eh".split())

# No English sentence ends on these, whatever full stop Whisper puts behind them.
_NEVER_LAST = frozenset(
    """a an the and or but because although though whereas unless if than of my our your
    their its from into i we they he she i'm we're they're i've we've i'll we'll
    gonna wanna every""".split()
)
# These strand or stand for a clause often enough ("what I worked on", "yes, I did") to be an
# open ending only where the full stop is missing: Whisper, given silence after the last word,
# seldom leaves it out.
_SELDOM_LAST = frozenset(
    """so since while until that which who whose whom when where why how as to for with onto
    about between among through during without within by at in on over under his her this these
    those is are was were be been am has have had will would can could should may might must do
    does did not very really quite also then like you it it's there's let's kind sort""".split()
)

BACKCHANNELS = frozenset(
    """mhm mm-hmm mmhmm mm hmm hm uh-huh uhhuh huh yeah yes yep yup ok okay right sure aha ah oh
    uh um i see good great wow cool nice true exactly indeed absolutely alright thanks thank you
    got it of course""".split()
)
INTERRUPTERS = frozenset("stop wait sorry no hold pause excuse actually".split())

_WORD = re.compile(r"[\w']+(?:-[\w']+)*")


def words_of(text: str) -> list[str]:
    """Lower-case words without punctuation."""
    return [word.lower() for word in _WORD.findall(text.replace("’", "'"))]


def normalized(text: str) -> str:
    """The text as far as it matters to a reply: two transcripts that differ only in case,
    punctuation or hesitations are the same answer, and "um, hmm" is none."""
    return " ".join(word for word in words_of(text) if word not in FILLERS)


def ending(text: str) -> Ending:
    """Classify the end of a transcript in progress. Whisper punctuates by sound and sense, so
    its comma, dash or dots mean as much as the last word does."""
    stripped = text.rstrip().rstrip("\"'”’)")
    words = words_of(stripped)
    if not words:
        return Ending.UNKNOWN
    if words[-1] in FILLERS:
        return Ending.OPEN
    if stripped.endswith((",", ";", ":", "-", "–", "—", "…", "..")):
        return Ending.OPEN
    finished = stripped.endswith((".", "?", "!"))
    if words[-1] in _NEVER_LAST and not stripped.endswith(("?", "!")):
        return Ending.OPEN
    if words[-1] in _SELDOM_LAST:
        return Ending.DOUBTFUL if finished else Ending.OPEN
    # Dictated numbers come in groups, and every group gets its full stop.
    if words[-1].isdigit() or not finished:
        return Ending.DOUBTFUL
    return Ending.COMPLETE


def interrupts(text: str) -> bool:
    """True for words that mean to take the turn: a call to stop, or two words beyond a nod."""
    words = words_of(text)
    if any(word in INTERRUPTERS for word in words):
        return True
    return sum(word not in BACKCHANNELS for word in words) >= 2
