"""How a sentence is said: numbers, abbreviations and symbols as words.

The synthesiser would read most of them itself, but then nobody knows which of its sounds
belong to which word on the screen. Here every word that is shown keeps the words that are
said for it. English only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from num2words import num2words

LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "eigh bee see dee ee ef jee aitch eye jay kay ell em en oh pee cue ar ess tee you vee "
        "double-you ex why zee".split(),
        strict=True,
    )
)
"""Names of the letters, written so that they are not read as words ("A" as an article)."""

ABBREVIATIONS = {
    "mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "prof": "professor",
    "st": "saint", "jr": "junior", "sr": "senior", "vs": "versus", "etc": "et cetera",
    "e.g": "for example", "i.e": "that is", "approx": "approximately", "dept": "department",
    "a.m": "eigh em", "p.m": "pee em", "inc": "incorporated", "ltd": "limited",
    "w/o": "without", "w/": "with", "ph.d": "pee aitch dee", "ok": "okay", "wi-fi": "why fye",
}  # fmt: skip
NEEDS_DOT = {"st", "inc", "ms", "sr", "jr"}
"""Abbreviations that are other words without their dot."""

NAMES = {
    "c++": "see plus plus", "c#": "see sharp", "f#": "ef sharp", ".net": "dot net",
    "ci/cd": "see eye see dee", "ui/ux": "you eye you ex", "sql": "sequel", "mysql": "my sequel",
    "postgresql": "postgres cue ell", "nosql": "no sequel", "graphql": "graph cue ell",
    "sqlite": "sequel light", "json": "jason", "yaml": "yammel", "gui": "gooey",
    "ios": "eye oh ess",
    "macos": "mac oh ess", "iot": "eye oh tee", "saas": "sass", "paas": "pass", "oauth": "oh auth",
    "devops": "dev ops", "24/7": "twenty four seven", "24x7": "twenty four seven",
    "i/o": "eye oh",
    "a/b": "eigh bee", "b2b": "bee to bee", "b2c": "bee to see", "k8s": "kubernetes",
    "and/or": "and or", "he/she": "he or she", "node.js": "node jay ess",
    "asp.net": "eigh ess pee dot net",
}  # fmt: skip
SAID_AS_WORDS = {
    "RAM", "NASA", "REST", "AJAX", "LAN", "WAN", "STAR", "SCRUM", "AGILE", "GAAP", "LEAN",
    "CRUD", "ROM", "BIOS", "SAFE", "SMART", "SWOT", "ASAP", "COVID", "SOLID", "ACID", "DRY",
    "I", "A", "OK", "NOT", "AND", "OR", "YOU", "WHY", "HOW", "WHAT", "ONE", "ALL", "NO", "YES",
}  # fmt: skip
SYMBOLS = {
    "&": "and", "+": "plus", "=": "equals", "%": "percent", "@": "at", "/": "slash",
    "<": "less than", ">": "greater than", "≥": "at least", "≤": "at most", "×": "times",
    "→": "to", "~": "about", "#": "number", "°": "degrees", "*": "", "_": "", "|": "",
}  # fmt: skip
UNITS = {
    "ms": "milliseconds", "s": "seconds", "sec": "seconds", "min": "minutes", "h": "hours",
    "hrs": "hours", "km": "kilometers", "kg": "kilograms", "m": "million", "k": "thousand",
    "b": "billion", "bn": "billion", "kb": "kilobytes", "mb": "megabytes", "gb": "gigabytes",
    "tb": "terabytes", "hz": "hertz", "khz": "kilohertz", "ghz": "gigahertz", "x": "times",
}  # fmt: skip
CURRENCIES = {
    "$": ("dollar", "cent"), "£": ("pound", "penny"), "€": ("euro", "cent"), "¥": ("yen", ""),
    "₹": ("rupee", "paisa"),
}  # fmt: skip
FRACTIONS = {(1, 2): "one half", (1, 4): "one quarter", (3, 4): "three quarters"}
SIGNS = {"½": "one half", "¼": "one quarter", "¾": "three quarters", "⅓": "one third"}


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as shown (a whitespace-separated token) and the words said for it.

    `spoken` keeps the punctuation that shapes the voice; it is empty for a token that is
    only seen, such as a lone dash.
    """

    display: str
    spoken: str


def spell_out(sentence: str) -> list[SpokenWord]:
    """The words of `sentence` in order, each with what is said for it."""
    tokens = sentence.split()
    following = [*tokens[1:], ""][: len(tokens)]
    return [
        SpokenWord(token, "number" if _numbers(token, after) else _speak(token, last=not after))
        for token, after in zip(tokens, following, strict=True)
    ]


def _numbers(token: str, after: str) -> bool:
    """ "No. 5", but not "no."."""
    return token == "No." and _has_digit(after[:1])


