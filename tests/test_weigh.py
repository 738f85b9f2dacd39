"""The learned weights in C give the sums of those in Python."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saveface import Linter
from saveface.engine.cues import cues
from saveface.engine.read import Reader
from saveface.engine.weigh import Weigher
from saveface.lexicon import store
from saveface.model import LANGUAGES

_weigh = pytest.importorskip("saveface.engine._weigh", reason="the weights in C are not built here (pip install -e . builds them)")

PACKS = {name: store.load(name) for name in LANGUAGES}
WEIGHERS = {name: Weigher(pack) for name, pack in PACKS.items()}
KNOWN = {
    name: sorted({w for cue in list(weigher.weights)[::50] for w in cue.replace("*", "").split()}) for name, weigher in WEIGHERS.items()
}
RULES = [row[0] for row in PACKS["en"]["rules"]]


@settings(max_examples=100, deadline=None)
@given(st.data())
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_sums(language: str, data: st.DataObject) -> None:
    weigher = WEIGHERS[language]
    word = st.sampled_from(KNOWN[language]) | st.text(max_size=7) | st.sampled_from(["", "[]", "\ud800", "é", "😀"])
    words = data.draw(st.lists(word, min_size=1, max_size=12))
    matched = sorted(data.draw(st.sets(st.sampled_from(RULES), max_size=3)))
    question = data.draw(st.booleans())
    expected = weigher.score(list(cues(words, weigher.chinese, question, matched)))
    assert _weigh.score(words, weigher.chinese, question, matched, weigher.weights, weigher.bias) == expected


def test_the_same_findings(monkeypatch: pytest.MonkeyPatch, linter: Linter) -> None:
    texts = [
        "I'm sorry you feel that way. Per our policy, you should have read the terms.",
        "这是公司的规定，您先冷静一下。",
        "Таковы правила компании. Ожидайте.",
    ]
    fast = [linter.check(text) for text in texts]
    monkeypatch.setenv("SAVEFACE_PURE", "1")
    assert [Linter().check(text) for text in texts] == fast
    assert Reader(PACKS["en"], b"\1" * len(RULES)).pack is PACKS["en"]


@pytest.mark.parametrize(
    "arguments",
    [
        ([1], False, False, [], {}, ()),
        (["a"], False, False, [1], {}, ()),
        (["a"], False, False, [], {"a": 3}, (0,)),
        (["a"], False, False, [], {"a": (1, 5)}, (0,)),
        (["a"], False, False, [], {"a": (-1, 5)}, (0,)),
        (["a"], False, False, [], {"a": ("x", 5)}, (0,)),
        (["a"], False, False, [], {}, ("x",)),
        (3, False, False, [], {}, ()),
    ],
)
def test_broken_input_is_an_error_and_no_crash(arguments: tuple[object, ...]) -> None:
    with pytest.raises((TypeError, IndexError)):
        _weigh.score(*arguments)


def test_nothing_is_little() -> None:
    assert _weigh.score([], False, False, [], {}, ()) == []
    assert _weigh.score([], True, True, [], {"?": (0, 2)}, (1,)) == [3]
