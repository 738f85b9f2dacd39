"""Replace what a suggestion can replace without a person: nothing to fill in, nothing lost, and not itself at fault."""

from __future__ import annotations

import re
from collections import Counter, namedtuple
from collections.abc import Iterator

from .linter import Linter
from .model import SEVERITIES, Finding, Suggestion
from .text.fold import fold
from .text.mask import GLUE, OPAQUE, QUOTE, SLOT, mask

TYPE_CHECKING = False

PASSES = 20
"""How often a text is gone through at the most."""

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
    """Replace findings at or above ``level``; a replacement that is found fault with is not used."""
    found = linter.check(text, language)
    count = 0  # of findings that are gone
    for _ in range(PASSES):
        step = next(_steps(text, found, linter, language, level), None)
        if step is None:
            break
        count += len(found) - len(step[1])
        text, found = step
    return Rewritten(text, tuple(found), count)


def at_or_above(finding: Finding, level: str) -> bool:
    """Whether a finding is as grave as that."""
    return SEVERITIES.index(finding.severity) >= SEVERITIES.index(level)


def _steps(text: str, found: list[Finding], linter: Linter, language: str | None, level: str) -> Iterator[tuple[str, list[Finding]]]:
    """Texts with findings replaced that have so many fewer, and none that was not there before: all at once, then one by one."""
    shown = mask(text, fold(text, None))
    fixable = [
        (finding, [s for s in finding.suggestions if is_safe(s, finding, text, shown)]) for finding in found if at_or_above(finding, level)
    ]
    choices = [(finding, suggestion) for finding, safe in fixable for suggestion in safe]
    firsts: list[tuple[Finding, Suggestion]] = []
    for finding, safe in fixable:
        if safe and (not firsts or (firsts[-1][1].end or 0) <= (safe[0].start or 0)):
            firsts.append((finding, safe[0]))
    for step in [firsts, *([choice] for choice in choices)]:
        if not step:
            continue
        new = text
        for _, suggestion in reversed(step):
            assert suggestion.start is not None and suggestion.end is not None
            new = new[: suggestion.start] + suggestion.text + new[suggestion.end :]
        after = linter.check(new, language)
        before = [(f.rule, f.quote) for f in found if all(f is not replaced for replaced, _ in step)]
        if len(after) <= len(before) and not Counter((f.rule, f.quote) for f in after) - Counter(before):
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
