"""The matcher in C gives what the one in Python gives: on random packs, on the lexicons' own texts, on broken input."""

from __future__ import annotations

import marshal
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saveface import Finding, Linter
from saveface.engine.board import Board
from saveface.engine.judge import Judge
from saveface.engine.program import ALT, CAP, CLS, GAP, GAP_IN_CLAUSE, MARK, NOT, NOT_BEHIND, OPT, SCOPE_CODES, SYM
from saveface.engine.read import Reader
from saveface.lexicon import store
from saveface.lexicon.words import Pairs, Words, pack, pairs
from saveface.model import LANGUAGES
from saveface.text.fold import fold
from saveface.text.lexer import HAN, NUMBER, OPAQUE_TOKEN, QUOTE_TOKEN, SLOT_TOKEN, TIME, WORD, Sentence, sentences
from saveface.text.mask import mask

_fast = pytest.importorskip("saveface.engine._fast", reason="the matcher in C is not built here (pip install -e . builds it)")

HERE = Path(__file__).parent
WORDS = ("a", "b", "c", "d", "e", "我", "你", "不")
TOKENS = (*WORDS, "dont", "a'b", "a's", "you'll", "can't", "x", "", "é\ud800")
FUSED = {"dont": ("d", "e"), "a'b": ("a", "b", "c"), "x": ()}
SYMBOLS = tuple(range(5, 13))
ANY_SYMBOL = (*range(5), *SYMBOLS)

symbol = st.sampled_from(ANY_SYMBOL)


# --- random packs ---------------------------------------------------------------------------------


@st.composite
def programs(draw: st.DrawFn, classes: int, depth: int = 2, least: int = 0) -> tuple[Any, ...]:
    """A program of up to five operations; it may use the first ``classes`` classes."""
    return tuple(draw(operations(classes, depth)) for _ in range(draw(st.integers(least, 5))))


@st.composite
def operations(draw: st.DrawFn, classes: int, depth: int) -> tuple[int, Any]:
    """One operation of any kind."""
    codes = [SYM, SYM, SYM, GAP, GAP_IN_CLAUSE, NOT, NOT_BEHIND, MARK]
    codes += [OPT, ALT, CAP] if depth else []
    codes += [CLS] if classes else []
    code = draw(st.sampled_from(codes))
    if code in (GAP, GAP_IN_CLAUSE):
        return code, draw(st.sampled_from((0, 1, 2, 3, 80)))
    if code == MARK:
        return code, draw(st.integers(0, 5))
    if code == OPT:
        return code, draw(programs(classes, depth - 1))
    if code == CAP:
        return code, ("thing", draw(programs(classes, depth - 1)))
    if code == ALT:
        return code, draw(branches(classes, depth - 1))
    return code, draw(st.integers(0, classes - 1)) if code == CLS else draw(symbol)


@st.composite
def branches(draw: st.DrawFn, classes: int, depth: int) -> tuple[Any, ...]:
    """Alternatives with and without a symbol that they are said to need."""
    return tuple((draw(st.sampled_from((-1, -1, *ANY_SYMBOL))), draw(programs(classes, depth))) for _ in range(draw(st.integers(0, 3))))


@st.composite
def conditions(draw: st.DrawFn, classes: int, contexts: int) -> tuple[Any, ...]:
    """Conditions of every scope; some name one of the first ``contexts`` contexts."""
    out: list[tuple[Any, ...]] = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        if contexts and draw(st.booleans()):
            out.append((-1, draw(st.integers(0, contexts - 1))))
        else:
            scopes = draw(st.lists(st.sampled_from(sorted(SCOPE_CODES.values())), min_size=1, max_size=2))
            out.append(tuple((scope, draw(programs(classes, 1))) for scope in scopes))
    return tuple(out)


