"""Replace what a suggestion can replace without a person: nothing to fill in, nothing lost, and not itself at fault."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Iterator

from .linter import Linter
from .model import SEVERITIES, Finding, Suggestion
from .text.fold import fold
from .text.mask import GLUE, OPAQUE, QUOTE, SLOT, mask

TYPE_CHECKING = False

PASSES = 20
"""Findings replaced in one text at the most."""

# Beside the finding itself, a replaced span must not hold another clause or anything that stands for a fact.
_CLAUSE = r"[,;:，；：、…—–(（\n]|\s-\s|[.!?。！？](?=.)"
_FIGURE = r"\d+"


class Rewritten(namedtuple("Rewritten", ("text", "findings", "count"))):
    """A text with what could be replaced replaced, the findings that are left in it, and how many were replaced."""

    __slots__ = ()

    if TYPE_CHECKING:
        text: str
        findings: tuple[Finding, ...]
        count: int


def rewrite(text: str, linter: Linter, language: str | None = None, level: str = "info") -> Rewritten:
    """Replace findings at or above ``level``, one after the other; a replacement that is found fault with is not used."""
    found = linter.check(text, language)
    count = 0
    for _ in range(PASSES):
        step = next(_steps(text, found, linter, language, level), None)
        if step is None:
            break
        text, found = step
        count += 1
    return Rewritten(text, tuple(found), count)


def at_or_above(finding: Finding, level: str) -> bool:
    """Whether a finding is as grave as that."""
    return SEVERITIES.index(finding.severity) >= SEVERITIES.index(level)


def _steps(text: str, found: list[Finding], linter: Linter, language: str | None, level: str) -> Iterator[tuple[str, list[Finding]]]:
    """Texts with one finding replaced that have one fewer, and none that was not there before."""
    shown = None
    for finding in found:
        if not at_or_above(finding, level):
            continue
        shown = shown or mask(text, fold(text, None))
        for suggestion in finding.suggestions:
            if not is_safe(suggestion, finding, text, shown):
                continue
            new = text[: suggestion.start] + suggestion.text + text[suggestion.end :]
            after = linter.check(new, language)
            before = [(f.rule, f.quote) for f in found if f is not finding]
            if len(after) < len(found) and all((f.rule, f.quote) in before for f in after):
                yield new, after


def is_safe(suggestion: Suggestion, finding: Finding, text: str, shown: str) -> bool:
    """Whether a suggestion can be put into its place unseen. ``shown`` is the masked text.

    It must replace a span, leave no blank, keep every figure, placeholder, link and quotation of that span, and the span must
    hold no clause beside the finding's own.
    """
    start, end = suggestion.start, suggestion.end
    if start is None or end is None or suggestion.blanks:
        return False
    kept = re.findall(_FIGURE, text[start:end])
    kept += [text[start + m.start() : start + m.end()] for m in re.finditer(f"{SLOT}+|{OPAQUE}+|{QUOTE}+|{GLUE}+", shown[start:end])]
    if any(piece not in suggestion.text for piece in kept):
        return False
    beside = text[start : max(start, finding.start)], text[min(end, finding.end) : end]
    return not any(re.search(_CLAUSE, piece.strip()) for piece in beside)
