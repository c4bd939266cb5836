"""What people say they did: English verbs in the past, and those that tell of no deed."""

from __future__ import annotations

# base, past, participle; verbs whose past ends in -ed are told by that.
_IRREGULAR = """
arise arose arisen; awake awoke awoken; bear bore borne; beat beat beaten; become became become;
begin began begun; bend bent bent; bet bet bet; bind bound bound; bite bit bitten; blow blew blown;
break broke broken; breed bred bred; bring brought brought; build built built; burn burnt burnt;
buy bought bought; catch caught caught; choose chose chosen; cling clung clung; come came come;
cost cost cost; creep crept crept; cut cut cut; deal dealt dealt; dig dug dug; do did done;
draw drew drawn; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen;
feed fed fed; feel felt felt; fight fought fought; find found found; fit fit fit; flee fled fled;
fly flew flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven;
freeze froze frozen; get got got; give gave given; go went gone; grind ground ground;
grow grew grown; hang hung hung; have had had; hear heard heard; hide hid hidden; hit hit hit;
hold held held; hurt hurt hurt; keep kept kept; know knew known; lay laid laid; lead led led;
lean leant leant; learn learnt learnt; leave left left; lend lent lent; let let let; lie lay lain;
light lit lit; lose lost lost; make made made; mean meant meant; meet met met; oversee oversaw
overseen; pay paid paid; put put put; quit quit quit; read read read; rebuild rebuilt rebuilt;
redo redid redone; rerun reran rerun; reset reset reset; rewrite rewrote rewritten; rid rid rid;
ride rode ridden; ring rang rung; rise rose risen; run ran run; say said said; see saw seen;
seek sought sought; sell sold sold; send sent sent; set set set; shake shook shaken;
shine shone shone; shoot shot shot; show showed shown; shrink shrank shrunk; shut shut shut;
sing sang sung; sink sank sunk; sit sat sat; sleep slept slept; slide slid slid;
speak spoke spoken; spend spent spent; spin spun spun; split split split; spread spread spread;
spring sprang sprung; stand stood stood; steal stole stolen; stick stuck stuck;
strike struck struck; swap swapped swapped; swear swore sworn; sweep swept swept; swim swam swum;
swing swung swung; take took taken; teach taught taught; tear tore torn; tell told told;
think thought thought; throw threw thrown; understand understood understood; undo undid undone;
uphold upheld upheld; wake woke woken; wear wore worn; win won won; withdraw withdrew withdrawn;
write wrote written
"""
_FORMS = tuple(entry.split() for entry in " ".join(_IRREGULAR.split()).split("; "))

PAST = frozenset(past for _base, past, _participle in _FORMS) | {"was", "were"}
PARTICIPLES = frozenset(participle for _base, _past, participle in _FORMS)
BASES = {form: base for base, past, participle in _FORMS for form in (past, participle)}
"""The base of an irregular form: "went" and "gone" are "go"."""

_BASES = {base: past for base, past, _participle in _FORMS if base not in ("do", "have", "say")}

STATES = frozenset(
    """
    was were had felt thought knew meant lay stood fit cost came
    wanted needed liked loved hated enjoyed believed hoped worried cared preferred wished trusted
    worked lived stayed seemed looked happened belonged remained existed mattered depended
    noticed realised realized remembered forgot learned learnt heard saw understood
    used supposed started received experienced joined studied graduated owned
    """.split()
)
"""What somebody is, feels, notices or goes through: no deed by itself."""

_REGULAR = frozenset(
    """
    add agree answer arrange ask assign book call change check clean clear climb collect compare
    contact convince count cover deliver design discuss divide document drop email escalate examine
    explain file fill finish fix follow gather grab help hire insist inspect install invite isolate
    join jump knock lift list listen load lock look measure mention move note offer open order
    organise organize pack phone pick place plan press print promise propose protect pull push
    raise reach record refuse remove repair replace report request reply return review save search
    separate shout sign solve sort start stop suggest swap switch talk test tidy train transfer
    travel treat try turn update use visit wait walk warn wash watch
    """.split()
)
"""What somebody does, of the verbs whose past ends in -ed: told of one day in the present, as many
do whose first language isn't English, it is a deed as well."""

_MORE = frozenset(
    """
    achieve affect allow appear believe belong care cause convince create decide depend develop
    enjoy ensure expect experience handle happen hope improve increase involve learn like live
    love manage matter need notice prefer prepare prevent realise realize reduce remember require
    respond seem share stay succeed suppose trust want wish work worry
    """.split()
)
_NO_PAST = frozenset(
    """
    need feed speed seed weed bleed breed exceed proceed succeed indeed agreed hundred bed red shed
    embed naked wicked sacred hatred ahead bored tired interested excited involved concerned
    convinced
    """.split()
)


def is_past(word: str) -> bool:
    """Whether a word (lower case) is a verb in the past."""
    regular = len(word) > 3 and word.endswith("ed") and word not in _NO_PAST
    return regular or word in PAST


def is_deed(word: str) -> bool:
    """Whether it tells something that somebody did."""
    return is_past(word) and word not in STATES


def is_present_deed(word: str) -> bool:
    """Whether it is something done, as it is told in the present: "I ask her"."""
    return word in _REGULAR or (word in _BASES and _BASES[word] not in STATES)


def is_base(word: str) -> bool:
    """Whether a word is a verb as it stands after "did", as far as verbs are listed here."""
    return word in _REGULAR or word in _MORE or any(word == form[0] for form in _FORMS)