@st.composite
def vocabularies(draw: st.DrawFn, guards: bool) -> dict[str, Any]:
    """Words to nodes, as ``Compiler.vocabulary`` makes them: single words, sequences, guarded ones."""
    tree: dict[str, Any] = {}
    for number in SYMBOLS:
        for sequence in draw(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), max_size=3)):
            branch = tree
            for word in sequence:
                node = branch.setdefault(word, ({}, [], [], []))
                branch = node[0]
            sides = draw(st.integers(0, 3)) if guards and len(sequence) == 1 else 0
            for at in [1] if not sides else [2] if sides == 1 else [3] if sides == 2 else [2, 3]:
                if number not in node[at]:
                    node[at].append(number)
    return _frozen(tree)


def _frozen(tree: dict[str, Any]) -> dict[str, Any]:
    return {w: (tuple(n[1]), _frozen(n[0]) if n[0] else None, tuple(n[2]), tuple(n[3])) for w, n in tree.items()}


@st.composite
def packs(draw: st.DrawFn) -> dict[str, Any]:
    """What ``Compiler.pack`` gives, as far as the matchers read it."""
    guards = draw(st.booleans())
    count = draw(st.integers(0, 2))
    classes = tuple(draw(branches(n, 1)) for n in range(count))
    contexts: list[Any] = []
    for n in range(draw(st.integers(0, 2))):
        contexts.append(draw(conditions(count, n)))
    rules = [("r", "", "", (), draw(conditions(count, len(contexts))), draw(conditions(count, len(contexts)))) for _ in range(2)]
    phrases = []
    for _ in range(draw(st.integers(1, 4))):
        within = draw(st.sampled_from(("", "", "clause", "sentence")))
        own = tuple(draw(programs(count, 2, 1)) for _ in range(draw(st.integers(1, 3)) if within else 1))
        none = draw(programs(count, 1)) if within and draw(st.booleans()) else ()
        unless, needs = draw(conditions(count, len(contexts))), draw(conditions(count, len(contexts)))
        phrases.append((draw(st.integers(0, 1)), own, within, none, unless, needs, (), False))
    index = {2: tuple((n, draw(st.sampled_from((-1, *ANY_SYMBOL))), -1) for n in range(len(phrases)))}
    for number in draw(st.sets(symbol.filter(lambda s: s != 2), max_size=3)):
        index[number] = ((draw(st.integers(0, len(phrases) - 1)), -1, draw(st.sampled_from((-1, *ANY_SYMBOL)))),)
    return {
        "language": "en",
        "fused": FUSED,
        "words": draw(vocabularies(guards)),
        "edges": frozenset(draw(st.sets(st.tuples(*[st.sampled_from(WORDS)] * 2).map("".join), max_size=12))) if guards else frozenset(),
        "classes": classes,
        "contexts": tuple(contexts),
        "everywhere": draw(st.integers(-1, len(contexts) - 1)),
        "clause_break": draw(st.sampled_from((-1, -1, 5, 6))),
        "rules": tuple(rules),
        "phrases": tuple(phrases),
        "index": index,
        "learned": None,
    }


@st.composite
def texts(draw: st.DrawFn) -> list[Sentence]:
    """Sentences of any words; some texts are long enough for sets of several machine words."""
    out = []
    repeat = draw(st.sampled_from((1, 1, 1, 7, 30)))
    start = 0
    for _ in range(draw(st.integers(1, 4))):
        words = draw(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=9)) * repeat
        kinds = [
            draw(st.sampled_from((WORD, WORD, WORD, WORD, HAN, NUMBER, TIME, SLOT_TOKEN, QUOTE_TOKEN, OPAQUE_TOKEN))) for _ in words[:12]
        ]
        kinds += [WORD] * (len(words) - len(kinds))
        starts: list[int] = []
        ends: list[int] = []
        for word in words:
            start += draw(st.integers(0, 1)) if len(starts) < 12 else 1
            starts.append(start)
            start += len(word)
            ends.append(start)
        commas = sorted(draw(st.lists(st.integers(0, len(words)), max_size=3)))
        out.append(Sentence(starts, ends, words, kinds, commas, draw(st.booleans()), start, "en"))
    return out


