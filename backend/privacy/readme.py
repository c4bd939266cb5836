"""What a person reads first in the file with everything that is kept about them."""

from __future__ import annotations

from datetime import datetime
from textwrap import fill, indent

TOLD = {
    "account.json": "Your account. Your password isn't in it: only a trace of it is kept, which "
    "can be compared and not be read.",
    "account_link": "Links to set a new password that were made for you, without their secrets.",
    "achievement": "Milestones that you reached, and when.",
    "audit_event": "What was done to your account, or by you where you are an administrator. "
    "Whoever else did something is not named.",
    "document": "Your CVs and job descriptions, as they were read. The files themselves are never "
    "kept.",
    "feedback": "The scorecard of an interview: what was made of it, and by what.",
    "idempotent_reply": "Answers that are kept for a day, in case a request is sent twice.",
    "interview": "An interview: what it was for, what was planned (plan), and where it stands "
    "(state). A deleted one is here until its time of grace is over (deleted_at).",
    "question": "The main questions that were put.",
    "refresh_token": "Your sign-ins: each renewal is one line, family says which belong together.",
    "resource_read": "Guides that you read, and whether you did their exercise.",
    "score": "The scores of an interview, and of its answers where turn_id is given, on a scale "
    "of 1 to 5 with their interval and the evidence.",
    "socket_key": "Keys to a conversation that are good for seconds or minutes, without the keys "
    "themselves.",
    "turn": "What was said: words has every word with its seconds, features how it was said, "
    "decision what the interviewer made of it, latency_ms how long you waited.",
    "turn_audio": "How long the recordings are, in pieces of at most 30 s. The recordings "
    "themselves are in the folder audio.",
    "user_preferences": "Your settings, with what you told about how you speak.",
    "user_progress": "The curve of your dashboard: one point for each interview that was scored.",
}
"""By table; a table that isn't told of here is a fault that the tests find."""

_TEXT = """Everything that iHR keeps about you, as of {at} UTC.

account.json is your account. The other files in this folder are lists of what belongs to it. Each
folder in interviews/ is one interview, named by its day and its number, with all that belongs to
that interview and a folder audio.

Every .json file is a list with one entry on each line, in UTF-8; times are UTC. Where a name ends
in _id, it is the id of an entry in another file: the question_id of a turn is the id of a question.

audio/ has one FLAC file for each turn that was recorded (mono, 16 kHz): its number in the
conversation, who speaks, and the id of the turn in turn.json.

What is in the files:

{files}

Copies of numbers that others can compute, and small-letter copies that exist to be searched, are
left out.
"""


def readme(at: datetime) -> str:
    told = {name if "." in name else f"{name}.json": text for name, text in TOLD.items()}
    indented = (indent(fill(text, 92), "    ") for text in told.values())
    files = "\n\n".join(map("\n".join, zip(told, indented, strict=True)))
    return _TEXT.format(at=at.strftime("%Y-%m-%d %H:%M"), files=files)
