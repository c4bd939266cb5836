"""What to look for in the words of an answer: one pattern or count for each thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from backend.domain.language import clauses, content_words, shortened, words

QUOTE_WORDS = 10
LEAST_QUOTE_WORDS = 3

_NON_ANSWER = re.compile(
    r"\b(?:i (?:really |honestly |just )?(?:do not|don'?t|wouldn'?t|couldn'?t) (?:really |quite )?"
    r"(?:know|remember|recall|have (?:one|any|an (?:answer|example))|say)|no (?:idea|clue|comment)"
    r"|not sure|nothing (?:really )?comes to mind|(?:can'?t|cannot|couldn'?t) (?:really"
    r" )?(?:think of|"
    r"come up with|remember|recall|answer)|i have nothing|pass|i'?ve never (?:really )?(?:had"
    r"|done) "
    r"(?:that|one|anything)|drawing a blank|my mind (?:is|'s|went) (?:gone )?blank|hard to say"
    r"|(?:that|it) depends|no example|none of your business|(?:a |such a )?(?:stupid|dumb|silly"
    r"|ridiculous|pointless) (?:question|machine|robot)"
    r"|nothing (?:has |is |was |'s )?(?:come|comes|came|coming|turned up|springs?)|trying to"
    r" (?:find|think of) (?:an|any|one)|why (?:do|would) you (?:ask|need)|next question|whatever"
    r" you want)\b",
    re.I,
)
_REFUSAL = re.compile(
    r"\b(?:(?:stupid|dumb|silly|ridiculous|pointless) (?:\w+ )?(?:question|machine|robot|thing)"
    r"|waste of (?:my|your|our|everybody's|everyone's)? ?time|leave me alone"
    r"|(?:i'?m|i am) not (?:going to|gonna) (?:answer|tell|play|talk|do this|discuss)"
    r"|i (?:refuse|won'?t|will not) (?:to )?(?:answer|tell|discuss|talk about)"
    r"|(?:get|give) me a (?:human|person|real)|not (?:telling|answering) (?:you|that|a))\b",
    re.I,
)
_ABOUT_ANSWERING = re.compile(
    r"\b(?:i (?:can'?t|cannot|couldn'?t|don'?t|do not|wouldn'?t) (?:(?:really|quite|honestly"
    r"|even|just"
    r"|actually) )*(?:say|tell|think of|know|remember|recall|name|come up|answer|see (?:why|how"
    r"|what)"
    r"|have (?:a|an|any|one|much)|want to|like to)|top of my head|on the spot|c(?:o|a)mes? to mind"
    r"|nothing like that|never (?:really )?(?:happened|came up|had (?:to|that|one|this|such"
    r"|anything))"
    r"|(?:no|any) (?:idea|clue|example|examples|comment)|not (?:so |really )?sure"
    r"|(?:hard|difficult|impossible|tricky|easy) to (?:say|tell|think|pick|answer|describe|explain)"
    r"|(?:good|great|interesting|funny|strange|odd|weird|big|hard|difficult|tough|nice|deep)"
    r" (?:question|one)|that depends|i (?:guess|suppose)|let me (?:see|think)|give me (?:a|one)"
    r" (?:second|moment|minute)|(?:get|come) back to (?:you|that|it)|rather not|prefer not"
    r"|not comfortable|(?:too )?(?:private|personal|confidential)|in (?:my|the) (?:cv|resume|résumé"
    r"|application|file|documents)|you (?:can|could|will|would have to) (?:read|see|look|find|ask)"
    r"|what (?:do|did) you (?:want|expect|mean)|why (?:do|would) you|does(?:n'?t)? (?:it )?matter"
    r"|who (?:cares|knows)|beats me|where (?:do|should|shall) i (?:even )?(?:start|begin)"
    r"|what was (?:the|your) question|(?:lost|losing) (?:my|the) thread|my mind|(?:didn'?t"
    r"|haven'?t)"
    r" prepared?|as i said|long story|how (?:can|should|shall) i (?:put|say)|so to speak"
    r"|all (?:the )?same|everybody (?:does|knows)|everyone (?:does|knows)|we all (?:do|know"
    r"|have))\b",
    re.I,
)
"""Words about answering, where an answer was wanted."""
_ABOUT_THE_QUESTION = re.compile(
    r"\b(?:that'?s a (?:really |very )?(?:good|great|interesting|tough|hard|fair|important)"
    r" (?:question|one)|good question"
    r"|interesting question|(?:question|one|topic) that (?:we|one|people) (?:don'?t|should|all)"
    r"|there (?:are|is) (?:so )?(?:many|a lot of) (?:aspects|sides|ways|things)"
    r"|it'?s (?:a )?(?:complex|complicated|difficult|hard|broad|important) (?:topic|one|subject"
    r"|matter|"
    r"question|thing)|one could say|as (?:everybody|everyone|we all) knows?|it is what it is"
    r"|how (?:should|shall) i put (?:it|this)|as i said|at the end of the day|so to speak|you"
    r" know how it is)\b",
    re.I,
)
INJECTION = re.compile(
    r"[^.!?]*\b(?:ignore (?:all |any |your |the |my )*(?:previous |prior |earlier |above"
    r" )?(?:instructions?|rules|prompt)"
    r"|disregard (?:all |any |your |the )*(?:previous |prior )?(?:instructions?|rules)|system"
    r" (?:prompt|message|note|override)"
    r"|full marks|(?:give|award|grant|assign) (?:me|the candidate|this candidate|this answer)"
    r" (?:the |a )?(?:full|top|highest|perfect|maximum|best|ten|10|100|five|5)"
    r"|(?:the )?candidate (?:has )?(?:passed|passes|is (?:excellent|perfect|hired))|you are now"
    r"|act as|developer mode"
    r"|(?:repeat|reveal|print|show|read|tell me|recite|output) (?:me )?(?:your|the) (?:system "
    r"|hidden |secret )?(?:prompt|instructions|rules)"
    r"|mark (?:this|me|it|the) .{0,30}(?:as )?(?:passed|excellent|correct|complete|strong"
    r"|outstanding)|as an ai"
    r"|end of (?:transcript|interview|answer)|new instructions?|score(?: this| me| it)?"
    r" .{0,20}(?:ten|10|100|five|maximum|highest)"
    r"|(?:skip|drop|stop) (?:all |any |the |your )*(?:follow.?ups?|further questions)|system\s*:"
    r"|assistant\s*:|</?\w+>)[^.!?]*[.!?]?",
    re.I,
)
OWN = re.compile(r"\b(?:i|i'?(?:d|ve|m)|my (?:part|role|job|task|own|idea|proposal))\b", re.I)
OWN_ACTION = re.compile(
    r"\b(?:i|i'?(?:d|ve)) (?:then |also |just |first |finally |actually |really |personally "
    r"|quickly |"
    r"immediately |basically |even |simply |always |had to |decided to |managed to |started to "
    r"|began to |"
    r"went and |sat down and )*(?:\w{2,}ed|went|took|made|built|led|wrote|told|found|got|ran|sent"
    r"|gave|said"
    r"|set|put|kept|held|brought|bought|sold|taught|spoke|chose|drew|cut|met|paid|drove|stood|let"
    r"|broke|rang"
    r"|read|hid|did|sat|stuck|swapped|split|dug|flew|fed|felt we should|rebuilt|redid|rewrote"
    r"|saw to)\b",
    re.I,
)
_STATE_VERBS = re.compile(
    r"\bi (?:worked|lived|wanted|needed|liked|loved|hated|learned|learnt|noticed|realised|realized|"
    r"believed|thought|felt|used|enjoyed|joined|started|received|experienced|remembered|hoped"
    r"|cared|preferred)\b",
    re.I,
)
TEAM = re.compile(r"\b(?:we|our|us|the team|together)\b", re.I)
OCCASION = re.compile(
    r"\b(?:once|one (?:day|night|time|morning|evening|afternoon|winter|summer|week|of (?:my|our"
    r"|the))|last (?:year|month|week|"
    r"spring|summer|autumn|winter|march|april|may|june|july|october|november|december|january"
    r"|february|august|september|"
    r"season|term|christmas|night)|in (?:20\d\d|january|february|march|april|may|june|july|august"
    r"|september|october|november|"
    r"december|my (?:last|previous|first|second|old|current))|(?:two|three|four|five|six|a few"
    r"|couple of) (?:years|months|weeks) ago"
    r"|ago|back (?:in|then|when)|when i was|at my (?:last|previous|old|first)|there was (?:a|an"
    r"|this|one)|this one|at the time"
    r"|that (?:day|night|morning|week|summer|winter)|yesterday|on (?:a|the|one) (?:monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday)"
    r"|we had (?:a|an|this|one)|i had (?:a|an|this|one)|happened)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|went|came|got|told|said|gave|took|made|found|left|kept|lost|ran|sent"
    r"|wrote|brought|\w{3,}ed)\b",
    re.I,
)
TOLD_IN_THE_PAST = 5
"""So many words of the past and hardly one of habit: one occasion is being told, whether or not
it is dated."""
GENERAL = re.compile(
    r"\b(?:usually|generally|normally|typically|always|in general|most of the time|every time"
    r"|whenever|tend to|people (?:should|need)"
    r"|you (?:should|have to|need to|must|always|just)|one (?:should|must)|it'?s important|i"
    r" (?:would|will|try|believe|think|like to|"
    r"make sure|am (?:a|very|someone)|consider|see myself|feel that)|i'?m (?:a|very|someone|the"
    r" kind|always)|i'?d|is key|are key"
    r"|the most important|in my opinion|my (?:approach|philosophy|style) is)\b",
    re.I,
)
CLAIM = re.compile(
    r"\b(?:improv\w+|reduc\w+|increas\w+|decreas\w+|grew|grow\w*|sav(?:ed|ing)|doubl\w+|tripl\w+"
    r"|faster|slower|cheaper"
    r"|cut (?:down|costs?|the|our)|boost\w*|optimi[sz]\w+|scal(?:ed|ing)|sped up|speed(?:ed|ing)?"
    r" up|(?:many|far|way|lots?|much)"
    r" (?:more|fewer|less|better|quicker|faster|higher|lower)|more (?:customers|sales|users"
    r"|traffic|visitors|orders|bookings|donations|"
    r"sign.?ups)|went (?:up|down)|dropped|rose|fell|shot up|jumped|soared|better (?:results"
    r"|numbers|scores|margins)|hugely|massively"
    r"|significantly|dramatically|drastically|considerably|record (?:sales|numbers|year))\b",
    re.I,
)
NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|percent|half|twice"
    r"|dozen|quarter|third|doubled|tripled|halved|nobody|none|zero)\b",
    re.I,
)
MEASURE = re.compile(
    r"\d|\b(?:percent|per cent|half|halved|doubled|tripled|twice|thirds?|quarter|dozen|hundreds?"
    r"|thousands?|million|billion|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|(?:from|to|by|of|under|over|about|only|below|above) (?:one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|fifteen)"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen) (?:percent|points?|times"
    r"|hours?|minutes?|days?|weeks?|euros|people|a day|a week))\b|%",
    re.I,
)
IMPOSSIBLE = re.compile(
    r"\b(?:(?:one |a )?thousand percent|1,?000 ?(?:%|percent)|never (?:once )?(?:made a mistake"
    r"|been wrong|lost a|failed|missed a)"
    r"|(?:nobody|no ?one|not (?:one|a single)(?: \w+)?) (?:has |have |had |was )*(?:ever"
    r" )?(?:left|was ill|complained|called in"
    r" sick|quit|resigned)|zero (?:complaints|bugs|errors|mistakes)"
    r"|single.?handed\w*)\b",
    re.I,
)
VAGUE = re.compile(
    r"\b(?:stuff|things like that|some things?|some kind of|some sort of|various|several"
    r" (?:issues|things|measures|steps|improvements)"
    r"|a bunch of|a lot of things|lots of things|and so on|et cetera|etc|somehow|whatever"
    r"|basically everything|did everything"
    r"|certain (?:problems|issues|things|measures)|best practices?|the usual|dealt with (?:it"
    r"|that|them|the)|handled (?:it|that|them|the)"
    r"|sorted (?:it|that|things|everything)? ?out|took care of (?:it|that|things|everything)"
    r"|measures|different (?:things|ways|tools|approaches)"
    r"|improvements|optimi[sz]ed (?:the )?(?:process|processes|workflow|things)|solutions?"
    r"|synerg\w+|the necessary (?:steps|things)"
    r"|(?:the )?appropriate|proper (?:steps|channels)|communicated (?:well|effectively)|this and"
    r" that|all kinds of|all sorts of)\b",
    re.I,
)
RESULT = re.compile(
    r"\b(?:result\w*|outcome|in the end|ended up|end of (?:the|that|it)|eventually|finally"
    r"|learn(?:ed|t)|ship(?:ped)?"
    r"|deliver(?:ed)?|launch(?:ed)?|released|succe\w+|managed to|achiev\w+|since then|to this day"
    r"|these days|still (?:use|run|do|works?|there)"
    r"|it worked|paid off|went (?:well|live|up|down|through|from|out)|so that|after(?:wards|"
    r" that)|now (?:we|they|it|the|every|he|she)|nobody|no one|dropped|fell|rose"
    r"|after (?:a (?:few|couple of)|two|three|four|five|six|\d+) (?:hours|days|weeks|months)"
    r"|handed (?:\w+ ){0,4}over|paid|(?:he|she|they|client|customer) (?:chose|accepted|bought"
    r"|ordered|stayed)|copied|adopted|took (?:it|that|them) over"
    r"|(?:had|have had|has had) no \w+ since"
    r"|(?:beat|missed|hit) (?:it|the \w+) by"
    r"|came (?:back|out|down|through|to)|signed|passed|won|lost|closed|opened|renewed|agreed"
    r"|thanked|kept (?:the|us|me|it)|finished|on time"
    r"|by (?:the (?:end|next|following)|march|april|may|june|july|august|christmas|easter|monday"
    r"|friday)|within (?:a|two|three|the|an|half)"
    r"|the (?:next|following) (?:day|week|month|year|morning|inspection|audit|quarter|season)"
    r"|(?:weeks?|months?|days?|years?|hours?) later|never (?:happened|came|again|did)"
    r"|stopped|recovered|got (?:better|the|it|home|promoted|approved|fixed)|was (?:approved"
    r"|fixed|back|down|up|gone|ready|adopted|accepted|paid|over))\b",
    re.I,
)
_CLICHE = re.compile(
    r"\b(?:passion\w*|proven track record|synerg\w+|think outside the box|outside the box|go the"
    r" extra mile|extra mile|team player|results?.(?:driven|oriented)"
    r"|detail.oriented|dynamic|fast.paced|self.starter|highly motivated|strive|excellence"
    r"|value.add\w*|add value|leverag\w+|holistic\w*|best in class|world.class"
    r"|cutting.edge|innovat\w+|stakeholder\w*|empower\w*|core (?:values|competenc\w+)|mission"
    r"|vision|commit\w+ to|dedicat\w+|exceed\w* expectations"
    r"|hit the ground running|game.changer|move the needle|deep dive|win.win|customer.centric"
    r"|people person|perfectionist|challenge myself|grow(?:th)? mindset"
    r"|continuous(?:ly)? (?:learning|improv\w+)|lifelong|heart of everything|second to none"
    r"|transformative|journey|inspir\w+|unwavering|integrity|collaborat\w+|foster\w*)\b",
    re.I,
)
EXTREME = re.compile(
    r"\b(?:never (?:made|had|lost|missed|failed|been wrong|once)|not (?:a single|one single)|zero"
    r" (?:mistakes|complaints|errors|bugs)|always (?:right|perfect)|everybody|"
    r"every single|single.?handed\w*|one hundred percent|100 ?(?:%|percent)|(?:a |one )?thousand"
    r" percent|1,?000 ?(?:%|percent)|the best (?:in|of) the|in (?:a|one) (?:day|night|weekend"
    r"|week)"
    r"|overnight|all by myself|nobody (?:has )?(?:ever )?(?:complained|left)|no ?one (?:has"
    r" )?(?:ever )?(?:complained|left))\b",
    re.I,
)
_CONCESSION = re.compile(
    r"\W*(?:(?:yeah|yes|well|so|and|but|um|uh)\W+)*(?:although|though|even though|while|whereas|"
    r"as much as|despite|in spite of)\b",
    re.I,
)
_FILLED = frozenset(
    (
        "um uh er hm hmm mm yeah yes no ok okay well so like ah oh right sure and but the i mean"
        " you know it just that is"
    ).split()
)


WORDS_PER_EVASION = 30
"""Somebody who speaks about answering as often as this tells nothing else."""


def is_story(text: str) -> bool:
    """Whether one occasion is told, by when it was or by the tense."""
    past, habits = len(_PAST.findall(text)), len(GENERAL.findall(text))
    return bool(OCCASION.search(text)) or past >= TOLD_IN_THE_PAST * (1 + habits)


def own_actions(text: str) -> int:
    """How often the speaker tells something they did, states of mind left out."""
    return len(OWN_ACTION.findall(text)) - len(_STATE_VERBS.findall(text))


def cliches(text: str) -> int:
    return len(_CLICHE.findall(text))


def without_commands(text: str) -> str:
    """The answer without what was addressed to a machine."""
    return " ".join(INJECTION.sub(" ", text).split())


def is_non_answer(text: str, said: list[str]) -> bool:
    """Nothing but not knowing, evading, or sounds."""
    carrying = [word for word in said if word not in _FILLED]
    if len(carrying) < 2:
        return True
    story = own_actions(text) > 0 and OCCASION.search(text)
    evades = len(_NON_ANSWER.findall(text))
    talks = len(_ABOUT_THE_QUESTION.findall(text))
    around = len(_ABOUT_ANSWERING.findall(text))
    told = own_actions(text) > 1 and (is_story(text) or NUMBER.search(text))
    if not told and around >= 1 + len(said) // WORDS_PER_EVASION:
        return True
    if _REFUSAL.search(text) and not story:
        return own_actions(text) <= 2
    if evades and not story and (len(said) <= 25 or evades >= 2 or (evades and talks)):
        return own_actions(text) <= 1
    if talks >= 2 and not story and not NUMBER.search(text):
        return True
    if talks and len(said) <= 30 and own_actions(text) <= 0 and not GENERAL.search(text):
        return True
    return _is_salad(said)


def _is_salad(said: list[str]) -> bool:
    """Words without grammar: hardly any of the small words that hold English together."""
    if len(said) < 8:
        return False
    small = sum(word in _GRAMMAR for word in said) / len(said)
    commonest = Counter(said).most_common(1)[0][1] / len(said)
    return small < 0.2 or (commonest > 0.3 and len(set(said)) < len(said) / 3)


_GRAMMAR = frozenset(
    "i you he she it we they me him her us them my your his its our their a an the this that"
    " these those and or but if because so"
    " to of in on at by for with from as into about than then there here is are was were be been"
    " am do did does have has had"
    " will would can could should not no don't didn't wasn't it's that's i'm i've i'd what when"
    " which who how all some any very just"
    " up out over after before".split()
)


def quote_where(text: str, wanted: Callable[[str], bool], doubtful: tuple[str, ...] = ()) -> str:
    """The first clause that `wanted` accepts and that rests on no doubtful word, shortened;
    else the best of the others."""
    unsure = set(doubtful)
    for clause in clauses(text):
        quote = shortened(clause, QUOTE_WORDS)
        if (
            wanted(quote)
            and len(words(quote)) >= LEAST_QUOTE_WORDS
            and not unsure & set(words(quote))
        ):
            return quote
    return best_quote(text, doubtful)


def strongest_claim(text: str, doubtful: tuple[str, ...] = ()) -> str:
    """The boldest thing that was claimed, at most ten words: something extreme, then an effect,
    then what the speaker did with a figure to it; "" where nothing was."""
    unsure = set(doubtful)
    sure = [
        quote
        for clause in clauses(text)
        if len(words(quote := shortened(clause, QUOTE_WORDS))) >= LEAST_QUOTE_WORDS
        and not unsure & set(words(quote))
    ]
    kinds: tuple[Callable[[str], bool], ...] = (
        lambda each: bool(EXTREME.search(each)),
        lambda each: bool(CLAIM.search(each)),
        lambda each: own_actions(each) > 0 and bool(MEASURE.search(each)),
        lambda each: bool(RESULT.search(each)) and bool(OWN.search(each) or TEAM.search(each)),
    )
    return next((each for kind in kinds for each in sure if kind(each)), "")


def best_quote(text: str, doubtful: tuple[str, ...] = ()) -> str:
    """The clause in which something happens that carries most of the topic, at most ten words,
    else the one that only carries it; "" where none is worth it: an interjection says nothing,
    and a concession is not what the answer is about."""
    unsure = set(doubtful)
    candidates = [
        shortened(clause, QUOTE_WORDS)
        for clause in clauses(text)
        if len(words(clause)) >= LEAST_QUOTE_WORDS and not _CONCESSION.match(clause)
    ]
    sure = [each for each in candidates if not unsure & set(words(each))]

    def worth(quote: str) -> tuple[bool, int]:
        happens = own_actions(quote) > 0 or CLAIM.search(quote) or RESULT.search(quote)
        return bool(happens), len(content_words(quote))

    return max(sure, key=worth, default="")
