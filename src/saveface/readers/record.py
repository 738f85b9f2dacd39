"""What readers hand on: a file, its replies, and the suppressions that stand in it."""

from __future__ import annotations

from collections import namedtuple

from ..text.mask import placeholders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from .layer import Layer


class Ignore(namedtuple("Ignore", ("rules", "reason", "start", "end", "scope"))):
    """A suppression as the file has it: rule ids or families (none: all), and why.

    ``start`` and ``end`` (half-open, of the source) are its own place. ``scope`` is what it holds for: ``"record"`` (each
    record that lists it), ``"file"``, or a half-open span of the source.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        rules: tuple[str, ...]
        reason: str
        start: int
        end: int
        scope: Literal["record", "file"] | tuple[int, int]


class Record(namedtuple("Record", ("layers", "key", "language", "ignores"), defaults=("", None, ()))):
    """One reply of a file.

    ``layers`` lead from the file's source to what the customer sees (the string of a JSON file, the HTML in that string).
    ``key`` is its place for people: empty for a file that is one text, else a key path or record id. ``language`` is the
    primary subtag that the file gives (``en``, ``zh``, also ``de``); what is in a language that is not saveface's is not to
    be checked. ``ignores`` are the suppressions that hold for it.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        layers: tuple[Layer, ...]
        key: str
        language: str | None
        ignores: tuple[Ignore, ...]

    @property
    def text(self) -> str:
        """What the customer sees; placeholders stand as they are."""
        return str(self.layers[-1].text)

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the file's source (code points) behind a half-open span of the text."""
        for layer in reversed(self.layers):
            start, end = layer.source(start, end)
        return start, end

    def escape(self, text: str, start: int, end: int) -> str | None:
        """How ``text`` is written in the source in place of that span; None where it cannot be done safely.

        Not safe: across markup, into a placeholder or a template's tag, or where a placeholder would be lost.
        """
        if not _keeps_placeholders(self.text, text, start, end):
            return None
        written: str | None = text
        for layer in reversed(self.layers):
            if written is None:
                return None
            written = layer.escape(written, start, end)
            start, end = layer.source(start, end)
        return written


def _keeps_placeholders(old: str, new: str, start: int, end: int) -> bool:
    inside = []
    for left, right in placeholders(old):
        if left < end and start < right:
            if left < start or right > end or old.startswith("{%", left):
                return False
            inside.append(old[left:right])
    # A blank such as [date] may be new; everything else that is filled in by a machine stays what and where it was.
    return inside == [part for part in (new[a:b] for a, b in placeholders(new)) if part in inside or not part.startswith("[")]


class Source(namedtuple("Source", ("path", "text", "format", "records", "ignores", "encoding", "bom"))):
    """One file as it stands.

    ``text`` is the decoded file, line ends kept, byte order mark removed; for a workbook its cells, a row a line.
    ``encoding`` is the codec that gave it and ``bom`` whether a mark stood before it. ``ignores`` are all suppressions
    found, also those that hold for no record.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        path: str
        text: str
        format: str
        records: Sequence[Record]
        ignores: tuple[Ignore, ...]
        encoding: str
        bom: bool

    def encode(self, text: str) -> bytes:
        """A changed text as the bytes of the file; raises UnicodeEncodeError where its encoding lacks a character."""
        return (("\ufeff" if self.bom else "") + text).encode(self.encoding)
