"""What is learned is what is weighed: the weights written by the training give the scores of its models."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed (pip install -e '.[dev]' installs it)")

import numpy as np

from saveface.accuracy import Label, Labelled
from saveface.engine.board import Board
from saveface.engine.cues import cues
from saveface.engine.judge import Judge
from saveface.engine.weigh import Weigher
from saveface.lexicon import store
from saveface.lexicon.build import read_weights
from saveface.lexicon.train import Examples, Thresholds, cross_validated, hold_promises, learn, thresholds, write
from saveface.text.fold import fold
from saveface.text.lexer import sentences
from saveface.text.mask import mask

FAULTS = ("You {} it yourself.", "It was you who {} it.", "The damage came when you {} it.", "Nobody but you {} it.")
GOOD = ("Our courier {} it, so we replace it today.", "We {} it and are sorry.", "Thank you for telling us that we {} it.", "I {} it.")
VERBS = ("dropped", "bent", "soaked", "scratched", "lost", "spilled", "tore", "cracked")


def replies() -> list[tuple[Labelled, float]]:
    """Each verb in sentences of both kinds, each a reply."""
    out = []
    for verb in VERBS:
        for text in (fault.format(verb) for fault in FAULTS):
            out.append((Labelled("en", "2", text, (Label("blame/fault", 0, len(text)),), ()), 1.0))
        out += [(Labelled("en", "2", text.format(verb), (), ()), 1.0) for text in GOOD]
    return out


@pytest.fixture(scope="module")
def examples() -> Examples:
    return Examples(replies(), store.load("en"))


def test_thresholds_hold_the_precision(examples: Examples) -> None:
    scores = cross_validated(examples)
    at = thresholds(examples, scores, 0.9)
    assert at.precision >= 0.9
    assert at.recall >= 0.9, "eight verbs are enough to learn who did it"
    assert at.keep <= at.add


def test_what_is_written_weighs_as_it_was_learned(examples: Examples, tmp_path: Path) -> None:
    at = Thresholds(-0.5, 0.25, 1.0, 1.0)
    bias, table = learn(examples, at)
    write(tmp_path / "weights.tsv", examples, bias, table)
    tables = {"language": "en", "rules": store.load("en")["rules"], "learned": read_weights(tmp_path / "weights.tsv", examples.rules)}
    weigher = Weigher(tables)
    column = examples.columns.index("blame")
    for reply, _ in replies():
        parsed = sentences(mask(reply.text, fold(reply.text)), "en")
        board = Board(store.load("en"), parsed)
        matches = Judge(store.load("en"), board).matches(lambda _: True)
        (given,) = weigher.shown(matches, board)
        found = list(cues(board.words_at[:-1], False, parsed[0].question, parsed[0].clause_starts, given))
        names = {name for name, _, _ in found}
        expected = bias[column] + sum(row.get(column, 0) for cue, row in table.items() if cue in names)
        assert weigher.score(found)[column] == expected
        assert (expected >= 0) == bool(reply.findings), reply.text


def test_examples_of_the_lexicon_are_kept(examples: Examples) -> None:
    """A promised sentence that no weight would convict is weighed up until it is."""
    before = examples.weights.copy()
    promised = np.zeros(len(examples.groups), dtype=bool)
    promised[0] = True
    examples.matched[0] = True
    hold_promises(examples, Thresholds(1000.0, 1000.0, 0.0, 1.0), promised)
    assert examples.weights[0] > before[0]
    assert np.array_equal(examples.weights[1:], before[1:])
