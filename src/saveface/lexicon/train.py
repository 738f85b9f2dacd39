"""Learn the weights of cues from labelled replies: a step of development, whose library no user needs.

``python -m saveface.lexicon.train LANGUAGE [PRECISION]`` reads ``tests/corpus/<language>`` and writes
``lexicons/<language>/weights.tsv``. Only batches on which no phrase was tuned are read: on the others the phrases
look better than they are, and would be trusted too much.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from ..accuracy import Labelled, read
from ..engine.board import Board
from ..engine.cues import cues
from ..engine.judge import Judge
from ..text.fold import fold
from ..text.lexer import sentences
from ..text.mask import mask
from .build import read as read_sources
from .compile import Compiler
from .source import read_catalogue

TUNED_ON = frozenset({"1"})
"""Batches that authors have read to widen the phrases."""
_LEAST = 2
"""A cue of fewer sentences teaches nothing."""
_SMALL = 0.03
"""Weights below this are left out."""
_FOLDS = 8
_STRENGTH = 3.0
"""Inverse of the regularisation; between 1 and 10 the figures hardly differ."""


class Examples:
    """Sentences as sparse rows of cues, with their labels a column (rules, then families)."""

    def __init__(self, replies: Sequence[Labelled], pack: dict[str, Any]) -> None:
        self.rules = [row[0] for row in pack["rules"]]
        self.families = list(dict.fromkeys(rule.partition("/")[0] for rule in self.rules))
        self.columns = [*self.rules, *self.families]
        rows: list[set[str]] = []
        labels, open_, groups = [], [], []
        for number, reply in enumerate(replies):
            for found, gold, maybe in _sentences(reply, pack):
                rows.append(found)
                labels.append([any(g == c or g.startswith(c + "/") for g in gold) for c in self.columns])
                open_.append([any(g == c or g.startswith(c + "/") for g in maybe) for c in self.columns])
                groups.append(number)
        counts = Counter(cue for row in rows for cue in row)
        self.names = sorted(cue for cue, n in counts.items() if n >= _LEAST)
        index = {name: n for n, name in enumerate(self.names)}
        ends, columns = [0], []
        for row in rows:
            columns += sorted(index[cue] for cue in row if cue in index)
            ends.append(len(columns))
        ones = np.ones(len(columns), dtype=np.float64)
        self.matrix = csr_matrix((ones, np.array(columns, dtype=np.int32), np.array(ends, dtype=np.int32)), shape=(len(rows), len(index)))
        self.labels = np.array(labels)
        self.open = np.array(open_) & ~self.labels
        self.groups = np.array(groups)


def _sentences(reply: Labelled, pack: dict[str, Any]) -> list[tuple[set[str], set[str], set[str]]]:
    """Of each sentence: its cues, the rules labelled in it, and those on which readers differ."""
    parsed = sentences(mask(reply.text, fold(reply.text, pack["fold"] or None)), pack["language"])
    if not parsed:
        return []
    board = Board(pack, parsed)
    matched: dict[int, set[str]] = {}
    for match in Judge(pack, board).matches(lambda _: True):
        matched.setdefault(board.sentence_of[match.start], set()).add(pack["rules"][match.rule][0])
    out = []
    for number, (first, last) in enumerate(board.sentences):
        start, end = board.begin[first], parsed[number].end
        found = {name for name, _, _ in cues(board.words_at[first:last], pack["language"] == "zh", parsed[number].question, sorted(matched.get(number, ())))}
        here = [{label.rule for label in labels if label.start < end and start < label.end} for labels in (reply.findings, reply.maybe)]
        out.append((found, here[0], here[1]))
    return out


def _fit(matrix: Any, labels: Any) -> tuple[Any, float]:
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=300).fit(matrix, labels)
    return model.coef_[0], float(model.intercept_[0])


def threshold(examples: Examples, precision: float) -> tuple[float, float]:
    """The score from which findings are right in ``precision`` of the cases, by cross-validation; and the recall there."""
    base = len(examples.rules)
    scores = np.zeros((len(examples.groups), len(examples.families)))
    for train, test in GroupKFold(_FOLDS).split(examples.matrix, groups=examples.groups):
        for n in range(len(examples.families)):
            weights, bias = _fit(examples.matrix[train], examples.labels[train, base + n])
            scores[test, n] = examples.matrix[test] @ weights + bias
    counted = ~examples.open[:, base:]
    flat, truth = scores[counted], examples.labels[:, base:][counted]
    order = np.argsort(-flat)
    right = np.cumsum(truth[order])
    enough = np.nonzero(right / np.arange(1, len(order) + 1) >= precision)[0]
    last = enough[-1]
    return float(flat[order][last]), float(right[last] / truth.sum())


def learn(examples: Examples, at: float) -> tuple[list[int], dict[str, dict[int, int]]]:
    """Bias a column and weights a cue, in thousandths; families convict from zero on (``at`` is taken off their bias)."""
    bias: list[int] = []
    table: dict[str, dict[int, int]] = {}
    for column in range(len(examples.columns)):
        weights, start = _fit(examples.matrix, examples.labels[:, column])
        bias.append(round(1000 * (start - (at if column >= len(examples.rules) else 0.0))))
        # A rule's weights only choose among the rules of a convicted family: the light ones do not change that.
        small = _SMALL if column >= len(examples.rules) else 8 * _SMALL
        for n in np.nonzero(np.abs(weights) >= small)[0]:
            table.setdefault(examples.names[n], {})[column] = round(1000 * weights[n])
    return bias, table


def write(path: Path, examples: Examples, bias: list[int], table: dict[str, dict[int, int]]) -> None:
    """A line a cue: its name, then column=weight; the first line has the biases."""
    lines = ["\t".join(["", *(f"{name}={b}" for name, b in zip(examples.columns, bias, strict=True))])]
    for cue in sorted(table):
        lines.append("\t".join([cue, *(f"{examples.columns[c]}={w}" for c, w in sorted(table[cue].items()))]))
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main(arguments: Sequence[str]) -> None:
    """Train one language and say what cross-validation gave."""
    language = arguments[0]
    precision = float(arguments[1]) if len(arguments) > 1 else 0.9
    root = Path("lexicons")
    pack = Compiler(read_sources(root)[language]).pack(list(read_catalogue(root)))
    replies = [r for r in read(Path("tests/corpus") / language) if r.batch not in TUNED_ON]
    examples = Examples(replies, pack)
    at, recall = threshold(examples, precision)
    bias, table = learn(examples, at)
    write(root / language / "weights.tsv", examples, bias, table)
    print(f"{language}: {len(replies)} replies, {len(examples.groups)} sentences, {len(table)} cues; at precision {precision} recall {recall:.3f} (cross-validated)")


if __name__ == "__main__":
    main(sys.argv[1:])
