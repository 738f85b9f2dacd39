"""Weigh a sentence: learned weights of its cues confirm or drop the matched phrases, and convict where no phrase did."""

from __future__ import annotations

import os

from .board import Board
from .cues import cues
from .judge import LEARNED, Match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

try:
    from . import _weigh
except ImportError:  # no compiler where saveface was installed
    built = False
else:
    built = True

_SHARE = 0.25
"""A cue belongs to the span that is shown when it weighs at least this share of the heaviest one."""


class Weigher:
    """The learned weights of one language.

    ``weights`` maps a cue to pairs (column, weight in thousandths), flat in one tuple; columns are the rules in the
    pack's order and then the families. ``bias`` has a value a column. A sentence is convicted in a family when its
    cues weigh more than nothing; the phrases that matched in it are the heaviest of its cues.
    """

    def __init__(self, pack: dict[str, Any]) -> None:
        table = pack["learned"]
        self.weights: dict[str, tuple[int, ...]] = table["weights"]
        self.bias: tuple[int, ...] = table["bias"]
        self.families: tuple[str, ...] = table["families"]
        self.rules: tuple[str, ...] = tuple(row[0] for row in pack["rules"])
        self.family_of = tuple(self.families.index(rule.partition("/")[0]) for rule in self.rules)
        self.chinese = pack["language"] == "zh"
        self.fast = built and os.environ.get("SAVEFACE_PURE") != "1"

    def weigh(self, matches: list[Match], board: Board) -> list[Match]:
        """The matches that the weights leave standing, and those that they add."""
        by_sentence: dict[int, list[Match]] = {}
        for match in matches:
            by_sentence.setdefault(board.sentence_of[match.start], []).append(match)
        out: list[Match] = []
        for number, (first, last) in enumerate(board.sentences):
            own = by_sentence.get(number, [])
            seen = (board.words_at[first:last], self.chinese, board.spans[number].question, sorted({self.rules[m.rule] for m in own}))
            score = _weigh.score(*seen, self.weights, self.bias) if self.fast else self.score(list(cues(*seen)))
            base = len(self.rules)
            convicted = set()
            for match in own:
                family = self.family_of[match.rule]
                if score[base + family] >= 0:
                    out.append(match)
                    convicted.add(family)
            for family in range(len(self.families)):
                if family not in convicted and score[base + family] >= 0:
                    rule = max((r for r, f in enumerate(self.family_of) if f == family), key=score.__getitem__)
                    start, end = self.span(list(cues(*seen)), base + family)
                    out.append(Match(LEARNED, rule, first + start, first + end))
        return out

    def score(self, found: list[tuple[str, int, int]]) -> list[int]:
        """The sum of the weights, a value a column; a cue counts once however often it stands."""
        total = list(self.bias)
        weights = self.weights
        for cue in {name for name, _, _ in found}:
            row = weights.get(cue)
            if row is not None:
                for at in range(0, len(row), 2):
                    total[row[at]] += row[at + 1]
        return total

    def convicting(self, found: list[tuple[str, int, int]], column: int) -> list[tuple[int, str, int, int]]:
        """The cues that speak for a column, heaviest first: weight, name, first and last word."""
        out = []
        for name, start, end in found:
            row = self.weights.get(name, ())
            for at in range(0, len(row), 2):
                if row[at] == column and row[at + 1] > 0:
                    out.append((row[at + 1], name, start, end))
        return sorted(out, reverse=True)

    def span(self, found: list[tuple[str, int, int]], column: int) -> tuple[int, int]:
        """From the first to the last word of the cues that weigh most."""
        heavy = [cue for cue in self.convicting(found, column) if not cue[1].startswith(("$", "?"))]
        heavy = [cue for cue in heavy if cue[0] >= _SHARE * heavy[0][0]]
        if not heavy:
            return 0, max(end for _, _, end in found)
        return min(c[2] for c in heavy), max(c[3] for c in heavy)
