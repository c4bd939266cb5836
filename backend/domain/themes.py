"""What interview questions are about, and the words in which people talk about it.

An answer without one word of its question's theme is about something else. The lists are wide on
purpose: to call an answer off the question when it is not offends more than missing one that is.
"""

from __future__ import annotations

import re

# theme: (words of a question that raise it, beginnings of the words that an answer would have)
_THEMES: dict[str, tuple[str, str]] = {
    "mistakes": (
        "wrong|mistakes?|errors?|fail(?:ed|ure)?|failed|regret|went badly|missed|misunderstood",
        "wrong mistak error fail fault miss misunder bug broke break regret should forgot forget"
        " lost lose overlook underestim late too sorry apolog blame bad crash damag problem didn't"
        " wasn't hadn't never embarrass repair fix",
    ),
    "conflict": (
        "disagree\\w*|conflict|argument|argued|difficult (?:person|colleague|conversation)|unhappy"
        "|angry|upset|complain\\w*|tension|pushed? back|clash\\w*",
        "disagree argu conflict tension fight fought row refus against object angry anger upset"
        " unhapp complain shout insist push back blame dispute clash differ opinion convinc"
        " compromis"
        " apolog calm furious annoy rude yell demand threat no wanted didn't wouldn't",
    ),
    "customers": (
        "customers?|clients?|guests?|patients?|visitors?|users?|parents?|residents?|callers?"
        "|families"
        "|learners?|pupils?|students?|tenants?",
        "customer client guest patient visitor user parent resident caller buyer complain family"
        " mother father wife husband daughter son lady gentleman man woman people person she he her"
        " him they them child children kid pupil student learner tenant public",
    ),
    "others": (
        "colleagues?|team(?:mate)?s?|coworkers?|manager|boss|supervisor|director|editor|somebody"
        "|someone|others|people|stakeholders?|newcomer|apprentice|trainee",
        "colleague team teammate coworker manager boss supervis director editor he she him her his"
        " they them their people everyone everybody somebody someone others guy lad girl man woman"
        " we us staff crew shift foreman chef nurse doctor partner lead head friend",
    ),
    "teaching": (
        "taught|teach|train(?:ed|ing)?|mentor\\w*|coach\\w*|explain(?:ed)?|onboard\\w*",
        "taught teach train mentor coach explain show learn understand practis lesson help"
        " told step"
        " new question example drawing demonstr guide",
    ),
    "learning": (
        "learn(?:ed|t|ing)?|new skill|feedback|criticism|improve yourself|taught yourself",
        "learn taught teach train course read stud practis new book video ask feedback critic"
        " review"
        " told advice understand skill improv better chang first never now",
    ),
    "time": (
        "deadlines?|pressure|in time|too much|priorit\\w+|urgent|busy|at the same time"
        "|overwhelm\\w*",
        "deadline pressure late time day hour week month minute urgent rush night delay busy"
        " priorit"
        " list first before until by schedule plan wait early overtime short",
    ),
    "change": (
        "changed?|changes|adapt\\w*|unexpected|new way|reorgani[sz]ed",
        "chang new different adapt suddenly instead other unexpect switch moved replac first old"
        " used plan surpris learn now",
    ),
    "improving": (
        "improv\\w*|better|more efficient|saved?|made (?:it|things) (?:easier|faster|better)|idea",
        "improv better faster quick save less fewer more reduc cut idea suggest chang new instead"
        " easi effici cheap shorter simpl wast time percent half autom",
    ),
    "deciding": (
        "decisions?|decided?|choose|chose|choice|judg\\w+|risk\\w*",
        "decid decis choos chose choice option risk weigh instead either or because whether said"
        " went took rather could would if thought",
    ),
    "leading": (
        "led|lead|leader\\w*|delegat\\w+|responsible for|motivat\\w+|in charge|managed? (?:a"
        "|people)",
        "led lead team delegat motivat responsib charge manag staff crew shift people person they"
        " them everyone each told asked gave we boss hire train meeting",
    ),
}
_COMPILED = tuple(
    (re.compile(rf"\b(?:{raised})\b", re.I), tuple(words.split()))
    for raised, words in _THEMES.values()
)


def has_its_theme(question: str, said: list[str]) -> bool:
    """Whether the answer's words (lower case) touch every theme that the question raises; True
    where it raises none that is known."""
    return all(
        any(word.startswith(beginnings) for word in said)
        for raised, beginnings in _COMPILED
        if raised.search(question)
    )
