"""Offsets of a document to the protocol's lines and columns, and back, in the unit that was agreed with the editor."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from lsprotocol import types

_BYTES = {types.PositionEncodingKind.Utf8: "utf-8", types.PositionEncodingKind.Utf16: "utf-16-le"}
_END = re.compile(r"\r\n|\r|\n")


def unit(encoding: types.PositionEncodingKind | str | None) -> Callable[[str], int]:
    """How long a piece of text is in the units of a position encoding."""
    codec = _BYTES.get(types.PositionEncodingKind(encoding or types.PositionEncodingKind.Utf16))
    if codec is None:
        return len
    size = 2 if codec == "utf-16-le" else 1
    return lambda text: len(text.encode(codec, "surrogatepass")) // size


class Lines:
    r"""Where the lines of a text begin; ``\n``, ``\r\n`` and ``\r`` end one, as the protocol has it, and nothing else does."""

    def __init__(self, text: str, encoding: types.PositionEncodingKind | str | None) -> None:
        self.text = text
        self._size = unit(encoding)
        self._starts = [0, *(match.end() for match in _END.finditer(text))]

    def position(self, offset: int) -> types.Position:
        """The place of an offset in code points."""
        line = bisect_right(self._starts, offset) - 1
        return types.Position(line, self._size(self.text[self._starts[line] : offset]))

    def range(self, start: int, end: int) -> types.Range:
        """The place of a half-open span."""
        return types.Range(self.position(start), self.position(end))

    def offset(self, position: types.Position) -> int:
        """The offset in code points of a place; one beyond its line means the line's end, one beyond the text the text's."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[position.line]
        line = _END.split(self.text[start : self._stop(position.line)])[0]
        if self._size is len:
            return start + min(position.character, len(line))
        at = 0
        for n, char in enumerate(line):
            at += self._size(char)
            if at > position.character:
                return start + n
        return start + len(line)

    def start_of_line(self, number: int) -> int:
        """The offset at which a line, counted from 0, begins; the text's end where there is none."""
        return self._starts[number] if number < len(self._starts) else len(self.text)

    def _stop(self, line: int) -> int:
        return self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
