"""One line a finding: path:line:column: severity rule title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .place import Checked


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """Each finding on a line of its own, in the order of the files."""
    for text in texts:
        for finding in text.findings:
            line, column = text.place(finding.start)
            yield f"{text.path}:{line}:{column}: {finding.severity} {finding.rule} {finding.title}\n"
