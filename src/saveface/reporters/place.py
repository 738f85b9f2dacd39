"""Where findings stand in a file: offsets to lines and columns, in the unit that a reader of the report counts in."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import namedtuple

from ..model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..readers.record import Source

    Unit = Callable[[str], int]


class Place(namedtuple("Place", ("line", "column"))):
    """Line and column, both counted from 1."""

    __slots__ = ()

    if TYPE_CHECKING:
        line: int
        column: int


class Edit(namedtuple("Edit", ("start", "end", "text"))):
    """A half-open span of the file's decoded text and what to write there; ``text`` is None where that is not safe."""

    __slots__ = ()

    if TYPE_CHECKING:
        start: int
        end: int
        text: str | None


class Located(namedtuple("Located", ("finding", "key", "start", "end", "edits", "reply"))):
    """A finding (its offsets are those of its reply) and where it stands in the file.

    ``key`` names the reply within the file, "" where the file is one; ``edits`` has one entry a suggestion, None where that
    replaces nothing; ``reply`` is a hash of the reply's text, "" where nobody asked for it.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        finding: Finding
        key: str
        start: int
        end: int
        edits: tuple[Edit | None, ...]
        reply: str


class Suppressed(namedtuple("Suppressed", ("located", "kind", "reason"))):
    """A finding that is not reported: ``kind`` is inSource (an ignore in the file) or external (a baseline)."""

    __slots__ = ()

    if TYPE_CHECKING:
        located: Located
        kind: str
        reason: str


def utf8(text: str) -> int:
    """Length in UTF-8 bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


def utf16(text: str) -> int:
    """Length in UTF-16 code units, as JavaScript counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def as_it_stands(finding: Finding) -> Located:
    """A finding of a text that is the whole file."""
    edits = tuple(None if s.start is None else Edit(s.start, s.end, None if s.blanks else s.text) for s in finding.suggestions)
    return Located(finding, "", finding.start, finding.end, edits, "")


class Checked:
    """One file that was checked: its path, decoded text, findings and replies; or, with ``error``, one that could not be."""

    def __init__(
        self,
        path: str,
        text: str,
        findings: Sequence[Finding] = (),
        *,
        located: Sequence[Located] | None = None,
        replies: Sequence[str] = ("",),
        suppressed: Sequence[Suppressed] = (),
        skipped: Sequence[str] = (),
        error: str | None = None,
        texts: Sequence[str] = (),
        source: Source | None = None,
    ) -> None:
        """``replies`` are the keys of all replies, ``skipped`` the languages of those that were not checked.

        ``texts`` are the replies and ``source`` what they were read from; a result out of the cache has neither.
        """
        self.path = path
        self.text = text
        self.located = [as_it_stands(f) for f in findings] if located is None else list(located)
        self.replies = replies
        self.suppressed = list(suppressed)
        self.skipped = skipped
        self.error = error
        self.texts = texts
        self.source = source
        self._starts: list[int] | None = None

    @property
    def findings(self) -> list[Finding]:
        """The findings alone, with their offsets in their replies."""
        return [item.finding for item in self.located]

    @property
    def starts(self) -> list[int]:
        r"""Offsets of the beginnings of the lines; \\n, \\r\\n and \\r end a line."""
        if self._starts is None:
            text, self._starts = self.text, [0]
            if "\r" in text:
                from io import StringIO

                for line in StringIO(text, newline=""):
                    self._starts.append(self._starts[-1] + len(line))
                if text[-1] not in "\r\n":
                    self._starts.pop()
            else:
                at = text.find("\n")
                while at >= 0:
                    self._starts.append(at + 1)
                    at = text.find("\n", at + 1)
        return self._starts

    def place(self, offset: int, unit: Unit = len) -> Place:
        """Line and column of an offset; the column in code points, or as ``unit`` measures the text before it."""
        line = bisect_right(self.starts, offset)
        start = self.starts[line - 1]
        return Place(line, 1 + (offset - start if unit is len else unit(self.text[start:offset])))

    def line(self, number: int) -> str:
        """The text of a line without its end."""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")

    @property
    def shown_path(self) -> str:
        """The path as services want it: from the working directory where the file lies below it, with forward slashes."""
        path = self.path
        if os.path.isabs(path):
            inside = os.path.relpath(path)
            path = path if inside.startswith("..") else inside
        return path if path == "<stdin>" else os.path.normpath(path).replace(os.sep, "/")