def packed(tables: dict[str, Any]) -> dict[str, Any]:
    """The same tables as the store loads them."""
    return {**tables, "words": Words(pack(tables["words"])), "edges": Pairs(pairs(tables["edges"]))}


def by_python(tables: dict[str, Any], text: list[Sentence], wanted: bytes) -> list[tuple[int, ...]]:
    found = Judge(tables, Board(tables, text)).matches(lambda rule: bool(wanted[rule]))
    return [(m.phrase, m.rule, m.start, m.end) for m in found]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(packs(), st.lists(texts(), min_size=1, max_size=3), st.sampled_from((b"\1\1", b"\1\1", b"\0\1")))
def test_random_packs(tables: dict[str, Any], drafts: list[list[Sentence]], wanted: bytes) -> None:
    plain, loaded = _fast.Matcher(tables), _fast.Matcher(packed(tables))
    for text in [*drafts, drafts[0]]:  # the first once more: what an earlier text left must not show
        expected = by_python(tables, text, wanted)
        assert plain.matches(text, wanted) == expected
        assert loaded.matches(text, wanted) == expected
        assert by_python(packed(tables), text, wanted) == expected


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(packs(), texts())
def test_the_layout_is_the_boards(tables: dict[str, Any], text: list[Sentence]) -> None:
    _, layout = _fast.Matcher(tables).read(text, b"\1\1", True)
    board = Board(tables, text)
    begin, end, words_at, sentence_of, spans, breaks = layout
    assert (begin, end, words_at, sentence_of, spans) == (board.begin, board.end, board.words_at, board.sentence_of, board.sentences)
    assert int.from_bytes(breaks, "little") == board.breaks


# --- the project's own lexicons and texts ---------------------------------------------------------


