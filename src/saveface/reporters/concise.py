"""One line a finding: path:line:column: severity rule title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .place import Checked


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """Each finding on a line of its own, in the order of the files; the reply's key at the end where a file has several."""
    for text in texts:
        for finding, key, start, *_ in text.located:
            line, column = text.place(start)
            where = f" [{key}]" if key else ""
            yield f"{text.path}:{line}:{column}: {finding.severity} {finding.rule} {finding.title}{where}\n"
