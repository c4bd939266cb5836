"""What a candidate says that is no answer: a request, a remark, a question back.

Only a remark that is nothing else counts, so that a story about skipping a meeting stays an
answer: patterns cover all of what was said but for politeness and fillers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend.domain.deeds import deeds
from backend.domain.heard import Heard
from backend.domain.language import COARSE, content_words, sentences, words
from backend.domain.signs import Signs
from backend.domain.signs.asides import ASIDES, STANDS_ALONE
from backend.domain.signs.requests import RemarkKind, by_kind

MOST_WORDS = 28
"""Longer than this, and it is an answer that happens to hold such words."""
MOST_ASIDE_WORDS = 60
"""A remark with its reasons; longer than this nobody asks for anything alone."""
MOST_HAPPENED = 1
"""Of others, in the reason for a remark: "a lorry went past"."""
FEW_WORDS = 9
FOREIGN_SHARE = 0.34
"""English holds next to none of these words; text in their languages is half made of them."""


@dataclass(frozen=True, slots=True)
class Remark:
    """`about` holds the words that were asked about, for `meaning` and `question_back`."""

    kind: RemarkKind
    about: str = ""


_PATTERNS = by_kind()
_THEIRS: tuple[RemarkKind, ...] = (
    "repeat", "meaning", "think", "pause", "end", "ease_off", "progress", "greeting",
)  # fmt: skip

_EASE_HALF_HEARD = re.compile(
    r"\b(?:(?:eas(?:e|es|y|ing)|pleas(?:e|es)|place|plays|these|peace|piece|keys) off"
    r"|(?:please|could you|can you).* (?:this|is|it'?s|keep|he) off)\b"
    r"(?! (?:the|my|an|a (?!little|bit))\b)",
    re.I,
)
"""The words that end the pressure, and what a recogniser makes of them: they are promised in the
opening, so they must work when they are mumbled."""

_SWEAR = re.compile(
    rf"{COARSE.pattern}|\b(?:bloody hell|screw (?:you|this)|shut up|idiot|moron|stupid)\b",
    re.I,
)
_SWEAR_REST = frozenset(
    "oh this is what the a an you your are it that so off man god my hell bloody stupid question"
    " questions interview"
    " thing machine robot ai just really me no go to such you're it's this's i hate".split()
)
_BEFORE = r"before (?:i (?:answer|tell you|say|start)|we (?:go on|start))(?: (?:that|this|it))?"
_QUESTION_BACK = re.compile(
    rf"^\W*(?:(?:um+|uh+|okay|ok|well|so|and|but|sorry|wait|hm+|yes|{_BEFORE}|first|can i ask"
    r"(?: you)?(?: something)?|may i ask|one question|quick question|just to be clear)\W+)*"
    r"(?:(?:what|which|who|where|when|why|how)(?:'s|'re)?\b(?! (?:i|we) (?:did|do|learned|was"
    r"|were|mean|would|think)\b)"
    r"|(?:do|does|did|is|are|was|were|can|could|will|would|should|has|have|am) (?:you|we|they"
    r"|there|it|the|this|that|i|any|your)\b)",
    re.I,
)
_FOREIGN = frozenset(
    """
    que el los las de en un una para con pero como muy yo soy mí mis está estoy esto eso se si lo
    del al porque cuando también más mejor puedo puede quiero hablar favor gracias cosas nervioso
    je tu il elle nous vous les est et une pas dans pour avec mais suis mon ma mes très qui au aux
    ce cette c'est j'ai être avoir peux parler bien merci français ich du er sie wir ihr der das
    und nicht ist ein eine mit für aber auf auch sehr mein habe bin dass wie kann können zu von
    dem den im bitte danke deutsch möchte sprechen weil io lui lei noi gli di che non sono ho mio
    mia molto anche della nel è posso parlare perché grazie eu ele ela nós os uma não com mas
    muito meu minha sou tenho isso posso falar obrigado porque ik je jij wij het een niet dat voor
    maar ook ben heb kan met op zijn mijn spreken nie się jest że jak tak ale czy mogę dla proszę
    ve bir bu için ama çok ben değil evet
    """.split()
)
_SHARED = frozenset(
    "die an in on me no so a i he as is am was do us par sur des mi tu per es la it le de en al si"
    " un se im ma mes op met dat il ben tak her".split()
)
_FOREIGN_LETTERS = re.compile(r"[à-öø-ÿąćęłńśźżğışőűß]")
_TOLD = re.compile(
    r"\b(?:i|we|they|he|she) (?:then |also |just )?(?:\w{3,}ed|did|was|were|had|went|made|took"
    r"|built"
    r"|led|wrote|told|found|got|ran|sent|gave|saw|said|put|set|kept|held)\b(?! (?:enough|trouble))",
    re.I,
)
_REQUEST = re.compile(
    r"\b(?:can|could|may|might|shall|would|please|let me|let's|give me|sorry|i'd|am i|how)\b", re.I
)
_WISH = re.compile(
    r"\b(?:(?:can|could|may|might|shall|would|do) (?:i|we|you)|please|let(?:'s| me| us)|give me"
    r"|i(?:'d| would) (?:like|prefer|rather)|(?:i|we) (?:need|want|have) to"
    r"|is it (?:ok|okay|possible|all right)|do you mind|sorry|i(?:'ve| have) had"
    r"|i (?:don't|do not) want|my english)\b",
    re.I,
)
_ASKS_FIRST = re.compile(
    rf"^\W*(?:(?:um+|uh+|okay|ok|well|so|sorry|wait|hm+|{_BEFORE}|before that|first)\W+)*"
    r"(?:(?:can|could|may|might) i (?:just |first |quickly )*ask|(?:just )?(?:a|one|quick)"
    r" (?:quick )?question)\b",
    re.I,
)
_VERB = re.compile(r"(?:is|was|are|am|do|did)\b", re.I)
_APOLOGY = content_words("sorry excuse pardon hey")
_SAID = frozenset("said thought asked".split())
_SPLIT = re.compile(r"[;:.!?]+\s*|,\s+(?=(?:because|so|but|and|i|it)\b)", re.I)
_CLAUSES = re.compile(r"[,;:.!?]+\s*|\s+(?:and|because|so|but)\s+", re.I)
LEAST_CLAUSE = 3
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]")


def remark(heard: Heard, *, question: str, their_turn: bool = False) -> Remark | None:
    """What kind of remark this is, None where it is an answer to `question`.

    With `their_turn` the candidate was invited to ask, so nothing is an answer and every
    question is one to be answered.
    """
    text = heard.text.strip()
    said = words(text)
    if not said:
        return None
    if _is_foreign(text, said):
        return Remark("language")
    if len(said) > MOST_ASIDE_WORDS:
        return None
    if len(said) > MOST_WORDS:
        return _aside(text, question, their_turn=their_turn)
    if len(said) <= FEW_WORDS and _EASE_HALF_HEARD.search(text):
        return Remark("ease_off")
    for kind, pattern in _PATTERNS:
        if (not their_turn or kind in _THEIRS) and pattern.search(text):
            if kind == "greeting" and len(said) > 8:
                continue
            return Remark(kind, text if kind == "meaning" else "")
    part = _by_clauses(text, their_turn=their_turn) or _aside(text, question, their_turn=their_turn)
    if part:
        return part
    if _SWEAR.search(text) and all(_SWEAR.fullmatch(word) or word in _SWEAR_REST for word in said):
        return Remark("swearing")
    if _QUESTION_BACK.search(text) and _ends_asking(text, said):
        return Remark("question_back", text)
    return None


def _ends_asking(text: str, said: list[str]) -> bool:
    """Whether the question is what remains: after a rhetorical one the answer follows."""
    if "?" in text:
        return len(words(text.rpartition("?")[2])) <= 3 and len(said) <= 22
    return len(said) <= 14


def _by_clauses(text: str, *, their_turn: bool) -> Remark | None:
    """A remark with its reason ("…, I have to get to my shift"): one of its clauses is all
    remark, and the rest tells of nothing that was done."""
    if _TOLD.search(text) or not _REQUEST.search(text):
        return None
    for clause in _CLAUSES.split(text):
        if len(words(clause)) < LEAST_CLAUSE:
            continue
        for kind, pattern in _PATTERNS:
            fits = kind != "greeting" and (not their_turn or kind in _THEIRS)
            if fits and pattern.search(clause):
                return Remark(kind, text if kind == "meaning" else "")
    return None


def _aside(text: str, question: str, *, their_turn: bool) -> Remark | None:
    """A wish with all its reasons, or a question instead of an answer, where nothing is told."""
    # A word of the question that is wondered at is nobody's deed.
    told = deeds(text, besides=_SAID.union(words(question)))
    if told.own or told.shared or told.others + told.nobody > MOST_HAPPENED:
        return None
    for kind, signs in ASIDES.items():
        if their_turn and kind not in _THEIRS:
            continue
        for sentence in sentences(text):
            wished = kind in STANDS_ALONE or _wishes(kind, sentence, text)
            if wished and any(_has(clause, signs) for clause in _SPLIT.split(sentence)):
                return Remark(kind, text if kind == "meaning" else "")
    return Remark("question_back", text) if _ASKS_FIRST.match(text) else None


def _wishes(kind: RemarkKind, sentence: str, text: str) -> bool:
    """Whether something is asked for. Who talks at length and ends on "next question, please" has
    not asked to skip but evaded it."""
    found = _WISH.search(sentence)
    talked = kind == "skip" and len(words(text)) > MOST_WORDS
    return found is not None and not (talked and found.group().lower() == "please")


def _has(clause: str, signs: Signs) -> bool:
    """Whether a sign is in a clause; a verb asks only where it comes first: "is that right" does,
    "the point is that right at the start" doesn't."""
    match = signs.search(clause)
    if match is None or not _VERB.match(match.group()):
        return match is not None
    return not content_words(clause[: match.start()]) - _APOLOGY


def _is_foreign(text: str, said: list[str]) -> bool:
    letters = sum(letter.isalpha() for letter in text)
    if letters and len(_OTHER_SCRIPT.findall(text)) / letters > 0.5:
        return True
    if len(said) < 4:
        return False
    telling = [
        word
        for word in said
        if (word in _FOREIGN and word not in _SHARED) or _FOREIGN_LETTERS.search(word)
    ]
    shared = sum(word in _FOREIGN and word in _SHARED for word in said)
    # What both have counts only beside what English has not.
    return len(telling) >= 2 and (len(telling) + shared) / len(said) >= FOREIGN_SHARE
