"""What a candidate says that is no answer: a request, a remark, a question back.

Only a remark that is nothing else counts, so that a story about skipping a meeting stays an
answer: patterns cover all of what was said but for politeness and fillers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from backend.domain.heard import Heard
from backend.domain.language import words

RemarkKind = Literal[
    "repeat", "meaning", "think", "skip", "start_over", "progress", "time", "ease_off",
    "swearing", "language", "question_back", "pause", "end", "hint", "greeting",
]  # fmt: skip

MOST_WORDS = 28
"""Longer than this, and it is an answer that happens to hold such words."""
FEW_WORDS = 9
FOREIGN_SHARE = 0.34
"""English holds next to none of these words; text in their languages is half made of them."""


@dataclass(frozen=True, slots=True)
class Remark:
    """`about` holds the words that were asked about, for `meaning` and `question_back`."""

    kind: RemarkKind
    about: str = ""


_SOFT = (
    r"(?:um+|uh+|er+|hm+|ah|oh|sorry|excuse me|pardon me|please|okay|ok|well|so|hey|actually|maybe|"
    r"just|thanks?|thank you|yeah|yes|no|right|honestly|look|wait|hold on|i'?m afraid|i think|i"
    r" guess|"
    r"i'?m sorry|i apologi[sz]e|if (?:that'?s|it'?s|you don'?t mind)(?: okay| ok| all right|"
    r" possible)?|"
    r"is it (?:okay|ok|possible|all right) if (?:i|we)|do you mind if (?:i|we)|and|but)"
)
_ASK = (
    r"(?:(?:can|could|may|might|would|will|shall|should|do|did) (?:you|we|i)(?: (?:please|maybe"
    r"|just"
    r"|possibly|also))*|(?:i|we)(?:'d| would| want| need| have)?(?: (?:really|rather|just))*"
    r"(?: (?:like|love|prefer|have|want|need))?(?: to| for you to)?|let'?s|let me|is it possible to"
    r"|would you mind|is there (?:any )?(?:way|chance) (?:to|you could)|i'?ll|i'?m going to)"
)
_TAIL = (
    r"(?:\W+(?:please|again|for me|one|question|sorry|once more|one more time|more slowly|slowly|"
    r"a bit|a little|thanks?|thank you|if possible|now|here|then|for now|with me|about (?:it|that"
    r"|this)"
    r"|so far|in (?:this|the) interview|this|that|it|the interview|today|first|i|really|or"
    r" something"
    r"|is that ok(?:ay)?|would that be ok(?:ay)?|right|okay|ok|you know|though|the|before i"
    r" answer))*"
)


def _whole(core: str) -> re.Pattern[str]:
    return re.compile(
        rf"^\W*(?:{_SOFT}\W+)*(?:{_ASK}\W+)?(?:{_SOFT}\W+)*(?:{core}){_TAIL}\W*$", re.I
    )


_THE_QUESTION = (
    r"(?:that|this|it|the (?:last |whole )?(?:question|part|bit)|your (?:last )?question"
    r"|what you (?:just )?said)"
)
_PATTERNS: tuple[tuple[RemarkKind, re.Pattern[str]], ...] = (
    (
        "repeat",
        _whole(
            rf"(?:repeat|say|ask|read)(?:ing)?\W+{_THE_QUESTION}(?: to me)?(?: (?:one|once)"
            rf" more(?: time)?)?|come again|pardon|say again|repeat"
            r"|what was (?:the|that|your) (?:question|last (?:part|bit|question))(?: again)?"
            r"|what did you (?:just )?(?:say|ask)(?: me)?|(?:i )?(?:didn'?t|did not|couldn'?t)"
            r" (?:quite |really )?"
            rf"(?:catch|hear|get) (?:{_THE_QUESTION}|you|all of (?:that|it))"
            r"|(?:i )?(?:forgot|missed|lost) (?:the|your|that|what) ?(?:question|part|you asked"
            r"|was)?"
            r"|one more time|hear (?:it|that|the question)(?: again)?|what"
        ),
    ),
    (
        "meaning",
        _whole(
            rf"(?:re-?phrase|clarify|explain|reword|elaborate on)\W+(?:what you mean(?: by .+)?"
            rf"|{_THE_QUESTION})"
            r"|(?:what|how) (?:exactly )?(?:do|did) you mean(?: (?:by|with) .{1,60})?|what does"
            r" .{1,40} mean"
            r"|what is meant by .{1,40}|(?:i )?(?:don'?t|do not|didn'?t) (?:really |quite |fully"
            r" )?understand "
            rf"(?:{_THE_QUESTION}|you|what you mean|the word .{{1,30}})|put (?:it|that)"
            rf" (?:another way|differently)"
            r"|say (?:it|that) in other words|what are you (?:asking|looking for)(?: exactly)?"
            r"|i'?m not sure (?:i understand|what you mean|what you'?re asking)(?: .{1,30})?"
        ),
    ),
    (
        "think",
        _whole(
            r"(?:think(?:ing)?(?: about (?:that|it|this)| it over)?)(?: for)?(?: a| one)?(?:"
            r" moment| second| minute| sec| bit)?"
            r"|(?:give|allow|grant) me (?:a|one|just a|another|some)(?: few| little| couple of)?"
            r" ?(?:moments?|seconds?|minutes?|secs?|time|bit)"
            r"(?: to (?:think|collect my thoughts|gather my thoughts)(?: about (?:that|it|this))?)?"
            r"|(?:a|one|just a|take a|have a|wait a)(?: quick)? (?:moment|second|minute|sec)(?:"
            r" to think)?"
            r"|(?:good|interesting|tough|hard|difficult|tricky) (?:question|one)(?:\W+let me"
            r" (?:think|see))?(?: about (?:that|it))?"
            r"|(?:give me|wait) a (?:second|moment|minute|sec) i(?: just|'d)? (?:want|need|like)"
            r" to .{1,40}|let me see|gather my thoughts|collect my thoughts|bear with me"
        ),
    ),
    (
        "skip",
        _whole(
            rf"(?:skip|pass on|leave|drop)(?:ping)?\W+(?:{_THE_QUESTION}|(?:this|that) (?:one"
            rf"|question)|this|the question)(?: out)?"
            r"|leave (?:that|this|it)(?: one| question)? out|(?:the )?next (?:question|one)|(?:go"
            r"|move)(?: on)? to the next|(?:move|go|jump|continue)(?: on)? to the next(?:"
            r" (?:question|one))?|move on|skip|pass"
            r"|(?:rather|prefer(?: to)?) not (?:to )?(?:answer|talk about|say|discuss)(?: (?:that"
            r"|this|it|that one|this one))?"
            r"|not (?:to )?answer (?:that|this)(?: one| question)?"
        ),
    ),
    (
        "start_over",
        _whole(
            r"(?:start|begin|try)(?:ing)?(?: (?:over|again|from the (?:beginning|top|start)"
            r"|afresh|(?:that|this|it|my answer|the answer)"
            r"(?: (?:over|again|from the (?:beginning|top|start)))?))+|re-?start(?: (?:that|my"
            r" answer|the answer))?"
            r"|(?:do|take|answer) (?:that|this|it)(?: one)? (?:again|over)|go back to the"
            r" (?:beginning|start)"
            r"|take that back|redo (?:that|my answer|it)|another (?:try|go|attempt)(?: at (?:that"
            r"|this|it))?"
        ),
    ),
    (
        "progress",
        _whole(
            r"how am i doing|how (?:was|is|did) (?:that|it|my answer|i do|it going|this going)(?:"
            r" so far| sound)?"
            r"|was (?:that|it|my answer) (?:ok|okay|all right|alright|good|fine|right|correct"
            r"|enough)(?: (?:ok|okay|enough|answer))*"
            r"|am i doing (?:ok|okay|all right|alright|well|fine|good)|is this going (?:ok|okay"
            r"|well)"
            r"|(?:what'?s|what is) my score|how (?:would|do) you (?:rate|score) (?:me|that|my"
            r" answer)"
            r"|did i (?:pass|do well|do ok|do okay|get it right)|tell me how i'?m doing|know how"
            r" i'?m doing"
        ),
    ),
    (
        "time",
        _whole(
            r"how (?:much )?(?:longer|time)(?: (?:is|do|will|does|have|are|left|we|this|it|take|i"
            r"|have|got|remain\w*|there|interview|the))*"
            r"|how many (?:more )?(?:questions?|minutes?)(?: (?:are|is|do|there|left|we|have|you"
            r"|to go|more|remain\w*|still|i))*"
            r"|how long (?:does|will|is|until|till)(?: (?:this|it|the|interview|take|we|finish"
            r"|done|are|last))*"
            r"|are we (?:nearly|almost) (?:done|there|finished)|(?:what'?s|what is) the time limit"
        ),
    ),
    (
        "ease_off",
        _whole(
            r"ease (?:off|up)|(?:be|go)(?: a (?:bit|little))?(?: (?:less|more|easier|gentler"
            r"|softer|nicer|slower))"
            r"(?: (?:tough|hard|harsh|aggressive|strict|gentle|kind|easy|demanding|on me"
            r"|stressful|intense))*"
            r"|(?:this|that|it)(?: i|')s (?:a bit |a little |way |getting |really )*(?:too"
            r" )?(?:stressful|much|intense|harsh|tough|hard)(?: for me)?"
            r"|stop (?:pushing|pressing|grilling)(?: me)?(?: so hard)?|tone it down|(?:take|make)"
            r" it (?:easy|easier)(?: on me)?"
            r"|slow down|calm down|back off|don'?t be so (?:hard|tough|harsh)(?: on me)?"
        ),
    ),
    (
        "hint",
        _whole(
            r"(?:have|get|give me|use|need|want)?\W*(?:a|any|some|another|one more|me a) hints?"
            r"|help me(?: out)?(?: (?:here|with (?:that|this|it)))?"
            r"|(?:give me|have|get|need|use) (?:some|a bit of|a little|any)?\W*(?:help|clue"
            r"|pointers?)(?: (?:with|on) (?:that|this|it))?"
            r"|point me in the right direction|a hint"
        ),
    ),
    (
        "pause",
        _whole(
            r"(?:take|have|need|make) (?:a|another|one)(?: (?:short|quick|little|five.minute"
            r"|small))* ?(?:break|pause|breather)"
            r"|pause(?: (?:here|for|a|the|interview|moment|minute|second|this|five|minutes|it))*"
            r"|stop for a (?:moment|minute|second)"
            r"|be right back|(?:get|grab|drink) (?:some|a glass of|a sip of|a) ?(?:water|drink)"
            r"|somebody'?s at the door|(?:my|the) (?:phone|doorbell)(?: i|')s ringing"
        ),
    ),
    (
        "end",
        _whole(
            r"(?:stop|end|finish|quit|abort|cancel)(?: (?:here|now|this|the|it|interview|there|at"
            r" this point|session|for today|conversation))+"
            r"|(?:i'?m|we'?re) done(?: (?:here|with (?:this|the interview|it)|for today))?|call"
            r" it a day|leave (?:now|the interview)"
            r"|(?:i )?(?:don'?t|do not) want to (?:continue|go on|do this)(?: any ?more)?|that'?s"
            r" enough(?: for today)?|wrap (?:it|this) up|quit"
        ),
    ),
    (
        "greeting",
        _whole(
            r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|nice to meet you|can you"
            r" hear me|are you there"
            r"|is this (?:thing )?(?:on|working)|testing|test|one two three|how are you(?: doing|"
            r" today)?|there|everyone|all|,|\W)+"
        ),
    ),
)
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
    r"\b(?:fuck\w*|shit\w*|bullshit|damn\w*|crap|bloody hell|asshole|arsehole|bastard|bitch|screw"
    r" (?:you|this)|piss off"
    r"|wtf|go to hell|shut up|idiot|moron|stupid)\b",
    re.I,
)
_SWEAR_REST = frozenset(
    "oh this is what the a an you your are it that so off man god my hell bloody stupid question"
    " questions interview"
    " thing machine robot ai just really me no go to such you're it's this's i hate".split()
)
_QUESTION_BACK = re.compile(
    r"^\W*(?:(?:um+|uh+|okay|ok|well|so|and|but|sorry|wait|hm+|before i answer|first|can i ask(?:"
    r" you)?(?: something)?|may i ask"
    r"|one question|quick question|just to be clear)\W+)*"
    r"(?:(?:what|which|who|where|when|why|how)(?:'s|'re)?\b(?! (?:i|we) (?:did|do|learned|was"
    r"|were|mean|would|think)\b)"
    r"|(?:do|does|did|is|are|was|were|can|could|will|would|should|has|have|am) (?:you|we|they"
    r"|there|it|the|this|that|i|any|your)\b)",
    re.I,
)
_IN_OTHER_LANGUAGE = _whole(
    r"(?:do|have|hold|speak|continue|talk|switch|go on)(?: (?:this|it|the interview|to))* ?(?:in )?"
    r"(?:german|french|spanish|italian|portuguese|chinese|mandarin|hindi|arabic|russian|polish"
    r"|dutch|turkish|japanese|korean)"
    r"|do you speak (?:\w+)|my english (?:is|isn'?t) (?:not )?(?:very |so )?(?:good|bad|great)"
)
_FOREIGN = frozenset(
    """
    que el la los las de en un una por para con pero como muy yo es soy mi está estoy
    porque cuando je tu il elle nous vous les des est et le une pas dans pour avec mais
    suis mon ma très qui sur au ce ich du er sie wir ihr der die das und nicht ist ein
    eine mit für aber auf auch sehr mein habe bin dass wie io lui lei noi gli di che non
    sono per ho mio mia molto anche della nel è eu ele ela nós os um uma não é com mas
    muito meu minha sou tenho isso
    """.split()
)
_SHARED = frozenset(
    "die an in on me no so a i he as is am was do us par sur des mi tu per es la it le".split()
)
_TOLD = re.compile(
    r"\b(?:i|we|they|he|she) (?:then |also |just )?(?:\w{3,}ed|did|was|were|had|went|made|took"
    r"|built"
    r"|led|wrote|told|found|got|ran|sent|gave|saw|said|put|set|kept|held)\b(?! (?:enough|trouble))",
    re.I,
)
_REQUEST = re.compile(
    r"\b(?:can|could|may|might|shall|would|please|let me|let's|give me|sorry|i'd|am i|how)\b", re.I
)
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
    if len(said) > MOST_WORDS:
        return None
    if len(said) <= FEW_WORDS and _EASE_HALF_HEARD.search(text):
        return Remark("ease_off")
    for kind, pattern in _PATTERNS:
        if (not their_turn or kind in _THEIRS) and pattern.search(text):
            if kind == "greeting" and len(said) > 8:
                continue
            return Remark(kind, text if kind == "meaning" else "")
    part = _by_clauses(text, their_turn=their_turn)
    if part:
        return part
    if _IN_OTHER_LANGUAGE.search(text):
        return Remark("language")
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


def _is_foreign(text: str, said: list[str]) -> bool:
    letters = sum(letter.isalpha() for letter in text)
    if letters and len(_OTHER_SCRIPT.findall(text)) / letters > 0.5:
        return True
    if len(said) < 4:
        return False
    telling = [
        word
        for word in said
        if (word in _FOREIGN and word not in _SHARED) or not word.replace("'", "").isascii()
    ]
    return len(telling) / len(said) >= FOREIGN_SHARE
