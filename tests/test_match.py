"""The matcher against spaCy's, and the contexts against plain cases."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import Matcher
from spacy.tokens import Doc

from conftest import pack_of, rule
from saveface.engine.board import Board
from saveface.engine.match import bits, run
from saveface.engine.program import GAP, OPT, SYM, Program
from saveface.lexicon.check import matches
from saveface.text.lexer import WORD, Sentence

WORDS = "abcde"
VOCAB = spacy.blank("en").vocab

_step = st.one_of(
    st.tuples(st.just("in"), st.sets(st.sampled_from(WORDS), min_size=1, max_size=3)),
    st.tuples(st.just("maybe"), st.sets(st.sampled_from(WORDS), min_size=1, max_size=2)),
    st.tuples(st.just("gap"), st.integers(1, 3)),
)
_pattern = st.lists(_step, min_size=1, max_size=5).filter(lambda p: p[0][0] == p[-1][0] == "in")


def _tables(pattern: list[tuple[str, object]]) -> tuple[Program, dict[str, tuple[int, ...]]]:
    program: list[tuple[int, object]] = []
    symbols: dict[str, tuple[int, ...]] = {}
    for number, (kind, what) in enumerate(pattern, 10):
        if kind == "gap":
            program.append((GAP, what))
            continue
        assert isinstance(what, set)
        for word in what:
            symbols[word] = (*symbols.get(word, ()), number)
        op = (SYM, number)
        program.append(op if kind == "in" else (OPT, (op,)))
    return tuple(program), symbols


def _spacy_pattern(pattern: list[tuple[str, object]]) -> list[dict[str, object]]:
    out: list[dict[str, object]] = []
    for kind, what in pattern:
        if kind == "gap":
            assert isinstance(what, int)
            out += [{"OP": "?"}] * what
        else:
            assert isinstance(what, set)
            out.append({"ORTH": {"IN": sorted(what)}} | ({"OP": "?"} if kind == "maybe" else {}))
    return out


@settings(max_examples=400, deadline=None)
@given(_pattern, st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_the_same_spans_as_spacys_matcher(pattern: list[tuple[str, object]], words: list[str]) -> None:
    program, symbols = _tables(pattern)
    count = len(words)
    sentence = Sentence(list(range(count)), list(range(1, count + 1)), words, [WORD] * count, [], False, count, "en")
    tables = {"fused": {}, "edges": frozenset(), "clause_break": -1, "words": {w: (s, None, (), ()) for w, s in symbols.items()}}
    board = Board(tables, [sentence])
    ours = {(start, end) for start in range(count) for end in bits(run(program, 1 << start, board, ()))}
    matcher = Matcher(VOCAB)
    matcher.add("p", [_spacy_pattern(pattern)])
    theirs = {(start, end) for _, start, end in matcher(Doc(VOCAB, words=words))}
    assert ours == theirs


def _quotes(pack: dict[str, object], text: str) -> list[str]:
    from saveface.text.fold import fold
    from saveface.text.lexer import sentences
    from saveface.text.mask import mask

    board = Board(pack, sentences(mask(text, fold(text)), "en"))
    return [text[board.begin[m.start] : board.end[m.end - 1]] for m in matches(text, pack)]


@pytest.mark.parametrize(
    ("phrase", "text", "quotes"),
    [
        ("you do not read", "You didn't read it. You dont read.", ["You didn't read", "You dont read"]),
        ("you ...2 wrong", "you are so wrong. you are so very much wrong", ["you are so wrong"]),
        ("you ..2 wrong", "you are, sadly, wrong", []),
        ("you ...2 wrong", "you are, sadly, wrong", ["you are, sadly, wrong"]),
        ("you , wrong", "you, wrong one; you wrong one", ["you, wrong"]),
        ("<s> you wrong", "You wrong. I say you wrong.", ["You wrong"]),
        ("you wrong </s>", "you wrong now. you wrong", ["you wrong"]),
        ("<?> you wrong", "You wrong. You wrong?", ["You wrong"]),
        ("enter:past the code", "you enter the code, you entered the code", ["entered the code"]),
        ("code !(is | was) wrong", "code wrong", ["code wrong"]),
        ("!<not wrong code", "not wrong code; wrong code", ["wrong code"]),
        ("give <num> (coin | piece)", "give 3 coins", ["give 3 coins"]),
        ("gap ...2 end", "gap. end", []),
    ],
)
def test_notation_at_work(tmp_path: Path, phrase: str, text: str, quotes: list[str]) -> None:
    pack = pack_of(tmp_path, {"blame/wrong.yaml": rule(f'  - "{phrase}"')})
    assert _quotes(pack, text) == quotes


@pytest.mark.parametrize(
    ("scope", "text", "found"),
    [
        ("overlap", "you are not wrong", False),
        ("overlap", "not so. you are wrong", True),
        ("clause", "not really, you are wrong", True),
        ("clause", "not really you are wrong", False),
        ("sentence", "not really, you are wrong", False),
        ("before", "you are wrong, not me", True),
        ("after", "you are wrong, not me", False),
        ("previous", "not me. you are wrong", False),
        ("previous", "you are wrong. not me", True),
        ("next", "you are wrong. not me", False),
        ("next", "you are wrong. well. not me", True),
        ("near", "you are wrong. not me", False),
        ("rest", "you are wrong. well. not me", False),
        ("rest", "not me. you are wrong", True),
        ("reply", "not me. well. you are wrong", False),
    ],
)
def test_scopes(tmp_path: Path, scope: str, text: str, found: bool) -> None:
    pack = pack_of(tmp_path, {"blame/wrong.yaml": rule("  - you are ...1 wrong", more=f"unless: [{{{scope}: [not]}}]")})
    assert bool(matches(text, pack)) is found
    needs = pack_of(tmp_path, {"blame/wrong.yaml": rule("  - you are ...1 wrong", more=f"needs: [{{{scope}: [not]}}]")})
    assert bool(matches(text, needs)) is not found


def test_words_together_in_a_clause(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {"blame/wrong.yaml": rule("  - all: [fault, you]\n    none: [our]")})
    assert _quotes(pack, "it is you whose fault it is, not mine") == ["you whose fault"]
    assert not matches("you know it, fault or not", pack)
    assert not matches("you say our fault", pack)


def test_a_class_of_phrases_nests(tmp_path: Path) -> None:
    words = "you: [you, u]\nfailed: ['$you (forget | fail to):past ...2 $act']\nact: [pay, sign in]\n"
    pack = pack_of(tmp_path, {"words.yaml": words, "blame/wrong.yaml": rule("  - because $failed")})
    assert _quotes(pack, "because u forgot to pay") == ["because u forgot to pay"]
    assert _quotes(pack, "because you failed to just sign in") == ["because you failed to just sign in"]
