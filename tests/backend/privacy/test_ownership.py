"""Which rows are a person's is read from the tables, and none is forgotten."""

from __future__ import annotations

from sqlalchemy import LargeBinary, Table

from backend.privacy.ownership import PERSON, every, holdings, shown
from backend.privacy.readme import TOLD, readme
from models import AuditEvent, Base, TurnAudio
from models.base import now_utc


def refers_to_a_person(table: Table, seen: frozenset[Table] = frozenset()) -> bool:
    """Whether there is any way from the table's rows to somebody."""
    targets = {key.column.table for key in table.foreign_keys} - seen
    return PERSON in targets or any(
        refers_to_a_person(each, seen | {table}) for each in targets - {table}
    )


def test_every_table_that_refers_to_a_person_is_theirs() -> None:
    expected = {
        table.name
        for table in Base.metadata.tables.values()
        if table is not PERSON and refers_to_a_person(table)
    }
    found = [holding.name for holding in every()]
    assert set(found) == expected
    assert len(found) == len(set(found)), "each once"


def test_all_of_it_goes_with_the_person_except_the_trail() -> None:
    for holding in every():
        (rule,) = {key.ondelete for key in holding.key.foreign_keys}
        expected = "SET NULL" if holding.table is AuditEvent.__table__ else "CASCADE"
        assert rule == expected, holding.name


def test_what_belongs_to_an_interview_stands_below_it() -> None:
    interview = next(each for each in holdings() if each.name == "interview")
    assert {each.name for each in interview.parts} >= {"feedback", "question", "turn"}
    assert [each.name for each in holdings() if each.parts] == ["interview"]


def test_secrets_and_sound_are_not_shown_as_text() -> None:
    names = {column.name for holding in every() for column in shown(holding.table)}
    names |= {column.name for column in shown(PERSON)}
    assert not {"password_hash", "token_hash", "flac", "username_folded", "text_folded"} & names
    assert {"username", "email", "text", "features", "decision", "duration_s"} <= names


def test_only_recordings_are_bytes() -> None:
    """Bytes are files, which are written for recordings alone so far."""
    binary = {
        table.name
        for table in Base.metadata.tables.values()
        if any(isinstance(column.type, LargeBinary) for column in table.c)
    }
    assert binary == {TurnAudio.__tablename__}


def test_the_readme_tells_of_every_file() -> None:
    assert set(TOLD) == {holding.name for holding in every()} | {"account.json"}
    text = readme(now_utc())
    for holding in every():
        assert f"\n{holding.name}.json\n" in text
    assert max(map(len, text.splitlines())) <= 100
