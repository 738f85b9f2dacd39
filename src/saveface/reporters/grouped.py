"""A heading a file, its findings below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .full import width
from .place import Checked


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """Files with findings only; place, severity, rule and title in columns."""
    for text in texts:
        if not text.located:
            continue
        yield f"{text.path}:\n"
        rows = []
        for finding, key, start, *_ in text.located:
            line, column = text.place(start)
            rows.append((f"{line}:{column}", finding.severity, finding.rule, finding.title + (f" [{key}]" if key else "")))
        wide = [max(width(row[n]) for row in rows) for n in range(3)]
        for row in rows:
            cells = [cell + " " * (room - width(cell)) for cell, room in zip(row, wide, strict=False)]
            yield f"  {'  '.join(cells)}  {row[3]}\n"
        yield "\n"
