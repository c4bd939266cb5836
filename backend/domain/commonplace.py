"""Words that any answer about any work may hold, so that they make none of them concrete.

Not a frequency list: each is a word that somebody can use of their work without having done it.
"""

from __future__ import annotations

from backend.domain.language import content_words

_WORDS = """
ability able absolutely achieve action active actually adapt advice aim align always ambitious
analyse analysis anybody anyone anything appreciate approach area aspect attend attention attitude
attract aware balance basic basically become begin behaviour believe benefit best better big bring
build business calm candidate career careful carefully case center challenge challenging chance
change clear clearly client collaborate colleague collect combine comfortable commit committed
common communicate communication company complete complex complicated comprehensive concern
concerned confident conscientious consider constantly constructive consult continue contribute
conversation convinced cooperate core correct create creative culture curious current customer
daily data deal decide decision dedicated deep deeply deliver demand department depend detail
develop development differ difference different difficult difficulty diligent direct direction
discuss diverse drive dynamic early easy education effective efficient effort employee employer
empower encourage end engage enjoy ensure enthusiastic environment essential everybody everyone
everything evolve exact exactly example excellent excite excited exciting execute execution expect
expectation experience expert expertise explain explore extremely face fact factor fair familiar
fantastic fascinate fascinating fast feedback feel field find fit flexible focus follow forward
foster foundation framework friendly fulfil fun fundamental further future gather general
generally generate genuinely give goal good grateful great group grow growth guide guideline
handle happen happy hard hardworking help helpful high highest highly holistic honest honestly
hope human idea ideal identify imagine impact implement importance important improve improvement
include incredible incredibly individual industry influence information initiative innovative
input inspire inspiring integrity interact interest interesting involve issue iterate job journey
keen keep key kind know knowledge known large latest lead leader leadership learn level lever
leverage life like line listen listening long look lot love main maintain make manage management
manager market matter mean measure measures meet member method mind mindset mission mistake
misunderstanding mix modern moment monitor motivate motivated motivation move necessary need
negative new newest nice normal nowadays objective offer ongoing open opinion opportunity option
order organisation organise organised outcome overall overcome part particular partner passion
passionate past path patience patient pattern peer people perfect perform performance person
personal personality personally perspective phase place plan planning pleasure point policy
position positive possible potential practice prefer prepare present pressure pride principle
prioritise priority proactive problem procedure process produce product profession professional
professionally profile progress project proper proud prove proven provide purpose quality question
questions quick quickly quite reach ready real really reason received recommend reflect regard
regular regularly relate relation relationship relevant reliable rely remediate reputation
requirement resource respect respectful respond responsibility responsible result review right
risk robust role safe safety satisfaction satisfied satisfy say see sense serious service set
setting share short side simple simply situation skill small smart social solid solution solve
special specific stakeholder stand standard standards start stay step still strategic strategy
strength stress strive strong strongly structure structured style succeed success successful
suitable support sure sustainable system take talk target task team teamwork technique technology
term thing think thorough thoroughly thrive throughout throw time times together tool topic touch
training trainings transform transition transparency transparent treat true truly trust try
understand understanding unique up-to-date upset valuable value values various versatile view
vision vital want way welcome well whatever wherever whole wide willing win wonderful word work
workplace world worth year
"""

FEWEST = 12
"""Stems; in fewer, a share is chance."""

COMMONPLACE = frozenset(content_words(_WORDS))


def own_matter(text: str, asked: str) -> set[str]:
    """Stems of what an answer is about beyond the question and the commonplace."""
    return content_words(text) - content_words(asked) - COMMONPLACE


def own_share(text: str, asked: str) -> float:
    """Which part of an answer's matter is its own; 1 for one that has hardly any."""
    new = content_words(text) - content_words(asked)
    return len(own_matter(text, asked)) / len(new) if len(new) >= FEWEST else 1.0
