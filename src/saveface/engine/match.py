"""Run compiled phrases over a board: which phrases occur, and where."""

from __future__ import annotations

from collections.abc import Iterator

from .board import Board
from .program import ALT, CAP, CLS, GAP, GAP_IN_CLAUSE, MARK, NOT, NOT_BEHIND, OPT, SYM, Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Classes = tuple[tuple[tuple[int, Program], ...], ...]


def run(program: Program, places: int, board: Board, classes: Classes) -> int:
    """The places where the program may end when it begins at one of ``places``."""
    where = board.where
    for code, arg in program:
        if code == SYM:
            here = where.get(arg)
            if here is None:
                return 0
            reached = (places & here) << 1
            lengths = board.long.get(arg)
            if lengths is not None:
                for length, mask in lengths.items():
                    reached |= (places & mask) << length
            places = reached
        elif code == GAP:
            words = board.words
            for _ in range(arg):
                places |= (places & words) << 1
        elif code == OPT:
            places |= run(arg, places, board, classes)
        elif code in (ALT, CLS):
            reached = 0
            for needed, branch in classes[arg] if code == CLS else arg:
                if needed < 0 or needed in where:
                    reached |= run(branch, places, board, classes)
            places = reached
        elif code == GAP_IN_CLAUSE:
            words, free = board.words, ~board.breaks
            places &= free
            for _ in range(arg):
                places |= (places & words) << 1 & free
        elif code == NOT:
            places &= ~_begins(arg, board)
        elif code == NOT_BEHIND:
            places &= ~_ends(arg, board)
        elif code == MARK:
            places &= _mark(arg, board)
        elif code == CAP:
            places = run(arg[1], places, board, classes)
        if not places:
            return 0
    return places


def _begins(symbol: int, board: Board) -> int:
    mask = board.where.get(symbol, 0)
    for other in board.long.get(symbol, {}).values():
        mask |= other
    return mask


def _ends(symbol: int, board: Board) -> int:
    mask = board.where.get(symbol, 0) << 1
    for length, other in board.long.get(symbol, {}).items():
        mask |= other << length
    return mask


def _mark(kind: int, board: Board) -> int:
    if kind == 0:
        return board.starts
    if kind == 1:
        return board.ends
    if kind == 2:
        return board.starts | board.breaks
    if kind == 3:
        return board.ends | board.breaks
    return board.questions if kind == 4 else board.commas


def bits(mask: int) -> Iterator[int]:
    """The set bits of a mask, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _may_begin(program: Program, board: Board, classes: Classes) -> int:
    """A superset of the places where the program can begin."""
    may = 0
    for code, arg in program:
        if code == SYM:
            return may | _begins(arg, board)
        if code in (ALT, CLS):
            for _, branch in classes[arg] if code == CLS else arg:
                may |= _may_begin(branch, board, classes)
            return may
        if code == CAP:
            return may | _may_begin(arg[1], board, classes)
        if code == OPT:
            may |= _may_begin(arg, board, classes)
        elif code in (GAP, GAP_IN_CLAUSE):
            return board.words
    return board.words


def spans(program: Program, board: Board, classes: Classes) -> list[tuple[int, int]]:
    """Where the program matches: the tightest spans of places, half-open, in order; none contains another."""
    if not run(program, board.words, board, classes):
        return []
    found = []
    for start in bits(_may_begin(program, board, classes) & board.words):
        ends = run(program, 1 << start, board, classes)
        if ends:
            found.append((start, ends.bit_length() - 1))
    # A later beginning with the same or an earlier end lies inside: it is the tighter one.
    kept: list[tuple[int, int]] = []
    for start, end in found:
        while kept and kept[-1][1] >= end and kept[-1][0] < start:
            kept.pop()
        if start < end:
            kept.append((start, end))
    return kept


def together(programs: tuple[Program, ...], none: Program, within: str, board: Board, classes: Classes) -> list[tuple[int, int]]:
    """Clause patterns: spans from the first to the last of the programs' matches, where all stand in one clause or sentence."""
    out = []
    for first, last in regions(within, board):
        inside = (1 << last) - (1 << first)
        low, high = last, first
        for program in programs:
            ends = run(program, inside, board, classes) & inside << 1
            if not ends:
                break
            for start in bits(_may_begin(program, board, classes) & inside):
                reached = run(program, 1 << start, board, classes) & inside << 1
                if reached:
                    low = min(low, start)
                    high = max(high, (reached & -reached).bit_length() - 1)
                    break
        else:
            if not none or not run(none, inside, board, classes) & inside << 1:
                out.append((low, high))
    return out


def regions(within: str, board: Board) -> Iterator[tuple[int, int]]:
    """First place and end of every clause or sentence."""
    for first, last in board.sentences:
        if within == "sentence":
            yield first, last
            continue
        start = first
        for place in [*bits(board.breaks & ((1 << last) - (2 << first))), last]:
            if place > start:
                yield start, place
            start = place


def candidates(pack: dict[str, Any], board: Board) -> list[int]:
    """The phrases whose rarest word is on the board, and two more of their words with it."""
    where = board.where
    out: set[int] = set()
    index = pack["index"]
    for symbol in where:
        for number, a, b in index.get(symbol, ()):
            if (a < 0 or a in where) and (b < 0 or b in where):
                out.add(number)
    return sorted(out)


def captured(program: Program, start: int, end: int, board: Board, classes: Classes) -> dict[str, tuple[int, int]]:
    """What the named parts of a program hold, for a match of ``start:end``: name → span of places."""
    return _trace(program, 0, start, end, board, classes) or {}


def _trace(program: Program, at: int, start: int, end: int, board: Board, classes: Classes) -> dict[str, tuple[int, int]] | None:
    """One way through the rest of the program from ``start`` to ``end``; the shortest pieces first."""
    if at == len(program):
        return {} if start == end else None
    code, arg = program[at]
    for middle in bits(run((program[at],), 1 << start, board, classes)):
        rest = _trace(program, at + 1, middle, end, board, classes)
        if rest is None:
            continue
        if code == CAP:
            return {arg[0]: (start, middle), **rest}
        if code == OPT and middle > start:
            return {**(_trace(arg, 0, start, middle, board, classes) or {}), **rest}
        if code in (ALT, CLS):
            for _, branch in classes[arg] if code == CLS else arg:
                inner = _trace(branch, 0, start, middle, board, classes)
                if inner is not None:
                    return {**inner, **rest}
        return rest
    return None
