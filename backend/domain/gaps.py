"""What an answer has and lacks, by count: tables of phrases, and who did what."""

from __future__ import annotations

import re
from collections import Counter

from backend.domain.deeds import deeds
from backend.domain.instructions import holds_instructions, is_instruction
from backend.domain.language import clauses, content_words, sentences, words
from backend.domain.signs.evading import COMMANDS, EVADING
from backend.domain.signs.telling import BOLD, CLAIM, CLICHE, HABIT, OCCASION, STRONG, VIEW
from backend.domain.verbs import BASES, is_past

SEGMENT_WORDS = 25
"""A sentence that is longer is looked at in its clauses: speech is written down without stops."""
FEWEST_CONTENT = 8
"""Stems that are left of an answer, without all talk about answering, before it counts as one."""
MOST_ECHO = 2
"""New words in what is otherwise the question read back."""
FEWEST_EVENTS = 3
WORDS_PER_EVENT = 14
"""Stories have a verb in the past in every seven to twelve words; talk has one in twenty."""
BOLDNESS = 4
"""A claim that hardly ever holds counts two, what makes it bolder one."""

NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|percent|half|twice"
    r"|dozen|quarter|third|doubled|tripled|halved|nobody|none|zero)\b",
    re.I,
)
MEASURE = re.compile(
    r"\d|\b(?:percent|per cent|half|halved|doubled|tripled|twice|thirds?|quarter|dozen|hundreds?"
    r"|thousands?|million|billion"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|(?:from|to|by|of|under|over|about|only|below|above) (?:two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|fifteen)"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen) (?:percent|points?|times"
    r"|hours?|minutes?|days?|weeks?|euros|people|a day|a week))\b|%",
    re.I,
)
OWN = re.compile(r"\b(?:i|i'?(?:d|ve|m)|my (?:part|role|job|task|own|idea|proposal))\b", re.I)
TEAM = re.compile(r"\b(?:we|our|us|the team|together)\b", re.I)
_CLOSED = re.compile(
    r"\W*(?:(?:and|so)\W+)?(?!(?:can|could|would|will) you (?:tell|describe|give|explain|walk|take"
    r"|think|name|share|talk)\b)(?:are|is|do|does|did|can|could|would|will|have|has|were|was|may"
    r"|when (?:can|could|will|would|are)|where (?:do you (?:live|work)|are you)"
    r"|how (?:much|many|long|soon|often|far|old))\b",
    re.I,
)
_FOR_A_FACT = re.compile(
    r"\b(?:how (?:much|many|long|soon|often|far|old)|when|which (?:days?|hours?|shifts?)"
    r"|salary|pay|wages?|notice|rate)\b",
    re.I,
)
_FACT = re.compile(
    NUMBER.pattern
    + r"|\b(?:one|an?) (?:hour|day|week|month|year)\b|\b(?:immediately|at once|any ?time|tomorrow"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july"
    r"|august|september|october|november|december)\b",
    re.I,
)
YES_OR_NO = re.compile(
    r"\W*(?:(?:um+|uh+|well|oh|so)\W+)*(?:yes|yeah|yep|no|nope|not (?:yet|really|at all)|i (?:do|am"
    r"|have|can|could|would|don'?t|haven'?t|can'?t))\b",
    re.I,
)
_WOULD = re.compile(r"\bi(?:['’]d| would)\b(?! (?:say|like|love|been|had))", re.I)
_NONE = re.compile(r"\b(?:no|not one|none|nobody|never|nothing)\b(?! more)", re.I)
_MISFORTUNE = re.compile(
    r"\b(?:i|he|she|who|they|we|you) (?:\w+ly )?(?:went|came|go|goes|come|comes)"
    r" (?:right |straight )?(?:up|down)\b"
    r"|\b(?:i|he|she|who) (?:\w+ly )?(?:jumped|dropped|rose|fell)\b"
    r"|\b(?:dropped|fell|pulled) (?:out|off|ill|apart|over|through|behind)\b"
    r"|\bwent (?:wrong|missing|pale|bust)\b",
    re.I,
)
SAYING = frozenset("said thought asked told called mentioned tried".split())
_FILLED = frozenset(
    (
        "um uh er hm hmm mm yeah yes no ok okay well so like ah oh right sure and but the i mean"
        " you know it just that is thanks thank cheers please sorry"
    ).split()
)
_SOUNDS = frozenset("um uh er hm hmm mm mhm ah oh eh ehm yeah yes okay ok well so like".split())
_GRAMMAR = frozenset(
    "i you he she it we they me him her us them my your his its our their a an the this that"
    " these those and or but if because so to of in on at by for with from as into about than then"
    " there here is are was were be been am do did does have has had will would can could should"
    " not no don't didn't wasn't it's that's i'm i've i'd what when which who how all some any very"
    " just up out over after before".split()
)


def is_closed(asked: str) -> bool:
    """Whether yes, no or a fact answers it: "could you start in May", "when could you start"."""
    return _CLOSED.match(asked) is not None


def settles(text: str, asked: str) -> bool:
    """Whether a closed question, or one for a figure, is answered in however few words: "two
    weeks", "Mondays and Fridays", "yes, I have one"."""
    if _FACT.search(text):
        return is_closed(asked) or _FOR_A_FACT.search(asked) is not None
    return is_closed(asked) and YES_OR_NO.match(text) is not None and len(words(text)) >= 3