def _speak(token: str, *, last: bool) -> str:
    token = token.replace("\u2019", "'").replace("\u2011", "-").replace("\u2212", "-")
    match = re.fullmatch(r"(?P<head>[\"'“”‘(\[{*_`]*)(?P<core>.*?)(?P<tail>[^\w%+#°*]*)", token)
    if match is None:
        return ""
    core, tail = match["core"], match["tail"]
    if not core and not (set(tail) & SYMBOLS.keys()):
        return ""
    if not core:
        core, tail = tail, ""
    dotted = tail.startswith(".") and (core.lower() in ABBREVIATIONS or "." in core)
    if dotted and not last:
        tail = tail[1:]  # the dot belongs to the abbreviation and ends no sentence
    said = ABBREVIATIONS.get(core.lower(), "") if dotted else ""
    said = said or _speak_core(core)
    pause = next((mark for mark in tail if mark in ".,;:?!…—–"), "")
    pause = {"…": ",", "—": ",", "–": ","}.get(pause, pause)
    return " ".join(said.split()) + pause if said.strip() else ""


def _speak_core(core: str) -> str:
    lower = core.lower()
    if lower in NAMES:
        return NAMES[lower]
    if lower in ABBREVIATIONS and lower not in NEEDS_DOT:
        return ABBREVIATIONS[lower]
    for pattern, say in RULES:
        match = pattern.fullmatch(core)
        if match is not None:
            return say(match)
    for separator in ("—", "–", "…", "-", "/", "&", "+", "=", "@", "_", "×", "→"):
        if separator in core.strip(separator):
            return _speak_parts(core, separator)
    return "".join(SIGNS.get(sign, _symbol(sign)) for sign in core)


def _symbol(sign: str) -> str:
    if sign in SYMBOLS:
        return f" {SYMBOLS[sign]} "
    return sign if sign.isalnum() or sign in "'.-," else " "


def _speak_parts(core: str, separator: str) -> str:
    joint = {"—": ", ", "–": " ", "…": ", ", "/": " ", "_": " ", "-": "-"}.get(separator)
    if joint is None:
        joint = f" {SYMBOLS[separator]} "
    parts = [_speak_core(part) for part in core.split(separator) if part]
    if separator == "-" and any(" " in part or _has_digit(part) for part in parts):
        joint = " "
    if separator == "-" and any(part.isupper() or _has_digit(part) for part in core.split("-")):
        joint = " "
    return joint.join(parts)


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def _words(value: str, to: str = "cardinal") -> str:
    number: int | float = float(value) if "." in value else int(value)
    said = str(num2words(number, to=to))
    return said.replace("-", " ").replace(",", "").replace(" and ", " ")


def cardinal(digits: str) -> str:
    """A number as it is counted; more than 15 digits, or a leading zero, digit by digit."""
    digits = digits.replace(",", "")
    whole, dot, decimals = digits.partition(".")
    if len(whole) > 15 or (len(whole) > 1 and whole.startswith("0")):
        said = digit_by_digit(whole)
    else:
        said = _words(whole or "0")
    return f"{said} point {digit_by_digit(decimals)}" if dot and decimals else said


def digit_by_digit(digits: str) -> str:
    return " ".join(_words(digit) for digit in digits if digit.isdigit())


def year(digits: str) -> str:
    """1984 is nineteen eighty four, 2007 two thousand seven, 2019 twenty nineteen."""
    high, low = int(digits[:2]), int(digits[2:])
    if high % 10 == 0 and low < 10:
        return cardinal(digits)
    if low == 0:
        return f"{_words(str(high))} hundred"
    return f"{_words(str(high))} {'oh ' if low < 10 else ''}{_words(str(low))}"


def plural(said: str) -> str:
    """The last word in the plural: twenty → twenties, six → sixes."""
    if said.endswith("y"):
        return f"{said[:-1]}ies"
    return f"{said}es" if said.endswith(("s", "x")) else f"{said}s"


def letters(name: str) -> str:
    return " ".join(LETTERS.get(letter.upper(), letter) for letter in name)


def _number(digits: str) -> str:
    """Four plain digits that look like a year are one."""
    if re.fullmatch(r"(1[1-9]|20)\d\d", digits):
        return year(digits)
    return cardinal(digits)


def _money(match: re.Match[str]) -> str:
    sign, amount, scale = match["sign"], match["amount"], match["scale"] or ""
    unit, small = CURRENCIES[sign]
    whole, _, cents = amount.replace(",", "").partition(".")
    many = unit if unit == "yen" else f"{unit}s"
    if scale:
        return f"{cardinal(amount)} {UNITS[scale.lower()]} {many}"
    said = f"{cardinal(whole)} {unit if whole == '1' else many}"
    if len(cents) == 2 and int(cents) and small:
        plural_small = {"penny": "pence", "paisa": "paise"}.get(small, f"{small}s")
        return f"{said} {cardinal(str(int(cents)))} {small if cents == '01' else plural_small}"
    return f"{cardinal(amount)} {many}" if cents.strip("0") else said


def _time(match: re.Match[str]) -> str:
    hour, minute, half = match["hour"], match["minute"], (match["half"] or "").lower()
    said = cardinal(str(int(hour)))
    if minute != "00":
        said += f" {'oh ' if minute[0] == '0' else ''}{cardinal(str(int(minute)))}"
    elif not half:
        said += " o'clock" if int(hour) <= 12 else " hundred"
    return f"{said} {letters(half.replace('.', ''))}" if half else said


