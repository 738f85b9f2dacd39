"""Weigh a sentence: learned weights of its cues confirm or drop the matched phrases, and convict where no phrase did."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from ..lexicon.weights import Weights
from ..text.lexer import NUMBER, TIME
from .board import Board
from .cues import Cue, cues, shown
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

_SHARE = 4
"""A cue belongs to the span that is shown when it weighs at least a fourth of the heaviest one."""


def has_number(kinds: Sequence[int]) -> bool:
    """Whether a sentence has a number or a time of day, by the kinds of its tokens."""
    return NUMBER in kinds or TIME in kinds


Added = tuple[int, int, int]
"""A rule, and the words of the sentence that are shown: first, and the one after the last."""


class Weigher:
    """The learned weights of one language.

    Columns are the rules in the pack's order and then the families; ``bias`` has a value a column. A sentence is convicted
    in a family when its cues weigh more than nothing; the phrases that matched in it are the heaviest of its cues.
    ``SAVEFACE_PURE=1`` keeps to Python.
    """

    def __init__(self, pack: dict[str, Any]) -> None:
        table = pack["learned"]
        self.bias: tuple[int, ...] = table["bias"]
        self.families: tuple[str, ...] = table["families"]
        self.rules: tuple[str, ...] = tuple(row[0] for row in pack["rules"])
        self.family_of = tuple(self.families.index(rule.partition("/")[0]) for rule in self.rules)
        self.chinese = pack["language"] == "zh"
        self.weights = Weights(table["weights"])
        self._fast = None
        if built and os.environ.get("SAVEFACE_PURE") != "1":
            self._fast = _weigh.Weigher(self.weights.slots, self.weights.entries, self.bias, bytes(self.family_of), self.chinese)

    def weigh(self, matches: list[Match], board: Board) -> list[Match]:
        """The matches that the weights leave standing, and those that they add."""
        by_sentence: list[list[Match]] = [[] for _ in board.sentences]
        for match in matches:
            by_sentence[board.sentence_of[match.start]].append(match)
        judge = self._fast.judge if self._fast else self.judge
        out: list[Match] = []
        for number, given in enumerate(self.shown(matches, board)):
            first, last = board.sentences[number]
            span = board.spans[number]
            own = 0
            for match in by_sentence[number]:
                own |= 1 << self.family_of[match.rule]
            convicted, added = judge(board.words_at[first:last], span.question, span.clause_starts, given, own)
            out += [match for match in by_sentence[number] if convicted >> self.family_of[match.rule] & 1]
            out += [Match(LEARNED, rule, first + start, first + end) for rule, start, end in added]
        return out

    def shown(self, matches: Iterable[Match], board: Board) -> list[list[str]]:
        """Of each sentence what it shows as a whole."""
        rules: list[set[str]] = [set() for _ in board.sentences]
        for match in matches:
            rules[board.sentence_of[match.start]].add(self.rules[match.rule])
        return shown([has_number(sentence.kinds) for sentence in board.spans], rules)

    def judge(
        self, words: Sequence[str], question: bool, clause_starts: Iterable[int], given: Iterable[str], own: int
    ) -> tuple[int, list[Added]]:
        """The convicted families of one sentence as bits, and what is said of those in which no phrase matched.

        ``own`` has the bits of the families in which phrases matched. ``engine/_weigh.c`` does the same.
        """
        found = list(cues(words, self.chinese, question, clause_starts, given))
        score = self.score(found)
        base = len(self.rules)
        convicted, added = 0, []
        for family in range(len(self.families)):
            if score[base + family] >= 0:
                convicted |= 1 << family
                if not own >> family & 1:
                    rule = max((r for r, f in enumerate(self.family_of) if f == family), key=score.__getitem__)
                    added.append((rule, *self.span(found, base + family, len(words))))
        return convicted, added

    def score(self, found: list[Cue]) -> list[int]:
        """The sum of the weights, a value a column; a cue counts once however often it stands."""
        total = list(self.bias)
        for cue in {name for name, _, _ in found}:
            for column, weight in self.weights.get(cue):
                total[column] += weight
        return total

    def convicting(self, found: list[Cue], column: int) -> list[tuple[int, str, int, int]]:
        """The cues that speak for a column, heaviest first: weight, name, first and last word."""
        out = []
        for name, start, end in found:
            for other, weight in self.weights.get(name):
                if other == column and weight > 0:
                    out.append((weight, name, start, end))
        return sorted(out, reverse=True)

    def span(self, found: list[Cue], column: int, count: int) -> tuple[int, int]:
        """From the first to the last word of the cues that weigh most; the whole sentence where no word speaks."""
        heavy = [cue for cue in self.convicting(found, column) if cue[3]]
        heavy = [cue for cue in heavy if _SHARE * cue[0] >= heavy[0][0]]
        if not heavy:
            return 0, count
        return min(c[2] for c in heavy), max(c[3] for c in heavy)
