"""Requests and remarks, each as all that is said but for politeness and fillers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

RemarkKind = Literal[
    "repeat", "meaning", "think", "skip", "start_over", "progress", "time", "ease_off",
    "swearing", "language", "question_back", "pause", "end", "hint", "greeting",
]  # fmt: skip

_SOFT = (
    r"(?:um+|uh+|er+|hm+|ah|oh|sorry|excuse me|pardon me|please|okay|ok|well|so|hey|actually|maybe|"
    r"just|thanks?|thank you|yeah|yes|no|right|honestly|look|wait|hold on|i'?m afraid|i think|i"
    r" guess|i'?m (?:so |very |really )?sorry|i apologi[sz]e|if (?:that'?s|it'?s|you don'?t mind)"
    r"(?: okay| ok| all right| possible)?|is it (?:okay|ok|possible|all right) if (?:i|we)"
    r"|do you mind if (?:i|we)|and|but|before (?:i|we) (?:answer|tell you|say|go on|start)"
    r"(?: (?:that|this|it))?)"
)
_ASK = (
    r"(?:(?:can|could|may|might|would|will|shall|should|do|did) (?:you|we|i)"
    r"(?: (?:please|maybe|just|possibly|also))*|(?:i|we)(?:'d| would| want| need| have)?"
    r"(?: (?:really|rather|just))*(?: (?:like|love|prefer|have|want|need))?(?: to| for you to)?"
    r"|let'?s|let me|is it possible to|would you mind"
    r"|is there (?:any )?(?:way|chance) (?:to|you could|we could|i could)|i'?ll|i'?m going to"
    r"|can i ask(?: you)?(?: to)?)"
)
_TAIL = (
    r"(?:\W+(?:please|again|for me|one|question|sorry|once more|one more time|more slowly|slowly|"
    r"a bit|a little|thanks?|thank you|if possible|now|here|then|for now|with me|about (?:it|that"
    r"|this)|so far|in (?:this|the) interview|this|that|it|the interview|today|first|i|really|or"
    r" something|is that ok(?:ay)?|would that be ok(?:ay)?|right|okay|ok|you know|though|the"
    r"|before i answer|if you don'?t mind|there|to me))*"
)
_IT = (
    r"(?:that|this|it|the (?:last |whole )?(?:question|part|bit)|your (?:last )?question"
    r"|what you (?:just )?said)"
)


@dataclass(frozen=True, slots=True)
class Request:
    """`core` is what is left of `said` without its politeness."""

    kind: RemarkKind
    core: str
    said: str


REQUESTS: tuple[Request, ...] = (
    Request(
        "repeat",
        rf"(?:repeat|say|ask|read)(?:ing)?\W+{_IT}(?: to me)?(?: (?:one|once) more(?: time)?)?",
        "Could you repeat the question, please?",
    ),
    Request("repeat", r"come again|pardon|say again|repeat|one more time|what", "Sorry, what?"),
    Request(
        "repeat",
        r"what was (?:the|that|your) (?:question|last (?:part|bit|question))(?: again)?",
        "What was the question again?",
    ),
    Request("repeat", r"what did you (?:just )?(?:say|ask)(?: me)?", "Sorry, what did you say?"),
    Request(
        "repeat",
        r"(?:i )?(?:didn'?t|did not|couldn'?t) (?:quite |really |fully )?(?:catch|hear|get)"
        rf" (?:{_IT}|you|all of (?:that|it)|any of (?:that|it))",
        "Sorry, I didn't quite catch that.",
    ),
    Request(
        "repeat",
        r"(?:i )?(?:forgot|missed|lost) (?:the|your|that|what) ?"
        r"(?:question|part|bit|end|you asked|was)?(?: of (?:that|it|the question))?",
        "I lost the question, sorry.",
    ),
    Request(
        "repeat",
        r"hear (?:it|that|the question)(?: again)?|(?:you|your voice|the (?:line|sound|audio))"
        r" (?:broke|cut|dropped|was breaking|were breaking|are breaking|is breaking)"
        r"(?: (?:up|out|off))?(?: (?:a bit|for a (?:second|moment)|there))*",
        "Sorry, you cut out for a second there.",
    ),
    Request(
        "meaning",
        rf"(?:re-?phrase|clarify|explain|reword|elaborate on)\W+(?:what you mean(?: by .+)?|{_IT})",
        "Could you rephrase that?",
    ),
    Request(
        "meaning",
        r"(?:what|how) (?:exactly )?(?:do|did) you mean(?: (?:by|with) .{1,60})?",
        "What do you mean by ownership?",
    ),
    Request(
        "meaning",
        r"what does .{1,40} mean|what is meant by .{1,40}",
        "What does stakeholder mean here?",
    ),
    Request(
        "meaning",
        r"(?:i )?(?:don'?t|do not|didn'?t) (?:really |quite |fully )?understand"
        rf" (?:{_IT}|you|what you mean|the word .{{1,30}})",
        "I don't really understand the question.",
    ),
    Request(
        "meaning",
        r"(?:put|say|ask) (?:it|that|the question) (?:another way|differently|in other words)",
        "Could you put that another way?",
    ),
    Request(
        "meaning",
        r"what are you (?:asking|looking for)(?: exactly)?|i'?m not sure (?:i understand"
        r"|what you mean|what you'?re asking)(?: .{1,30})?"
        r"|what (?:kind|sort) of (?:\w+ ){1,3}(?:do you|are you) (?:mean|after|looking for)",
        "I'm not sure what you're asking.",
    ),
    Request(
        "think",
        r"(?:think(?:ing)?(?: about (?:that|it|this)| it over)?)(?: for)?(?: a| one)?"
        r"(?: moment| second| minute| sec| bit)?",
        "Let me think about that for a moment.",
    ),
    Request(
        "think",
        r"(?:give|allow|grant) me (?:a|one|just a|another|some)(?: few| little| couple of)?"
        r" ?(?:moments?|seconds?|minutes?|secs?|time|bit)(?: to (?:think|collect my thoughts"
        r"|gather my thoughts|remember)(?: about (?:that|it|this))?)?",
        "Give me a few seconds to think.",
    ),
    Request(
        "think",
        r"(?:a|one|just a|take a|have a|wait a)(?: quick)? (?:moment|second|minute|sec)"
        r"(?: to think)?",
        "One moment, please.",
    ),
    Request(
        "think",
        r"(?:good|interesting|tough|hard|difficult|tricky) (?:question|one)"
        r"(?:\W+let me (?:think|see))?(?: about (?:that|it))?",
        "Good question, let me think.",
    ),
    Request(
        "think",
        r"(?:give me|wait) a (?:second|moment|minute|sec) i(?: just|'d)? (?:want|need|like)"
        r" to .{1,40}|let me see|(?:gather|collect) my thoughts|bear with me",
        "Give me a second, I just want to pick the right one.",
    ),
    Request(
        "skip",
        rf"(?:skip|pass on|leave|drop)(?:ping)?\W+(?:{_IT}|(?:this|that) (?:one|question)"
        r"|the question)(?: out)?",
        "Can we skip this one?",
    ),
    Request(
        "skip",
        r"leave (?:that|this|it)(?: one| question)? out|(?:the )?next (?:question|one)"
        r"|(?:move|go|jump|continue)(?: on)? to the next(?: (?:question|one))?|move on|skip|pass",
        "Could we go on to the next one?",
    ),
    Request(
        "skip",
        r"(?:rather|prefer(?: to)?) not (?:to )?(?:answer|talk about|say|discuss)"
        r"(?: (?:that|this|it|that one|this one))?"
        r"|not (?:to )?answer (?:that|this)(?: one| question)?",
        "I'd rather not answer that.",
    ),
    Request(
        "start_over",
        r"(?:start|begin|try)(?:ing)?(?: (?:over|again|from the (?:beginning|top|start)|afresh"
        r"|(?:that|this|it|my answer|the answer)(?: (?:over|again|from the"
        r" (?:beginning|top|start)))?))+",
        "Sorry, let me start again from the beginning.",
    ),
    Request(
        "start_over",
        r"re-?start(?: (?:that|my answer|the answer))?|(?:do|take|answer) (?:that|this|it)"
        r"(?: one)? (?:again|over)|go back to the (?:beginning|start)|take that back"
        r"|redo (?:that|my answer|it)|another (?:try|go|attempt|shot)(?: at (?:that|this|it))?",
        "Could I have another go at that?",
    ),
    Request(
        "progress",
        r"how am i doing|how (?:was|is|did) (?:that|it|my answer|i do|it going|this going)"
        r"(?: so far| sound)?",
        "How am I doing so far?",
    ),
    Request(
        "progress",
        r"(?:was|is) (?:that|it|this|my answer) (?:ok|okay|all right|alright|good|fine|right"
        r"|correct|enough|what you (?:wanted|meant))(?: (?:ok|okay|enough|answer))*",
        "Was that okay?",
    ),
    Request(
        "progress",
        r"am i doing (?:ok|okay|all right|alright|well|fine|good)|is this going (?:ok|okay|well)"
        r"|(?:what'?s|what is) my score|how (?:would|do) you (?:rate|score) (?:me|that|my answer)",
        "Am I doing all right?",
    ),
    Request(
        "progress",
        r"did i (?:pass|do well|do ok|do okay|get it right)|(?:tell me|know) how i'?m doing",
        "Can you tell me how I'm doing?",
    ),
    Request(
        "time",
        r"how (?:much )?(?:longer|time)(?: (?:is|do|will|does|have|are|left|we|this|it|take|i|have"
        r"|got|remain\w*|there|interview|the))*",
        "How much time is left?",
    ),
    Request(
        "time",
        r"how many (?:more )?(?:questions?|minutes?)(?: (?:are|is|do|there|left|we|have|you|to go"
        r"|more|remain\w*|still|i|to come))*",
        "How many questions are still to come?",
    ),
    Request(
        "time",
        r"how long (?:does|will|is|until|till)(?: (?:this|it|the|interview|take|we|finish|done|are"
        r"|last))*|are we (?:nearly|almost) (?:done|there|finished)"
        r"|(?:what'?s|what is) the time limit",
        "Are we nearly done?",
    ),
    Request("ease_off", r"ease (?:off|up)", "Please ease off a little."),
    Request(
        "ease_off",
        r"(?:be|go)(?: a (?:bit|little))?(?: (?:less|more|easier|gentler|softer|nicer|slower))"
        r"(?: (?:tough|hard|harsh|aggressive|strict|gentle|kind|easy|demanding|on me|stressful"
        r"|intense))*",
        "Could you be a bit less tough on me?",
    ),
    Request(
        "ease_off",
        r"(?:this|that|it)(?: i|')s (?:a bit |a little |way |getting |really )*(?:too )?"
        r"(?:stressful|much|intense|harsh|tough|hard)(?: for me)?",
        "This is getting too stressful.",
    ),
    Request(
        "ease_off",
        r"stop (?:pushing|pressing|grilling)(?: me)?(?: so hard)?|tone it down"
        r"|(?:take|make) it (?:easy|easier)(?: on me)?|slow down|calm down|back off"
        r"|don'?t be so (?:hard|tough|harsh)(?: on me)?",
        "Can you stop pushing me so hard?",
    ),
    Request(
        "hint",
        r"(?:have|get|give me|use|need|want)?\W*(?:a|any|some|another|one more|me a) hints?",
        "Can I have a hint?",
    ),
    Request(
        "hint",
        r"help me(?: out)?(?: (?:here|with (?:that|this|it)))?|point me in the right direction"
        r"|(?:give me|have|get|need|use) (?:some|a bit of|a little|any)?\W*(?:help|clue|pointers?)"
        r"(?: (?:with|on) (?:that|this|it))?",
        "Could you help me out here?",
    ),
    Request(
        "pause",
        r"(?:take|have|need|make) (?:a|another|one)(?: (?:short|quick|little|five.minute|small))*"
        r" ?(?:break|pause|breather)",
        "Can we take a short break?",
    ),
    Request(
        "pause",
        r"pause(?: (?:here|for|a|the|interview|moment|minute|second|this|five|minutes|it))*"
        r"|stop for a (?:moment|minute|second)|be right back",
        "Can we pause for a minute?",
    ),
    Request(
        "pause",
        r"(?:get|grab|drink) (?:some|a glass of|a sip of|a) ?(?:water|drink)"
        r"|somebody'?s at the door|(?:my|the) (?:phone|doorbell)(?: i|')s ringing",
        "Sorry, somebody's at the door.",
    ),
    Request(
        "end",
        r"(?:stop|end|finish|quit|abort|cancel)(?: (?:here|now|this|the|it|interview|there|at this"
        r" point|session|for today|conversation))+",
        "I'd like to stop here.",
    ),
    Request(
        "end",
        r"(?:i'?m|we'?re) done(?: (?:here|with (?:this|the interview|it)|for today))?"
        r"|call it a day|leave (?:now|the interview)|that'?s enough(?: for today)?"
        r"|wrap (?:it|this) up|quit",
        "I'm done with this.",
    ),
    Request(
        "end",
        r"(?:i )?(?:don'?t|do not) want to (?:continue|go on|do this)(?: any ?more)?"
        r"|(?:i'?ve )?had enough(?: (?:for today|of this))?",
        "I don't want to go on.",
    ),
    Request(
        "greeting",
        r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|nice to meet you|can you hear me"
        r"|are you there|is this (?:thing )?(?:on|working)|testing|test|one two three"
        r"|how are you(?: doing| today)?|there|everyone|all|,|\W)+",
        "Hello, can you hear me?",
    ),
)


def whole(core: str) -> re.Pattern[str]:
    """The core, with nothing around it but politeness and fillers."""
    return re.compile(
        rf"^\W*(?:{_SOFT}\W+)*(?:{_ASK}\W+)?(?:{_SOFT}\W+)*(?:{core}){_TAIL}\W*$", re.I
    )


def by_kind() -> tuple[tuple[RemarkKind, re.Pattern[str]], ...]:
    """One pattern for each kind, in the order in which they are tried."""
    cores: dict[RemarkKind, list[str]] = {}
    for each in REQUESTS:
        cores.setdefault(each.kind, []).append(each.core)
    return tuple((kind, whole("|".join(each))) for kind, each in cores.items())
