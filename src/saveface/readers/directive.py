"""Suppressions with a reason: ``saveface: ignore blame/wrong, policy -- quoted by law``."""

from __future__ import annotations

import re
from collections import namedtuple

from ..model import SavefaceError
from .record import Ignore, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

WORD = "saveface:"
_IN_TEXT = re.compile(
    r"(?is)<!--\s*saveface:(?P<html>.*?)(?:-->|\Z)|\{#-?\s*saveface:(?P<jinja>.*?)-?#\}"
    r"|\{%-?\s*comment\s*-?%\}\s*saveface:(?P<liquid>.*?)\{%-?\s*endcomment\s*-?%\}"
)
_COMMENT = re.compile(r"(?:<!--.*?-->|\{#.*?#\}|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\s)*\Z", re.S)
_RULE = re.compile(r"[a-z-]+(?:/[a-z-]+)?\Z")
_GAP = re.compile(r"\n[ \t\r]*\n\s*")


class Directive(namedtuple("Directive", ("rules", "reason", "file"))):
    """What a suppression says; ``file`` where it was written ``ignore-file``."""

    __slots__ = ()

    if TYPE_CHECKING:
        rules: tuple[str, ...]
        reason: str
        file: bool

    def at(self, start: int, end: int, scope: Literal["record"] | tuple[int, int] = "record") -> Ignore:
        """The suppression at its place in the source."""
        return Ignore(self.rules, self.reason, start, end, "file" if self.file else scope)


def parse(said: str, place: str) -> Directive:
    """What stands after ``saveface:``; ``place`` (``path:line``) begins the message of a mistake."""
    what, dashes, reason = said.strip().partition("--")
    verb, *rules = what.replace(",", " ").split() or [""]
    if verb not in ("ignore", "ignore-file"):
        raise SavefaceError(f"{place}: saveface: {verb!r} is not known here; write: saveface: ignore blame/wrong -- the reason")
    for rule in rules:
        if not _RULE.match(rule):
            hint = "put -- before the reason" if not dashes else "rules look like blame/wrong, families like blame"
            raise SavefaceError(f"{place}: saveface: {rule!r} is no rule; {hint}")
    return Directive(tuple(rules), reason.strip(), verb == "ignore-file")


def line_of(text: str, offset: int) -> int:
    """The number of the line, from 1, in which an offset lies."""
    return text.count("\n", 0, offset) + text.count("\r", 0, offset) - text.count("\r\n", 0, offset) + 1


def in_record(record: Record, path: str, source: str) -> list[Ignore]:
    """The suppressions in comments of the record's own text; each holds for its paragraph, or for the next if it stands alone."""
    raw = record.layers[0].text
    if WORD not in raw.lower():
        return []
    found = []
    for match in _IN_TEXT.finditer(raw):
        start, end = record.layers[0].source(*match.span())
        directive = parse(next(part for part in match.groups() if part is not None), f"{path}:{line_of(source, start)}")
        offset = match.end()
        for layer in record.layers[1:]:
            offset = layer.after(offset)
        found.append(directive.at(start, end, record.source(*_paragraph(record.text, offset))))
    return found


def _paragraph(text: str, offset: int) -> tuple[int, int]:
    begin = 0
    for gap in _GAP.finditer(text):
        if gap.start() >= offset and not _COMMENT.match(text[begin : gap.start()]):
            return begin, gap.start()
        begin = gap.end()
    return begin, len(text)
