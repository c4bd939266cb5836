from __future__ import annotations

import io
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
import soundfile
from httpx import AsyncClient
from sqlalchemy import update

from audio_pipeline.audio import AudioError
from audio_pipeline.sound_files import flac_chunks, join_flac
from backend.database import SessionMaker, transaction
from models import TurnAudio
from tests.backend.conftest import signed_in
from tests.backend.interviews.stored import (
    RATE_HZ,
    Headers,
    id_of,
    keep_audio,
    keep_interview,
    noise,
    turn_of,
)


async def an_answer(
    client: AsyncClient, sessions: SessionMaker, seconds: float
) -> tuple[Headers, str, Any]:
    """Headers, the address of the sound, and the samples."""
    headers = await signed_in(client)
    held = await keep_interview(sessions, await id_of(client, headers), "I nursed.")
    turn = await turn_of(sessions, held)
    samples = noise(seconds)
    await keep_audio(sessions, turn, samples)
    return headers, f"/interviews/{held}/turns/{turn}/audio", samples


def decoded(flac: bytes) -> Any:
    samples, rate = soundfile.read(io.BytesIO(flac), dtype="int16")
    assert rate == RATE_HZ
    return samples


@pytest.mark.parametrize("seconds", [2.5, 30.0, 61.3])
async def test_an_answer_is_one_flac(
    client: AsyncClient, sessions: SessionMaker, seconds: float
) -> None:
    headers, path, samples = await an_answer(client, sessions, seconds)
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "audio/flac"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert np.array_equal(decoded(answer.content), samples)
    # One header: a browser plays what comes after a second one, or doesn't.
    assert answer.content.count(b"fLaC") == 1
    assert soundfile.info(io.BytesIO(answer.content)).duration == pytest.approx(seconds)


async def test_parts_of_it(client: AsyncClient, sessions: SessionMaker) -> None:
    headers, path, _samples = await an_answer(client, sessions, 40.0)
    whole = (await client.get(path, headers=headers)).content
    size = len(whole)
    parts = {
        "bytes=0-": (0, size),
        "bytes=0-0": (0, 1),
        "bytes=100-199": (100, 200),
        f"bytes={size - 1}-": (size - 1, size),
        f"bytes=5-{size * 10}": (5, size),
        "bytes=-10": (size - 10, size),
        f"bytes=-{size * 10}": (0, size),
        "BYTES=1-2": (1, 3),
    }
    for asked, (start, end) in parts.items():
        answer = await client.get(path, headers=headers | {"Range": asked})
        assert answer.status_code == 206, asked
        assert answer.content == whole[start:end], asked
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert int(answer.headers["content-length"]) == end - start
    for asked in (f"bytes={size}-", f"bytes={size}-{size + 9}", "bytes=-0", f"bytes={'9' * 18}-"):
        answer = await client.get(path, headers=headers | {"Range": asked})
        assert answer.status_code == 416, asked
        assert answer.headers["content-range"] == f"bytes */{size}"
        assert answer.headers["content-type"] == "application/problem+json"
    for ignored in ("bytes=", "bytes=-", "bytes=9-2", "bytes=a-b", "lines=0-1", "bytes=0-1,4-5",
                    "bytes=²-", f"bytes={'9' * 19}-", "bytes=--5"):  # fmt: skip
        raw = {**headers, "Range": ignored.encode("latin-1")}
        answer = await client.get(path, headers=raw)  # type: ignore[arg-type]  # bytes, as a client may send
        assert answer.status_code == 200, ignored
        assert answer.content == whole


async def test_only_what_is_new_is_sent(client: AsyncClient, sessions: SessionMaker) -> None:
    headers, path, _samples = await an_answer(client, sessions, 40.0)
    first = await client.get(path, headers=headers)
    etag = first.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        again = await client.get(path, headers=headers | {"If-None-Match": known})
        assert again.status_code == 304, known
        assert again.content == b""
        assert again.headers["etag"] == etag
    other = await client.get(path, headers=headers | {"If-None-Match": '"other"'})
    assert other.status_code == 200
    part = headers | {"Range": "bytes=0-9"}
    assert (await client.get(path, headers=part | {"If-Range": etag})).status_code == 206
    stale = await client.get(path, headers=part | {"If-Range": '"other"'})
    assert (stale.status_code, stale.content) == (200, first.content)
    joined_again = await client.get(path, headers=headers)
    assert joined_again.content == first.content


async def test_where_there_is_no_sound(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    held = await keep_interview(sessions, await id_of(client, headers), "Typed.")
    for turn in (await turn_of(sessions, held), uuid4()):
        answer = await client.get(f"/interviews/{held}/turns/{turn}/audio", headers=headers)
        assert answer.status_code == 404
    other = await keep_interview(sessions, await id_of(client, headers), "Spoken.")
    spoken = await turn_of(sessions, other)
    await keep_audio(sessions, spoken, noise(1))
    elsewhere = await client.get(f"/interviews/{held}/turns/{spoken}/audio", headers=headers)
    assert elsewhere.status_code == 404
    assert (
        await client.get(f"/interviews/{held}/turns/x/audio", headers=headers)
    ).status_code == 404


async def test_damaged_sound_is_told_of_without_what_was_in_it(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers, path, _samples = await an_answer(client, sessions, 40.0)
    turn = UUID(path.split("/")[-2])
    async with transaction(sessions) as db:
        await db.execute(
            update(TurnAudio).where(TurnAudio.turn_id == turn).values(flac=b"not FLAC")
        )
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_sound_goes_with_its_interview(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers, path, _samples = await an_answer(client, sessions, 1.0)
    interview = path.split("/")[2]
    etag = (await client.get(path, headers=headers)).headers["etag"]
    await client.delete(f"/interviews/{interview}", headers=headers)
    known = headers | {"If-None-Match": etag}
    assert (await client.get(path, headers=known)).status_code == 404


def test_chunks_of_different_recordings_are_not_joined() -> None:
    one, other = flac_chunks(noise(1), RATE_HZ), flac_chunks(noise(1), 8_000)
    with pytest.raises(AudioError):
        join_flac([*one, *other])
    with pytest.raises(AudioError):
        join_flac([*one, b"not FLAC"])
