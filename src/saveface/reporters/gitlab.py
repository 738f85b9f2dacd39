"""GitLab's Code Quality report: one JSON list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .json_ import dumps
from .message import fingerprints, message
from .place import Checked

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """GitLab hides all but the first of equal fingerprints, so each finding has one of its own."""
    rows = [
        {
            "description": message(located.finding),
            "check_name": located.finding.rule,
            "fingerprint": mark,
            "severity": _SEVERITIES[located.finding.severity],
            "location": {
                "path": text.shown_path,
                "lines": {"begin": text.place(located.start).line, "end": text.place(max(located.start, located.end - 1)).line},
            },
        }
        for text, located, mark in fingerprints(texts)
    ]
    yield dumps(rows, indent=2) + "\n"
