from zlib import crc32

import numpy as np

from bot.answering.keys import count_ids, letter_keys, places, word_keys


def _crc(*pieces: str) -> list[int]:
    return [crc32(piece.encode()) for piece in pieces]


def test_a_word_is_cut_into_groups_of_two_to_five_letters_with_a_blank_at_either_end() -> None:
    pieces = (" a", "ab", "b ", " ab", "ab ", " ab ")
    assert letter_keys("ab") == _crc(*pieces)


def test_the_pieces_of_a_line_are_its_words_and_its_pairs() -> None:
    assert word_keys(["one", "two", "three"]) == _crc("one", "two", "three", "one two", "two three")


def test_keys_that_are_not_known_have_no_place() -> None:
    known = np.array([2, 5, 9], dtype=np.uint32)
    assert places(known, [9, 3, 2, 2, 10]).tolist() == [2, 0, 0]
    assert places(known[:0], [1, 2]).tolist() == []
    assert places(known, []).tolist() == []


def test_ids_are_counted_once_each_in_order() -> None:
    unique, counts = count_ids(np.array([7, 1, 7, 3, 7], dtype=np.int32))
    assert (unique.tolist(), counts.tolist()) == ([1, 3, 7], [1, 1, 3])
    assert len(count_ids(np.array([], dtype=np.int32))[0]) == 0
