"""Which matches are faults: contexts that cancel or are needed, and what holds where several findings meet."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable

from .board import Board
from .match import Classes, candidates, run, spans, together
from .program import SCOPE_CODES, Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OVERLAP, _CLAUSE, _SENTENCE, _BEFORE, _AFTER, _PREVIOUS, _NEXT, _NEAR, _REST, _REPLY = range(len(SCOPE_CODES))


LEARNED = -1
"""The phrase number of a match that the learned weights alone convicted."""


class Match(namedtuple("Match", ("phrase", "rule", "start", "end"))):
    """A phrase that stands in the text and that no context cancels; ``start`` and ``end`` are places."""

    __slots__ = ()

    if TYPE_CHECKING:
        phrase: int
        rule: int
        start: int
        end: int


def _range(first: int, last: int) -> int:
    return (1 << last) - (1 << first) if last > first else 0


def _scope(scope: int, start: int, end: int, board: Board) -> tuple[int, int]:
    """Where a context phrase may begin and where it may end, for a match at ``start:end``."""
    number = board.sentence_of[start]
    first, last = board.sentences[number]
    if scope == _OVERLAP:
        return _range(first, end), _range(start + 1, last + 1)
    if scope == _CLAUSE:
        first, last = board.clauses(start, end)
    elif scope == _BEFORE:
        last = start
    elif scope == _AFTER:
        first = end
    elif scope == _REST:
        first, last = end, len(board.words_at)
    elif scope == _REPLY:
        first, last = 0, len(board.words_at)
    elif scope != _SENTENCE:
        low = number + 1 if scope == _NEXT else number - 1
        high = number - 1 if scope == _PREVIOUS else number + 1
        if scope == _NEAR:
            low, high = max(low, 0), min(high, len(board.sentences) - 1)
        if low < 0 or high >= len(board.sentences):
            return 0, 0
        first, last = board.sentences[low][0], board.sentences[high][1]
    return _range(first, last), _range(first + 1, last + 1)


class Judge:
    """Decides over the matches of one language's phrases on one board."""

    def __init__(self, pack: dict[str, Any], board: Board) -> None:
        self.pack = pack
        self.board = board
        self.classes: Classes = pack["classes"]

    def matches(self, wanted: Callable[[int], bool]) -> list[Match]:
        """All uncancelled matches of the phrases whose rule is wanted."""
        out = []
        phrases = self.pack["phrases"]
        board, classes = self.board, self.classes
        rules = self.pack["rules"]
        everywhere = self.pack["everywhere"]
        for number in candidates(self.pack, board):
            rule, programs, within, none, unless, needs, _, _ = phrases[number]
            if not wanted(rule):
                continue
            found = together(programs, none, within, board, classes) if within else spans(programs[0], board, classes)
            for start, end in found:
                if (
                    not any(self.holds(item, start, end) for item in unless)
                    and all(self.holds(item, start, end) for item in needs)
                    and not any(self.holds(item, start, end) for item in rules[rule][4])
                    and all(self.holds(item, start, end) for item in rules[rule][5])
                    and not (everywhere >= 0 and self.context(everywhere, start, end))
                ):
                    out.append(Match(number, rule, start, end))
        return out

    def context(self, number: int, start: int, end: int) -> bool:
        """Whether a named context holds: any of its items."""
        return any(self.holds(item, start, end) for item in self.pack["contexts"][number])

    def holds(self, item: tuple[Any, ...], start: int, end: int) -> bool:
        """Whether one condition holds for a match at ``start:end``."""
        if item[0] == -1:
            return self.context(item[1], start, end)
        return any(self.stands(program, scope, start, end) for scope, program in item)

    def stands(self, program: Program, scope: int, start: int, end: int) -> bool:
        """Whether a phrase stands within a scope of the match."""
        begins, ends = _scope(scope, start, end, self.board)
        return bool(begins and run(program, begins, self.board, self.classes) & ends)


def own_insteads(match: Match, pack: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The suggestions of the phrase that matched; none where the weights alone convicted."""
    insteads: tuple[tuple[str, str], ...] = pack["phrases"][match.phrase][6] if match.phrase != LEARNED else ()
    return insteads


def one_a_rule(matches: list[Match], pack: dict[str, Any]) -> list[Match]:
    """Of overlapping matches of one rule: the one with its own suggestions, then the longest, then the first."""
    ranked = sorted(matches, key=lambda m: (m.rule, not own_insteads(m, pack), m.start - m.end, m.start, m.phrase))
    kept: list[Match] = []
    for match in ranked:
        if not any(k.rule == match.rule and k.start < match.end and match.start < k.end for k in kept):
            kept.append(match)
    return kept
