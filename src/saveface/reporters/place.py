"""Offsets to lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from collections import namedtuple

from ..model import Finding

TYPE_CHECKING = False


class Place(namedtuple("Place", ("line", "column"))):
    """Line and column, both counted from 1; the column in code points."""

    __slots__ = ()

    if TYPE_CHECKING:
        line: int
        column: int


class Checked:
    """One text that was checked: its path, its findings, and where its lines begin."""

    def __init__(self, path: str, text: str, findings: list[Finding]) -> None:
        self.path = path
        self.text = text
        self.findings = findings
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        r"""Offsets of the beginnings of the lines; \\n, \\r\\n and \\r end a line."""
        if self._starts is None:
            self._starts = [0]
            for line in self.text.splitlines(keepends=True) if "\r" in self.text else self.text.split("\n"):
                self._starts.append(self._starts[-1] + len(line) + ("\r" not in self.text))
        return self._starts

    def place(self, offset: int) -> Place:
        """Line and column of an offset."""
        line = bisect_right(self.starts, offset, 0, max(1, len(self.starts) - 1))
        return Place(line, offset - self.starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line without its end."""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")
