"""A decoded text and where each of its characters stood: one step of decoding, undone span by span."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PLAIN, ATOM, FIXED = 0, 1, 2
"""A piece as it stands in the source; one written otherwise (an entity, an escape, a fold); one that stands for structure."""


def as_it_is(_: Layer, text: str, __: int, ___: int) -> str | None:
    """A layer without a syntax of its own takes any text."""
    return text


class Layer(namedtuple("Layer", ("text", "begins", "starts", "ends", "kinds", "origin", "write", "seamless"))):
    """``text`` in pieces: piece ``n`` begins at ``begins[n]`` of it and was ``starts[n]`` to ``ends[n]`` of what was decoded.

    What stood between two pieces has left no text. ``origin`` is where an empty text stood. ``write`` says how a
    replacement is written there (None: it cannot be); ``seamless`` that it may swallow what stands between pieces.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        text: str
        begins: Sequence[int]
        starts: Sequence[int]
        ends: Sequence[int]
        kinds: Sequence[int]
        origin: int
        write: Callable[[Layer, str, int, int], str | None]
        seamless: bool

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the source behind a half-open span of the text; a piece that is no plain one counts whole."""
        if not self.begins:
            return self.origin, self.origin
        first = max(0, bisect_right(self.begins, start) - 1)
        begin = self._inside(first, start, self.starts[first])
        if start >= end:
            return (begin, begin) if start < len(self.text) else (self.ends[-1], self.ends[-1])
        last = bisect_left(self.begins, end) - 1
        return begin, self._inside(last, end, self.ends[last])

    def _inside(self, piece: int, offset: int, otherwise: int) -> int:
        return self.starts[piece] + offset - self.begins[piece] if self.kinds[piece] == PLAIN else otherwise

    def after(self, place: int) -> int:
        """The offset of the first text that stood at or after a place of the source."""
        piece = bisect_right(self.ends, place)
        if piece == len(self.ends):
            return len(self.text)
        inside = place - self.starts[piece] if self.kinds[piece] == PLAIN else 0
        return int(self.begins[piece] + max(0, inside))

    def escape(self, text: str, start: int, end: int) -> str | None:
        """How ``text`` is written in place of a span, or None where that would change more than the span."""
        if not self.begins or start > end:
            return None
        first = max(0, bisect_right(self.begins, start) - 1)
        last = max(first, bisect_left(self.begins, end) - 1)
        for piece in range(first, last + 1):
            if self.kinds[piece] == FIXED or (piece > first and not self.seamless and self.starts[piece] != self.ends[piece - 1]):
                return None
        whole = self.begins[last + 1] if last + 1 < len(self.begins) else len(self.text)
        if (self.kinds[first] != PLAIN and start != self.begins[first]) or (self.kinds[last] != PLAIN and end != whole):
            return None
        return self.write(self, text, start, end)


class Builder:
    """Collects the pieces of a layer in the order of the source."""

    def __init__(self, source: str, origin: int = 0) -> None:
        self.source = source
        self.origin = origin
        self.length = 0
        self._parts: list[str] = []
        self._begins: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._kinds: list[int] = []

    def plain(self, start: int, end: int) -> None:
        """The source from start to end as it stands."""
        if start >= end:
            return
        self._parts.append(self.source[start:end])
        if self._kinds and self._kinds[-1] == PLAIN and self._ends[-1] == start:
            self._ends[-1] = end
            self.length += end - start
        else:
            self._add(end - start, start, end, PLAIN)

    def atom(self, text: str, start: int, end: int, kind: int = ATOM) -> None:
        """``text`` for the whole of the source from start to end."""
        if text:
            self._parts.append(text)
            self._add(len(text), start, end, kind)

    def _add(self, length: int, start: int, end: int, kind: int) -> None:
        self._begins.append(self.length)
        self._starts.append(start)
        self._ends.append(end)
        self._kinds.append(kind)
        self.length += length

    def layer(self, write: Callable[[Layer, str, int, int], str | None] = as_it_is, seamless: bool = False) -> Layer:
        """The layer of what was collected."""
        return Layer("".join(self._parts), self._begins, self._starts, self._ends, self._kinds, self.origin, write, seamless)


def stretch(source: str, start: int, end: int, write: Callable[[Layer, str, int, int], str | None] = as_it_is) -> Layer:
    """The layer of a stretch of the source that is written as it reads."""
    if start >= end:
        return Layer("", (), (), (), (), start, write, False)
    return Layer(source[start:end], (0,), (start,), (end,), (PLAIN,), start, write, False)
