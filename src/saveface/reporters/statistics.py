"""How often each rule was found, the commonest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..model import Finding
from .json_ import dumps
from .place import Checked


def report(texts: Sequence[Checked], as_json: bool) -> Iterator[str]:
    """Count, rule, severity and title: a line each, or one JSON list."""
    counts: Counter[str] = Counter()
    first: dict[str, Finding] = {}
    for text in texts:
        for finding in text.findings:
            counts[finding.rule] += 1
            first.setdefault(finding.rule, finding)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    if as_json:
        yield dumps([{"count": n, "rule": r, "severity": first[r].severity, "title": first[r].title} for r, n in rows], indent=2) + "\n"
        return
    wide = max((len(str(n)) for _, n in rows), default=0), max((len(rule) for rule, _ in rows), default=0)
    for rule, n in rows:
        yield f"{n:{wide[0]}}  {rule:{wide[1]}}  {first[rule].severity:7}  {first[rule].title}\n"