def without_commands(text: str) -> str:
    """The answer without the sentences that are addressed to a machine."""
    if not COMMANDS.search(text) and not holds_instructions(text):
        return text
    kept = [each for each in segments(text) if not COMMANDS.search(each)]
    return " ".join(each for each in kept if not is_instruction(each))


def segments(text: str) -> list[str]:
    """Sentences, and the clauses of long ones."""
    found: list[str] = []
    for sentence in sentences(text):
        found += clauses(sentence) if len(sentence.split()) > SEGMENT_WORDS else [sentence]
    return found


def substance(text: str, asked: str) -> str:
    """The answer without talk about answering, and without the question read back."""
    return " ".join(
        each for each in segments(text) if not _evades(each) and not _echoes(each, asked)
    )


def is_non_answer(text: str, asked: str) -> bool:
    """Nothing but not knowing, evading, orders to a machine, the question itself, or sounds."""
    said = words(text)
    answered = is_closed(asked) and YES_OR_NO.match(text) is not None
    unfilled = sum(word not in _FILLED for word in said)
    if (unfilled < 2 and not answered and not settles(text, asked)) or _is_salad(said):
        return True
    left = words(substance(without_commands(text), asked))
    removed = len(said) - len(left)
    new = content_words(" ".join(left)) - content_words(asked)
    if removed > 0 and removed >= len(left) and len(new) < FEWEST_CONTENT:
        return True
    if _is_echo(text, asked):
        return True
    if EVADING.count(text) < 2 or happens(text, frozenset(words(asked))):
        return False
    return not _tells_of_oneself(substance(text, asked))


def happens(text: str, echoed: frozenset[str] = frozenset()) -> bool:
    """Whether verbs in the past are as dense as where something is told, whoever did what; those
    `echoed` from the question don't count."""
    said = words(text)
    return WORDS_PER_EVENT * sum(is_past(w) and w not in echoed for w in said) >= len(said)


def _events(text: str) -> int:
    """How many verbs are in the past, whoever did what."""
    return sum(is_past(word) for word in words(text))


def is_nothing(text: str) -> bool:
    """Whether nobody does, or did, anything in it: too little to be too short."""
    told = deeds(text, besides=SAYING)
    return told.all == 0 and told.now == 0


def _is_echo(text: str, asked: str) -> bool:
    said, wanted = _roots(text), _roots(asked)
    return len(said & wanted) >= 2 and len(said - wanted) <= MOST_ECHO and not is_closed(asked)


def _roots(text: str) -> set[str]:
    """Stems so short that "led", "leading" and "leadership" are one."""
    bases = (BASES.get(word, word) for word in words(text) if content_words(word))
    return {base[:4] for base in bases}


def _tells_of_oneself(text: str) -> bool:
    told = deeds(text, besides=SAYING)
    return bool(told.own or told.now or told.shared or HABIT.search(text))


def length(text: str) -> int:
    """How many words there are, sounds left out."""
    return sum(word not in _SOUNDS for word in words(text))


def _evades(segment: str) -> bool:
    return EVADING.search(segment) is not None and deeds(segment, besides=SAYING).own == 0


def _echoes(segment: str, asked: str) -> bool:
    """The words of an open question, and no more; "yes, in May" answers a closed one."""
    stems, wanted = content_words(segment), content_words(asked)
    return len(stems & wanted) >= 2 and len(stems - wanted) <= 1 and not is_closed(asked)


def _is_salad(said: list[str]) -> bool:
    """Words without grammar: hardly any of the small words that hold English together."""
    if len(said) < 8:
        return False
    small = sum(word in _GRAMMAR for word in said) / len(said)
    commonest = Counter(said).most_common(1)[0][1] / len(said)
    return small < 0.2 or (commonest > 0.3 and len(set(said)) < len(said) / 3)


def own_deeds(text: str) -> int:
    """How often the speaker tells something they did, on one day in the present too."""
    told = deeds(text)
    in_the_present = OCCASION.count(text) >= 2 and HABIT.count(text) <= 1
    return told.own + (told.now if in_the_present else 0)


def is_story(text: str) -> bool:
    """Whether one occasion is told, by when it was or by how much happens in it."""
    return OCCASION.search(text) is not None or deeds(text).all >= 4


def is_habit(text: str) -> bool:
    """Whether it tells what is done in general, or would be, and hardly anything that was."""
    dated, habits = OCCASION.search(text), HABIT.count(text) + VIEW.count(text)
    if own_deeds(text) >= 2 or (dated and deeds(text).all > habits):
        return False
    return habits >= 2 or (not dated and _events(text) < FEWEST_EVENTS)


def claims_effect(clause: str) -> bool:
    """Whether an effect is claimed; that no pallet fell needs no figure, and that somebody
    dropped out is none."""
    if _MISFORTUNE.search(clause) or _NONE.search(clause):
        return False
    return CLAIM.search(clause) is not None


def is_imagined(text: str) -> bool:
    """Whether it tells what the speaker would do, and no time at which they did."""
    return len(_WOULD.findall(text)) >= 2 and not OCCASION.search(text)


def is_bold(text: str) -> bool:
    """Whether too much is claimed, by somebody for themselves, to be let pass."""
    bold = BOLD.count(text)
    return bold > 0 and 2 * bold + STRONG.count(text) >= BOLDNESS and bool(OWN.search(text))


def is_recital(text: str, said: list[str], clichés: int) -> bool:
    """Whether so much of it is what everybody says that no life is left in it."""
    found = CLICHE.count(text)
    concrete = NUMBER.search(text) or OCCASION.search(text)
    return found >= clichés or (found >= 3 and not concrete and len(said) > 25)
