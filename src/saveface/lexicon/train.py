"""Learn the weights of cues from labelled replies: a step of development, whose library no user needs.

``python -m saveface.lexicon.train LANGUAGE PRECISION [FILE...]`` reads ``tests/corpus/<language>``, the lexicon's own
examples and, if named, files of replies on which phrases were tuned; it writes ``lexicons/<language>/weights.tsv``. The
two thresholds, for matched phrases and for sentences in which none matched, are those of the highest recall at that
precision in cross-validation over the whole replies of ``tests/corpus``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from ..accuracy import Label, Labelled, read
from ..engine.board import Board
from ..engine.cues import cues, shown
from ..engine.judge import Judge
from ..text.fold import fold
from ..text.lexer import sentences
from ..text.mask import mask
from .build import read as read_sources
from .compile import Compiler
from .source import Source, read_catalogue

TUNED_ON = frozenset({"1"})
"""Batches that authors of phrases have read."""
LINES = frozenset({"9", "10", "11", "12", "13"})
"""Batches of single lines, each pair as near to each other as can be: they teach most, but a threshold is for whole replies."""
_TUNED = 0.3
"""How much an example of the lexicon, or a reply on which phrases were tuned, counts beside a fresh one: its phrases fit it too well."""
_LEAST = 2
"""A cue of fewer sentences teaches nothing."""
_ROUNDS = 4
_SMALL = 0.03
"""Weights below this are left out."""
_GAP = 1.5
"""How much more it takes to convict a sentence in which no phrase matched than to keep a matched phrase: an author vouches for that."""
_FOLDS = 5
_NEVER = -1000.0
"""The bias of a rule that no example shows."""
_STRENGTH = 3.0
"""Inverse of the regularisation; between 1 and 10 the figures hardly differ."""


class Examples:
    """Sentences as sparse rows of cues, with their labels a column (rules, then families)."""

    def __init__(self, replies: Sequence[tuple[Labelled, float]], pack: dict[str, Any]) -> None:
        self.rules = [row[0] for row in pack["rules"]]
        self.families = list(dict.fromkeys(rule.partition("/")[0] for rule in self.rules))
        self.columns = [*self.rules, *self.families]
        rows: list[set[str]] = []
        labels, open_, groups, weights, whole = [], [], [], [], []
        for number, (reply, weight) in enumerate(replies):
            for found, gold, maybe in _sentences(reply, pack):
                rows.append(found)
                labels.append([any(g == c or g.startswith(c + "/") for g in gold) for c in self.columns])
                open_.append([any(g == c or g.startswith(c + "/") for g in maybe) for c in self.columns])
                groups.append(number)
                weights.append(weight)
                whole.append(weight == 1.0 and reply.batch not in LINES)
        counts = Counter(cue for row in rows for cue in row)
        self.names = sorted(cue for cue, n in counts.items() if n >= _LEAST)
        self.matrix = _sparse(rows, {name: n for n, name in enumerate(self.names)})
        self.labels = np.array(labels)
        self.open = np.array(open_) & ~self.labels
        self.groups = np.array(groups)
        self.weights = np.array(weights)
        self.whole = np.array(whole)
        """The sentences of whole replies that no author of phrases has read."""
        self.matched = np.array([[f"${family}" in row for family in self.families] for row in rows])


def _sparse(rows: Sequence[set[str]], index: dict[str, int]) -> Any:
    ends, columns = [0], []
    for row in rows:
        columns += sorted(index[cue] for cue in row if cue in index)
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float64)
    return csr_matrix((ones, np.array(columns, dtype=np.int32), np.array(ends, dtype=np.int32)), shape=(len(rows), len(index)))


def _sentences(reply: Labelled, pack: dict[str, Any]) -> list[tuple[set[str], set[str], set[str]]]:
    """Of each sentence: its cues, the rules labelled in it, and those on which readers differ."""
    parsed = sentences(mask(reply.text, fold(reply.text, pack["fold"] or None)), pack["language"])
    if not parsed:
        return []
    board = Board(pack, parsed)
    matched: list[set[str]] = [set() for _ in parsed]
    for match in Judge(pack, board).matches(lambda _: True):
        matched[board.sentence_of[match.start]].add(pack["rules"][match.rule][0])
    words = [board.words_at[first:last] for first, last in board.sentences]
    out = []
    for number, given in enumerate(shown(words, matched)):
        sentence = parsed[number]
        start, end = board.begin[board.sentences[number][0]], sentence.end
        found = {name for name, _, _ in cues(words[number], pack["language"] == "zh", sentence.question, sentence.clause_starts, given)}
        here = [{label.rule for label in labels if label.start < end and start < label.end} for labels in (reply.findings, reply.maybe)]
        out.append((found, here[0], here[1]))
    return out


def _fit(examples: Examples, column: int, rows: Any) -> tuple[Any, float]:
    if len(np.unique(examples.labels[rows, column])) < 2:  # nothing to tell apart
        return np.zeros(examples.matrix.shape[1]), _NEVER
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=300)
    model.fit(examples.matrix[rows], examples.labels[rows, column], sample_weight=examples.weights[rows])
    return model.coef_[0], float(model.intercept_[0])


def cross_validated(examples: Examples) -> Any:
    """Scores of every sentence, a column a family, by models that have not seen its reply."""
    base = len(examples.rules)
    scores = np.zeros((len(examples.groups), len(examples.families)))
    for train, test in GroupKFold(_FOLDS).split(examples.matrix, groups=examples.groups):
        for n in range(len(examples.families)):
            weights, bias = _fit(examples, base + n, train)
            scores[test, n] = examples.matrix[test] @ weights + bias
    return scores


class Thresholds(NamedTuple):
    """From which score a matched phrase is kept, and a sentence without one convicted; what that gives."""

    keep: float
    add: float
    recall: float
    precision: float


def thresholds(examples: Examples, scores: Any, precision: float) -> Thresholds:
    """The pair with the highest recall whose findings are right in ``precision`` of the cases, at least ``_GAP`` apart."""
    whole = examples.whole
    base = len(examples.rules)
    score, matched = scores[whole], examples.matched[whole]
    truth, open_ = examples.labels[whole][:, base:], examples.open[whole][:, base:]
    best = Thresholds(0.0, 0.0, -1.0, 0.0)
    grid = np.arange(-4.0, 3.01, 0.1)
    for keep in grid:
        for add in grid[grid >= keep + _GAP]:
            said = (matched & (score >= keep)) | (score >= add)
            right = (said & truth).sum()
            reached = right / max(1, (said & ~open_).sum())
            recall = right / truth.sum()
            if reached >= precision and recall > best.recall:
                best = Thresholds(float(keep), float(add), float(recall), float(reached))
    return best


def learn(examples: Examples, at: Thresholds) -> tuple[list[int], dict[str, dict[int, int]]]:
    """Bias a column and weights a cue, in thousandths; a family convicts from zero on.

    ``at.add`` is taken off the bias of a family, and the difference of the thresholds goes to the cue that a phrase matched.
    """
    everything = np.arange(len(examples.groups))
    bias: list[int] = []
    table: dict[str, dict[int, int]] = {}
    for column, name in enumerate(examples.columns):
        weights, start = _fit(examples, column, everything)
        family = column >= len(examples.rules)
        bias.append(round(1000 * (start - (at.add if family else 0.0))))
        # A rule's weights only choose among the rules of a convicted family: the light ones do not change that.
        for n in np.nonzero(np.abs(weights) >= (_SMALL if family else 8 * _SMALL))[0]:
            table.setdefault(examples.names[n], {})[column] = round(1000 * weights[n])
        if family:
            matched = table.setdefault(f"${name}", {})
            matched[column] = matched.get(column, 0) + round(1000 * (at.add - at.keep))
    return bias, table


def write(path: Path, examples: Examples, bias: list[int], table: dict[str, dict[int, int]]) -> None:
    """A line a cue: its name, then column=weight; the first line has the biases."""
    lines = ["\t".join(["", *(f"{name}={b}" for name, b in zip(examples.columns, bias, strict=True))])]
    for cue in sorted(table):
        lines.append("\t".join([cue, *(f"{examples.columns[c]}={w}" for c, w in sorted(table[cue].items()))]))
    path.write_text("\n".join(lines) + "\n", "utf-8")


def hold_promises(examples: Examples, at: Thresholds, promised: Any) -> None:
    """Weigh those flag examples heavier whose family would not convict them: what the lexicon shows as a fault is one.

    ``promised``: rows of matched sentences of flag examples. A few rounds are enough; each makes the unkept ones five times heavier.
    """
    base = len(examples.rules)
    for _ in range(_ROUNDS):
        unkept = np.zeros(len(examples.groups), dtype=bool)
        for n in range(len(examples.families)):
            weights, bias = _fit(examples, base + n, np.arange(len(examples.groups)))
            score = examples.matrix @ weights + bias
            unkept |= promised & examples.matched[:, n] & examples.labels[:, base + n] & (score < at.keep)
        if not unkept.any():
            return
        examples.weights[unkept] *= 5


def examples_of(source: Source) -> list[Labelled]:
    """The lexicon's own flag and pass examples as labelled replies: the whole of a flag example is the span."""
    out = []
    for rule in source.rules.values():
        out += [Labelled(source.language, "", text, (Label(rule.id, 0, len(text)),), ()) for text, _ in rule.flag]
        out += [Labelled(source.language, "", text, (), ()) for text, _ in rule.passing]
    return out


def main(arguments: Sequence[str]) -> None:
    """Train one language and say what cross-validation gave."""
    language = arguments[0]
    precision = float(arguments[1])
    root = Path("lexicons")
    source = read_sources(root)[language]
    pack = Compiler(source).pack(list(read_catalogue(root)))
    labelled = list(read(Path("tests/corpus") / language))
    tuned = [*examples_of(source), *(r for name in arguments[2:] for r in read(Path(name)))]
    replies = [(r, _TUNED if r.batch in TUNED_ON else 1.0) for r in labelled] + [(r, _TUNED) for r in tuned]
    examples = Examples(replies, pack)
    at = thresholds(examples, cross_validated(examples), precision)
    first = len(labelled)
    hold_promises(examples, at, (examples.groups >= first) & (examples.groups < first + len(examples_of(source))))
    bias, table = learn(examples, at)
    write(root / language / "weights.tsv", examples, bias, table)
    print(
        f"{language}: {len(replies)} replies, {len(examples.groups)} sentences, {len(table)} cues; "
        f"cross-validated recall {at.recall:.3f} at precision {at.precision:.3f} (keep {at.keep:.1f}, add {at.add:.1f})"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