def _corpus() -> list[str]:
    """Some six thousand of the corpus's texts, of all languages and rules."""
    from saveface.accuracy import read

    folder = HERE / "corpus"
    texts = [reply.text for reply in read(folder)] if folder.is_dir() else []
    return texts[:: max(1, len(texts) // 6000)]


def _examples() -> list[str]:
    rules = store.load("manual")["rules"].values()
    return [text for rule in rules for page in rule["languages"].values() for text in (*page["flag"], *page["pass"])]


def _mutated(texts: list[str], count: int) -> Iterator[str]:
    """Texts run together, cut anywhere, with letters and marks exchanged."""
    chance = random.Random(7)
    marks = ",.!?;:()\n\n —\"'«»{}<>1 30pm您不ая'"
    for _ in range(count):
        text = chance.choice((" ", "\n", "。", ", ")).join(chance.sample(texts, chance.randint(1, 6)))
        first = chance.randrange(len(text) + 1) if chance.random() < 0.3 else 0
        yield "".join(chance.choice(marks) if chance.random() < 0.02 else c for c in text[first:])


@pytest.fixture(scope="module")
def both() -> tuple[Linter, Linter]:
    """A linter in Python alone and one with C; each has read a text of every language."""
    greeting = "Hello there. 您好吗？ Добрый день."
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAVEFACE_PURE", "1")
        pure = Linter()
        pure.check(greeting)
        patch.delenv("SAVEFACE_PURE")
        fast = Linter()
        fast.check(greeting)
    assert all(r._fast is None for r in pure._readers.values())
    assert len(fast._readers) == len(LANGUAGES)
    assert all(r._fast is not None for r in fast._readers.values())
    return pure, fast


@pytest.mark.parametrize("source", ["corpus", "examples", "mutations", "one long text"])
def test_the_same_findings(both: tuple[Linter, Linter], source: str) -> None:
    examples = _examples()
    corpus = _corpus()
    drafts = {
        "corpus": corpus,
        "examples": examples,
        "mutations": list(_mutated(examples + corpus, 1500)),
        "one long text": [" ".join(examples), " ".join(t.replace(".", " ").replace("。", "") for t in examples)],
    }[source]
    if not drafts:
        pytest.skip("there is no corpus here")
    pure, fast = both
    for draft in drafts:
        assert fast.check(draft) == pure.check(draft), draft[:500]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_matches_from_fresh_tables(language: str) -> None:
    """Every uncancelled match, also of drafts that end without a finding; each matcher unpacks its own words."""
    loaded = store.load(language)  # plain values where this process has compiled them
    tables, other = (store.Tables(dict(loaded._parts)) if isinstance(loaded, store.Tables) else dict(loaded) for _ in range(2))
    matcher, wanted = _fast.Matcher(tables), b"\1" * len(tables["rules"])
    for draft in [*_examples()[::3], *_mutated(_examples(), 300)]:
        text = sentences(mask(draft, fold(draft, tables["fold"] or None)), language)
        assert matcher.matches(text, wanted) == by_python(other, text, wanted), draft


def test_threads_share_a_linter(both: tuple[Linter, Linter]) -> None:
    drafts = _examples()[:400]
    linter = Linter()

    def read(_: int) -> list[list[Finding]]:
        return [linter.check(draft) for draft in drafts]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            first, *others = pool.map(read, range(4))
    finally:
        sys.setswitchinterval(interval)
    assert all(other == first for other in others)
    assert first == [both[1].check(draft) for draft in drafts]


# --- what a damaged pack or a wrong call does -----------------------------------------------------


TABLES: dict[str, Any] = {
    "language": "en",
    "fused": {},
    "words": {"a": ((5,), None, (), ())},
    "edges": frozenset(),
    "classes": (),
    "contexts": (),
    "everywhere": -1,
    "clause_break": -1,
    "rules": (("r", "", "", (), (), ()),),
    "phrases": ((0, (((SYM, 5),),), "", (), (), (), (), False),),
    "index": {5: ((0, -1, -1),)},
    "learned": None,
}
TEXT = [Sentence([0, 2], [1, 3], ["a", "b"], [WORD, WORD], [], False, 3, "en")]


def _with(**parts: Any) -> dict[str, Any]:
    return {**TABLES, **parts}


def _phrase(program: Any) -> dict[str, Any]:
    return _with(phrases=((0, (program,), "", (), (), (), (), False),))


def _nested(levels: int) -> tuple[Any, ...]:
    program: tuple[Any, ...] = ((SYM, 5),)
    for _ in range(levels):
        program = ((OPT, program),)
    return program


def test_a_small_pack() -> None:
    assert _fast.Matcher(TABLES).matches(TEXT, b"\1") == [(0, 0, 0, 1)]
    assert _fast.Matcher(TABLES).matches(TEXT, b"\0") == []
    assert _fast.Matcher(TABLES).matches([], b"\1") == []
    assert Reader(TABLES, b"\1").read(TEXT, b"")[0] == [(0, 0, 0, 1)]


@pytest.mark.parametrize(
    ("tables", "error"),
    [
        ({}, KeyError),
        (None, TypeError),
        (_with(words=[]), TypeError),
        (_with(words={"a": (5,)}), TypeError),
        (_with(words={"a": ((5,), 7, (), ())}), TypeError),
        (_with(words={"a": ((-1,), None, (), ())}), ValueError),
        (_with(words={"a": ((2**70,), None, (), ())}), OverflowError),
        (_with(words={"a": (("x",), None, (), ())}), TypeError),
        (_with(words={"a": ((), {"b": ((-3,), None)}, (), ())}), ValueError),
        (_with(fused={"a": 3}), TypeError),
        (_with(fused={"a": (3,)}), TypeError),
        (_with(index={5: ((9, -1, -1),)}), ValueError),
        (_with(index={-5: ()}), ValueError),
        (_with(index={"x": ()}), TypeError),
        (_with(everywhere=1), ValueError),
        (_with(rules=(("r",),)), TypeError),
        (_with(phrases=((0,),)), TypeError),
        (_with(phrases=((4, (), "", (), (), (), (), False),)), ValueError),
        (_with(phrases=((0, (), "", (), (), (), (), False),)), TypeError),
        (_with(phrases=((0, (((SYM, 5),),), 3, (), (), (), (), False),)), TypeError),
        (_with(phrases=((0, (((SYM, 5),),), "", (), ((),), (), (), False),)), TypeError),
        (_with(phrases=((0, (((SYM, 5),),), "", (), (((77, ()),),), (), (), False),)), ValueError),
        (_phrase(((99, 0),)), ValueError),
        (_phrase(((CLS, 0),)), ValueError),
        (_phrase(((MARK, 6),)), ValueError),
        (_phrase(((CAP, 3),)), TypeError),
        (_phrase(((ALT, ((0,),)),)), TypeError),
        (_phrase([]), TypeError),
        (_phrase(_nested(100_000)), RecursionError),
        ({**_phrase(((CLS, 0),)), "classes": (((-1, ((CLS, 0),)),),)}, RecursionError),
        (_with(contexts=(((-1, 0),),), everywhere=0), RecursionError),
    ],
)
def test_a_damaged_pack_is_an_error(tables: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        _fast.Matcher(tables).matches(TEXT, b"\1")


def test_a_matcher_works_on_after_an_error() -> None:
    matcher = _fast.Matcher(
        _with(
            phrases=(*TABLES["phrases"], (0, (((99, 0),),), "", (), (), (), (), False)),
            index={5: ((0, -1, -1),), 6: ((1, -1, -1),)},
            words={"a": ((5,), None, (), ()), "c": ((6,), None, (), ())},
        )
    )
    bad = [Sentence([0], [1], ["c"], [WORD], [], False, 1, "en")]
    for _ in range(3):
        with pytest.raises(ValueError, match="compiled pack"):
            matcher.matches(bad, b"\1")
        assert matcher.matches(TEXT, b"\1") == [(0, 0, 0, 1)]


def test_wrong_calls_are_errors() -> None:
    matcher = _fast.Matcher(TABLES)
    for arguments in [(), (TEXT,), (TEXT, "x"), (TEXT, b""), (3, b"\1"), ([3], b"\1")]:
        with pytest.raises((TypeError, ValueError, AttributeError)):
            matcher.matches(*arguments)
    broken = [
        Sentence([0], [1], ["a"], [], [], False, 1, "en"),
        Sentence([0], [1], ["a"], [77], [], False, 1, "en"),
        Sentence([0], [1], [3], [WORD], [], False, 1, "en"),  # type: ignore[list-item]
        Sentence([0], [1], ["a"], [WORD], ["x"], False, 1, "en"),  # type: ignore[list-item]
        Sentence([], [], ["a"], [WORD], [], False, 1, "en"),
    ]
    for sentence in broken:
        with pytest.raises((TypeError, ValueError, IndexError)):
            matcher.read([sentence], b"\1", True)


def test_a_packed_vocabulary_keeps_every_word() -> None:
    tables: dict[str, Any] = {
        w: ((n,), {"x": ((n, 1), None, (), ())} if n % 3 else None, (), ())
        for n, w in enumerate(["ё", "不好", "a" * 300, "z\x7f", *map(str, range(40_000))])
    }
    words = Words(pack(tables))
    for word, node in tables.items():
        symbols, rest, *guards = words.get(word)
        assert (symbols, *guards) == (node[0], (), ())
        assert (rest is None) == (node[1] is None)
        assert rest is None or (rest.get("x"), rest.get("y")) == (node[1]["x"], None)
    assert words.get("nothing") is words.get("\ud800") is words.get("") is None
    assert marshal.dumps(Words(pack({})).get("a")) == marshal.dumps(None)


def test_damaged_slots_are_refused() -> None:
    for slots in (b"", b"\0" * 4, b"\0\0\0\0\xff\xff\xff\xff", b"\0" * 16):
        words = Words(pack(TABLES["words"]))
        words.slots = slots
        with pytest.raises(ValueError, match="damaged"):
            _fast.Matcher(_with(words=words))
