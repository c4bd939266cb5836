"""Sounds to words, on sequences short enough to see."""

from __future__ import annotations

from audio_pipeline.engines.word_alignment import Sound, sounds, word_ends


def heard(text: str, samples: int = 10) -> list[Sound]:
    return sounds([(symbol, samples) for symbol in text])


def test_marks_join_the_sounds_they_modify() -> None:
    assert heard("ˈuːk, ə") == [
        Sound("u", 0, 30, True),
        Sound("k", 30, 40, False),
        Sound("ə", 60, 70, True),
    ]


def test_words_end_with_their_last_sound() -> None:
    assert word_ends(heard("ðə kæt"), [list("ðə"), list("kæt")]) == [20, 60]


def test_a_group_of_two_words_is_split() -> None:
    assert word_ends(heard("wʌzðə kæt"), [list("wʌz"), list("ðə"), list("kæt")]) == [30, 50, 90]


def test_a_word_of_three_groups_is_one() -> None:
    words = [list("ɪn"), list("tuːθaʊzəndtɛn"), list("ɪt")]
    words = [[symbol for symbol in word if symbol != "ː"] for word in words]
    assert word_ends(heard("ɪn tu θaʊzənd tɛn ɪt"), words) == [20, 170, 200]


def test_weakened_vowels_still_match() -> None:
    words = [list("tu"), list("eɪ"), list("kæn")]
    assert word_ends(heard("tə ɐ kən"), words) == [20, 40, 80]


def test_a_word_without_sounds_ends_where_the_one_before_does() -> None:
    assert word_ends(heard("kæt dɔɡ"), [list("kæt"), [], list("dɔɡ")]) == [30, 30, 70]


def test_nothing_heard_is_no_failure() -> None:
    assert word_ends([], [list("kæt"), []]) == [0, 0]
    assert word_ends(heard("kæt"), []) == []
