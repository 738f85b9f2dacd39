"""Suppressions in Markdown comments, ``<!-- saveface: ignore blame/wrong -- reason -->``: what holds, and where one goes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...lexicon import store
from ...model import Finding
from ...text.fold import fold
from ...text.mask import BREAK, mask

_COMMENT = re.compile(r"<!--[ \t]*saveface:(.*?)-->", re.S)
_GAP = re.compile(r"\n[ \t\r]*\n\s*")
_ONLY_COMMENTS = re.compile(r"(?:<!--.*?-->|\s)*\Z", re.S)
_FRONT = re.compile(r"(---|\+\+\+)[ \t]*\r?\n.*?^(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)


@dataclass(frozen=True, slots=True)
class Ignore:
    """A suppression: rules or families (none: all), and the half-open span of the text that it holds for."""

    rules: tuple[str, ...]
    start: int
    end: int

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is not to be shown."""
        return self.start <= finding.start < self.end and (not self.rules or bool({finding.rule, finding.family} & set(self.rules)))


def ignores(text: str) -> tuple[tuple[Ignore, ...], tuple[tuple[int, int, str], ...]]:
    """The suppressions of a text, and the mistakes in them (start, end, message).

    Each holds for its paragraph, or for the next one if it stands alone; ``ignore-file`` for the whole text.
    """
    found, mistakes = [], []
    for match in _COMMENT.finditer(text):
        what = match[1].partition("--")[0]
        verb, *rules = what.replace(",", " ").split() or [""]
        mistake = _mistake(verb, rules, "--" in match[1])
        if mistake:
            mistakes.append((*match.span(), mistake))
        else:
            span = (0, len(text)) if verb == "ignore-file" else _paragraph(text, match.end())
            found.append(Ignore(tuple(rules), *span))
    return tuple(found), tuple(mistakes)


def insertion(text: str, offset: int) -> tuple[int, str]:
    """Where a comment goes that is to hold for the paragraph around an offset, and the indentation it takes there."""
    shown = mask(text, fold(text, None))
    front = _FRONT.match(text)
    first = front.end() if front else 0
    start = text.rfind("\n", 0, offset) + 1
    while start > first:
        above = text.rfind("\n", 0, start - 1) + 1
        line = shown[above : start - 1]
        if not line.strip() or line.strip(BREAK + " \t\r") == "":  # a blank line; a quotation or code
            break
        start = above
    start = max(start, first)
    indent = re.compile(r"[ \t]*").match(text, start)
    return start, indent.group() if indent else ""


def _mistake(verb: str, rules: list[str], has_reason: bool) -> str | None:
    if verb not in ("ignore", "ignore-file"):
        return f"saveface: {verb!r} is not known here; write: saveface: ignore blame/wrong -- the reason"
    known = store.load("manual")["rules"]
    names = {*known, *(rule.partition("/")[0] for rule in known)}
    for rule in rules:
        if rule not in names:
            return f"saveface: {rule!r} is no rule; " + ("saveface rules lists them" if has_reason else "put -- before the reason")
    return None


def _paragraph(text: str, offset: int) -> tuple[int, int]:
    begin = 0
    for gap in _GAP.finditer(text):
        if gap.start() >= offset and not _ONLY_COMMENTS.match(text[begin : gap.start()]):
            return begin, gap.start()
        begin = gap.end()
    return begin, len(text)
