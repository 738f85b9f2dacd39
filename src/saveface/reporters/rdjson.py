"""reviewdog's diagnostic format; columns in UTF-8 bytes, the end exclusive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .json_ import dumps
from .message import message
from .place import Checked, Located, utf8

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """One object with all diagnostics; suggestions are those that could be committed as they stand."""
    found = [_diagnostic(text, located) for text in texts for located in text.located]
    yield dumps({"source": {"name": "saveface"}, "diagnostics": found}, indent=2) + "\n"


def _diagnostic(text: Checked, located: Located) -> dict[str, Any]:
    row: dict[str, Any] = {
        "message": message(located.finding),
        "location": {"path": text.shown_path, "range": _range(text, located.start, located.end)},
        "severity": _SEVERITIES[located.finding.severity],
        "code": {"value": located.finding.rule},
    }
    ready = [e for e in located.edits if e is not None and e.text is not None]
    if ready:
        row["suggestions"] = [{"range": _range(text, e.start, e.end), "text": e.text} for e in ready]
    return row


def _range(text: Checked, start: int, end: int) -> dict[str, dict[str, int]]:
    return {name: text.place(offset, utf8)._asdict() for name, offset in (("start", start), ("end", end))}
