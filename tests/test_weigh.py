"""The learned weights: what is packed is found again, and the Weigher in C says what the one in Python says."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saveface.engine.cues import cues, shown
from saveface.engine.weigh import Weigher
from saveface.lexicon.weights import MOST, Weights, pack

RULES = ("a/one", "a/two", "b/three")
FAMILIES = ("a", "b")
WORDS = ("you", "registration", "2024", "", "ё", "зарегистрироваться", "您", "错", "a\ud800b", "x" * 300)

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)
names = st.lists(st.sampled_from(("$a", "$a/one", "#num", "&num")), max_size=3)


def weigher(table: dict[str, tuple[int, ...]], bias: tuple[int, ...], language: str = "en") -> Weigher:
    """A Weigher of three rules in two families."""
    tables: dict[str, Any] = {
        "language": language,
        "rules": tuple((rule,) for rule in RULES),
        "learned": {"weights": pack(table), "bias": bias, "families": FAMILIES},
    }
    return Weigher(tables)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.integers(-MOST, MOST), max_size=4)))
def test_what_is_packed_is_found(rows: dict[str, list[int]]) -> None:
    table = {cue: tuple(value for column, weight in enumerate(row) for value in (column, weight)) for cue, row in rows.items()}
    weights = Weights(pack(table))
    for cue, row in rows.items():
        if len(cue.encode()) <= 255:
            assert weights.get(cue) == tuple(enumerate(row))
    assert weights.get("not a cue that anybody learned") == ()


@given(words, st.booleans(), st.lists(st.integers(0, 12), max_size=3), names, st.integers(0, 3), st.integers(), st.booleans())
def test_the_one_in_c_says_the_same(
    sentence: list[str], question: bool, clauses: list[int], given_: list[str], own: int, seed: int, chinese: bool
) -> None:
    pytest.importorskip("saveface.engine._weigh", reason="the Weigher in C is not built here (pip install -e . builds it)")
    found = {name for name, _, _ in cues(sentence, chinese, question, clauses, given_)}
    draw = random.Random(seed)
    table = {
        name: tuple(value for column in range(5) for value in (column, draw.randint(-900, 1200)))
        for name in sorted(found)
        if draw.random() < 0.6 and name.encode("utf-8", "replace").decode() == name
    }
    one = weigher(table, tuple(draw.randint(-900, 300) for _ in range(5)), "zh" if chinese else "en")
    assert one._fast is not None
    assert one._fast.judge(sentence, question, clauses, given_, own) == one.judge(sentence, question, clauses, given_, own)


def test_a_cue_counts_once_and_the_heaviest_words_are_shown() -> None:
    one = weigher({"you": (3, 600), "never": (3, 500), "so": (3, 10), "$a": (3, -50)}, (0, 5, 0, -1000, -1))
    said = one.judge(["so", "you", "you", "never", "so"], False, [], [], 0)
    assert said == (1, [(1, 1, 4)]), "family a with its heavier rule, from 'you' to 'never'"
    assert one.judge(["so", "you", "never"], False, [], ["$a"], 1) == (1, []), "a matched phrase speaks for itself"
    assert one.judge(["you"], False, [], [], 0) == (0, [])


def test_what_a_reply_shows() -> None:
    replies = shown([True, False], [{"b/three"}, set()])
    assert replies == [["$b/three", "$b", "#num"], ["&num"]]


def test_damaged_weights_are_refused() -> None:
    fast = pytest.importorskip("saveface.engine._weigh", reason="the Weigher in C is not built here (pip install -e . builds it)")
    table = pack({"you": (3, 600)})
    for slots, entries in ((b"", table["entries"]), (table["slots"], b""), (table["slots"] + b"\0\0\0\0", table["entries"])):
        with pytest.raises(ValueError, match="damaged"):
            fast.Weigher(slots, entries, (0,) * 5, b"\0\0\1", False)
    shortened = table["entries"][:-1] + b"\xff"
    assert fast.Weigher(table["slots"], shortened, (0,) * 5, b"\0\0\1", False).judge(["you"], False, [], [], 0)
    with pytest.raises(ValueError, match="without words"):
        fast.Weigher(table["slots"], table["entries"], (0,) * 5, b"\0\0\1", False).judge([], False, [], [], 0)
