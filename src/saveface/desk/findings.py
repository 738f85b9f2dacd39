"""From a draft to the answer about it: the linter, and places in the unit that the client counts in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from ..linter import Linter
from ..model import INTERFACES, SEVERITIES, Finding
from ..spoken import spoken
from .requests import Draft

_WARM = {"en": "You should have read it.", "zh": "这是公司规定。", "ru": "Таковы правила компании."}


class Checker:
    """Checks drafts with one linter an interface language; all of them share the lexicons."""

    def __init__(self, *, select: Iterable[str] = (), ignore: Iterable[str] = (), min_severity: str = "info") -> None:
        chosen, ignored = tuple(select), tuple(ignore)

        @cache
        def linter(ui_language: str | None) -> Linter:
            return Linter(select=chosen, ignore=ignored, min_severity=min_severity, ui_language=ui_language)

        self._linter = linter
        linter(None)  # names that do not exist are refused before the first request

    def warm(self) -> None:
        """Load every lexicon, so that the first request is as quick as the next."""
        for interface in (None, *INTERFACES):
            for text in _WARM.values():
                self._linter(interface).check(text)

    def answer(self, draft: Draft) -> dict[str, Any]:
        """Findings of a draft and what it is written in, ready for JSON."""
        found = find(self._linter(draft.ui_language), draft)
        place = utf16(draft.text) if draft.offsets == "utf16" else _itself
        return {
            "language": spoken(draft.text, draft.language),
            "offsets": draft.offsets,
            "counts": {severity: sum(f.severity == severity for f in found) for severity in SEVERITIES},
            "findings": [record(finding, place) for finding in found],
        }


def find(linter: Linter, draft: Draft) -> list[Finding]:
    """The findings of a draft, those of its case and of what it answers among them."""
    case: dict[str, str] | None = None
    if draft.case is not None:
        case = {"liable": draft.case.liable, "motive": draft.case.motive}
    return linter.check(draft.text, draft.language, answering=draft.answering, case=case)


def record(finding: Finding, place: Callable[[int], int]) -> dict[str, Any]:
    """A finding as JSON values, its places through ``place``; what is missing in the whole draft has none."""
    somewhere = finding.end > finding.start
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "start": place(finding.start) if somewhere else None,
        "end": place(finding.end) if somewhere else None,
        "quote": finding.quote,
        "title": finding.title,
        "why": finding.why,
        "language": finding.language,
        "interface": finding.interface,
        "suggestions": [
            {
                "text": s.text,
                "start": None if s.start is None else place(s.start),
                "end": None if s.end is None else place(s.end),
                "blanks": s.blanks,
            }
            for s in finding.suggestions
        ],
    }


def utf16(text: str) -> Callable[[int], int]:
    """From offsets in code points to those in UTF-16 code units, in which JavaScript, Java and C# count."""
    if text.isascii() or max(text) <= "\uffff":
        return _itself
    wide = [at for at, c in enumerate(text) if c > "\uffff"]
    return lambda offset: offset + bisect_left(wide, offset)


def _itself(offset: int) -> int:
    return offset
