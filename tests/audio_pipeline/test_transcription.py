"""Captions that are never taken back, and finals that only decode a tail."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    EngineInfo,
    Samples,
    Transcript,
    Word,
)
from audio_pipeline.engines.scripted import ScriptedStt
from audio_pipeline.engines.tones import silence, speech
from audio_pipeline.track import Track
from audio_pipeline.transcription import VERBATIM, TurnTranscriber
from tests.virtual_time import run_virtual


@dataclass
class DictatedStt:
    """Gives its texts in order, and notes what it was given."""

    texts: list[str]
    delay_s: float = 0.0
    given_s: list[float] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    info: EngineInfo = field(default_factory=lambda: EngineInfo("stt", "dictated", "here"))

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        self.given_s.append(len(samples) / ENGINE_RATE_HZ)
        self.prompts.append(prompt)
        await asyncio.sleep(self.delay_s)
        text = self.texts.pop(0)
        timed = tuple(Word(each, at, at + 1, 0.9) for at, each in enumerate(text.split()))
        return Transcript(text, timed if words else (), 0.8)


@dataclass
class SlowStt(DictatedStt):
    """Takes twice as long to hear something as it took to say."""

    texts: list[str] = field(default_factory=list)

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        self.delay_s = 2 * len(samples) / ENGINE_RATE_HZ
        self.texts = ["It is a sentence."]
        return await super().transcribe(samples, prompt=prompt, words=words, urgent=urgent)


def at(seconds: float) -> int:
    return int(seconds * ENGINE_RATE_HZ)


def track_of(seconds: float) -> Track:
    track = Track()
    track.append(speech(seconds))
    return track


def test_captions_show_what_two_decodes_agree_on_and_never_take_it_back() -> None:
    stt = DictatedStt(
        [
            "I read",
            "I led the immigration",
            "I led the migration of",
            "I led the migration of billing.",
        ]
    )
    transcriber = TurnTranscriber(stt, track_of(4), 0)

    async def run() -> list[str]:
        return [await transcriber.caption(at(second)) for second in range(1, 5)]

    assert run_virtual(run()) == ["", "I", "led the", "migration of"]
    assert transcriber.hypothesis == "I led the migration of billing."


def test_a_caption_that_later_decodes_contradict_stays() -> None:
    stt = DictatedStt(["one two", "one two three", "won too three four", "won too three four"])
    transcriber = TurnTranscriber(stt, track_of(4), 0)

    async def run() -> list[str]:
        return [await transcriber.caption(at(second)) for second in range(1, 5)]

    assert run_virtual(run()) == ["", "one two", "", "three four"]


def test_the_same_pause_is_decoded_once() -> None:
    stt = DictatedStt(["Yes, I did."])
    transcriber = TurnTranscriber(stt, track_of(4), 0)

    async def run() -> tuple[Transcript, Transcript]:
        return await transcriber.until(at(3)), await transcriber.until(at(3))

    first, second = run_virtual(run())
    assert first == second
    assert (first.text, first.confidence) == ("Yes, I did.", 0.8)
    assert stt.given_s == [3.2]


def test_finished_sentences_of_a_long_turn_are_frozen() -> None:
    stt = DictatedStt(["This is the first sentence.", "And this the second."])
    transcriber = TurnTranscriber(stt, track_of(20), 0)

    async def run() -> Transcript:
        await transcriber.until(at(9))
        transcriber.resumed(at(9), at(10))
        return await transcriber.until(at(14))

    whole = run_virtual(run())
    assert whole.text == "This is the first sentence. And this the second."
    assert stt.given_s == [9.2, 4.7]
    assert stt.prompts == [VERBATIM, f"{VERBATIM} This is the first sentence."]


@pytest.mark.parametrize(
    ("goes_on_s", "kept_s"), [(9.1, 9.0), (9.4, 9.1), (9.8, 9.4), (12.0, 10.5)]
)
def test_what_follows_something_frozen_has_its_beginning(goes_on_s: float, kept_s: float) -> None:
    stt = DictatedStt(["This is the first sentence.", "And this the second."])
    transcriber = TurnTranscriber(stt, track_of(20), 0)

    async def run() -> None:
        await transcriber.until(at(9))
        transcriber.resumed(at(9), at(goes_on_s))
        await transcriber.until(at(14))

    run_virtual(run())
    assert round(stt.given_s[1], 2) == round(14.2 - kept_s, 2)


def test_a_short_or_open_tail_is_decoded_again_as_a_whole() -> None:
    stt = DictatedStt(["A short one.", "A longer one that goes on and", "All of it."])
    transcriber = TurnTranscriber(stt, track_of(20), 0)

    async def run() -> Transcript:
        await transcriber.until(at(4))
        transcriber.resumed(at(4), at(5))
        await transcriber.until(at(12))
        transcriber.resumed(at(12), at(13))
        return await transcriber.until(at(15))

    assert run_virtual(run()).text == "All of it."
    assert stt.given_s == [4.2, 12.2, 15.2]


def test_a_decode_that_outlasts_its_pause_freezes_when_it_is_done() -> None:
    stt = DictatedStt(["The first sentence.", "The second."], delay_s=1)
    transcriber = TurnTranscriber(stt, track_of(20), 0)

    async def run() -> Transcript:
        decoding = asyncio.create_task(transcriber.until(at(9)))
        await asyncio.sleep(0.5)
        transcriber.resumed(at(9), at(9.4))
        await decoding
        return await transcriber.until(at(14))

    assert run_virtual(run()).text == "The first sentence. The second."
    assert round(stt.given_s[1], 2) == 5.1


def test_a_decode_that_outlasts_later_pauses_too_freezes_at_its_own() -> None:
    stt = DictatedStt(["The first sentence.", "The second."], delay_s=3)
    transcriber = TurnTranscriber(stt, track_of(20), 0)

    async def run() -> Transcript:
        decoding = asyncio.create_task(transcriber.until(at(9)))
        await asyncio.sleep(0.5)
        transcriber.resumed(at(9), at(9.4))
        transcriber.resumed(at(11), at(12))
        await decoding
        return await transcriber.until(at(14))

    assert run_virtual(run()).text == "The first sentence. The second."
    assert [round(each, 2) for each in stt.given_s] == [9.2, 5.1]


def test_decodes_slower_than_speech_do_not_pile_up() -> None:
    """A pause each three seconds, and twice as long to decode as to say."""
    stt = SlowStt()
    transcriber = TurnTranscriber(stt, track_of(91), 0)
    late_s = 0.0

    async def run() -> None:
        nonlocal late_s
        loop = asyncio.get_running_loop()
        pauses = []
        for pause in range(3, 90, 3):
            await asyncio.sleep(3)
            pauses.append(asyncio.create_task(transcriber.at_pause(at(pause))))
            transcriber.resumed(at(pause), at(pause + 0.3))
        began_s = loop.time()
        await transcriber.until(at(90))
        late_s = loop.time() - began_s
        await asyncio.gather(*pauses)

    run_virtual(run())
    assert sum(stt.given_s) < 1.2 * 90
    assert late_s < 2 * 90 - 87 + 20
    assert max(stt.given_s) < 20


def test_a_decode_of_a_pause_that_is_over_holds_nothing_up() -> None:
    stt = DictatedStt(["The end."], delay_s=3)
    transcriber = TurnTranscriber(stt, track_of(20), 0)

    async def run() -> tuple[Transcript | None, str, float]:
        loop = asyncio.get_running_loop()
        pause = asyncio.create_task(transcriber.at_pause(at(4)))
        await asyncio.sleep(1)
        transcriber.resumed(at(4), at(4.5))
        over = await pause
        assert await transcriber.at_pause(at(4)) is None
        began_s = loop.time()
        return over, (await transcriber.until(at(6))).text, loop.time() - began_s

    assert run_virtual(run()) == (None, "The end.", 3.0)


def test_a_decode_that_will_settle_something_goes_on_when_its_pause_is_over() -> None:
    stt = DictatedStt(["The first sentence.", "The second."], delay_s=3)
    transcriber = TurnTranscriber(stt, track_of(20), 0)

    async def run() -> tuple[Transcript | None, Transcript]:
        pause = asyncio.create_task(transcriber.at_pause(at(9)))
        await asyncio.sleep(1)
        transcriber.resumed(at(9), at(9.4))
        return await pause, await transcriber.until(at(14))

    settled, whole = run_virtual(run())
    assert settled is not None
    assert (settled.text, whole.text) == (
        "The first sentence.",
        "The first sentence. The second.",
    )


def test_whoever_waits_for_a_transcript_does_not_wait_for_a_caption() -> None:
    stt = DictatedStt(["I led the", "I led it."], delay_s=5)
    transcriber = TurnTranscriber(stt, track_of(20), 0)

    async def run() -> tuple[str, str, str, float]:
        loop = asyncio.get_running_loop()
        caption = asyncio.create_task(transcriber.caption(at(8)))
        await asyncio.sleep(0.1)
        began_s = loop.time()
        final = asyncio.create_task(transcriber.until(at(9)))
        await asyncio.sleep(0.1)
        another = await transcriber.caption(at(9))
        text = (await final).text
        return await caption, another, text, loop.time() - began_s

    caption, another, text, took_s = run_virtual(run())
    assert (caption, another, text) == ("", "", "I led the")
    assert took_s < 5.5


def test_word_timings_count_from_the_beginning_of_the_turn() -> None:
    track = Track()
    track.append(silence(1))
    track.append(speech(2))
    stt = ScriptedStt(["one two three four five"], words_per_s=2.5)
    transcriber = TurnTranscriber(stt, track, at(0.5))

    async def run() -> tuple[Word, ...]:
        return (await transcriber.until(at(3))).words

    words = run_virtual(run())
    assert [word.text for word in words] == ["one", "two", "three", "four", "five"]
    assert abs(words[0].start_s - 0.5) < 0.03
    assert abs(words[-1].end_s - 2.5) < 0.03