def _range(match: re.Match[str]) -> str:
    first, last, rest = match["first"], match["last"], match["rest"] or ""
    tail = _speak_core(last + rest) if rest else _number(last)
    return f"{_number(first)} to {tail}"


def _fraction(match: re.Match[str]) -> str:
    top, bottom = int(match["top"]), int(match["bottom"])
    if (top, bottom) in FRACTIONS:
        return FRACTIONS[top, bottom]
    if 1 < bottom <= 20 and top < bottom:
        part = _words(str(bottom), "ordinal")
        return f"{cardinal(str(top))} {part if top == 1 else plural(part)}"
    return f"{cardinal(match['top'])} slash {cardinal(match['bottom'])}"


def _measure(match: re.Match[str]) -> str:
    amount, unit = match["amount"], match["unit"]
    said = UNITS[unit.lower()]
    if amount == "1" and said.endswith("s") and said != "times":
        said = said[:-1]
    return f"{cardinal(amount)} {said}"


def _address(match: re.Match[str]) -> str:
    text = re.sub(r"^https?://", "", match[0]).rstrip("/")
    said = {".": "dot", "@": "at", "/": "slash", "-": "dash", "_": "underscore", ":": "colon"}
    parts = re.findall(r"[A-Za-z]+|\d+|[.@/_:-]", text)
    return " ".join(
        said.get(part) or (digit_by_digit(part) if part.isdigit() else _name(part))
        for part in parts
    )


def _name(word: str) -> str:
    return letters(word) if word.lower() in {"www", "io", "uk", "de", "ai", "js"} else word


def _initials(match: re.Match[str]) -> str:
    name, suffix = match["name"].replace(".", ""), match["suffix"] or ""
    if name in SAID_AS_WORDS:
        return name.lower().replace("i", "I") + suffix if name in {"I"} else name.lower() + suffix
    said = letters(name)
    return f"{said}'s" if suffix else said


def _letter_and_number(match: re.Match[str]) -> str:
    return f"{letters(match['name'])} {_number(match['number'])}"


Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
UNIT = "|".join(sorted((re.escape(unit) for unit in UNITS), key=len, reverse=True))
RULES: tuple[Rule, ...] = (
    (re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _address),
    (re.compile(r"[A-Za-z][\w-]*\.(?:com|org|net|io|dev|ai|edu|gov|js|py)(?:/\S*)?"), _address),
    (re.compile(rf"(?P<sign>[$£€¥₹])(?P<amount>{NUMBER})(?P<scale>[kKmMbB]|bn)?"), _money),
    (
        re.compile(r"(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?P<half>[ap]\.?m)?", re.I),
        _time,
    ),
    (
        re.compile(r"(?P<hour>\d{1,2})(?P<minute>)(?P<half>[ap]\.?m)", re.I),
        lambda m: f"{cardinal(m['hour'])} {letters(m['half'].replace('.', ''))}",
    ),
    (re.compile(rf"(?P<first>\d+)[-–](?P<last>\d+)(?P<rest>%|{UNIT})?", re.I), _range),
    (re.compile(r"\+?\d{2,4}(?:-\d{2,4}){2,}"), lambda m: digit_by_digit(m[0])),
    (re.compile(r"(?P<top>\d+)/(?P<bottom>\d+)"), _fraction),
    (re.compile(rf"({NUMBER})%"), lambda m: f"{cardinal(m[1])} percent"),
    (re.compile(r"(\d+)(?:st|nd|rd|th)", re.I), lambda m: _words(m[1], "ordinal")),
    (
        re.compile(r"'?(\d{2}|\d{3}0)s"),
        lambda m: plural(year(m[1]) if len(m[1]) == 4 else cardinal(m[1])),
    ),
    (re.compile(rf"(?P<amount>{NUMBER})-?(?P<unit>{UNIT})", re.I), _measure),
    (re.compile(r"\d{7,}"), lambda m: digit_by_digit(m[0])),
    (re.compile(r"([<>≥≤~])(.+)"), lambda m: f"{SYMBOLS[m[1]]} {_speak_core(m[2])}"),
    (re.compile(rf"-({NUMBER})"), lambda m: f"minus {cardinal(m[1])}"),
    (re.compile(rf"({NUMBER})\+"), lambda m: f"{_number(m[1])} plus"),
    (re.compile(rf"#({NUMBER})"), lambda m: f"number {cardinal(m[1])}"),
    (re.compile(NUMBER), lambda m: _number(m[0])),
    (
        re.compile(r"\d+(?:\.\d+){2,}"),
        lambda m: " point ".join(cardinal(part) for part in m[0].split(".")),
    ),
    (re.compile(rf"[vV](?P<number>{NUMBER})"), lambda m: f"version {cardinal(m['number'])}"),
    (re.compile(r"(?P<name>[A-Z]{1,4}|[a-z])-?(?P<number>\d+)"), _letter_and_number),
    (re.compile(r"(?P<name>(?:[A-Za-z]\.)+[A-Za-z]|[A-Z]{2,5})(?P<suffix>'?s)?"), _initials),
)
"""Tried in order; the first whose pattern is the whole token says it."""
