"""Workflow commands that GitHub shows as annotations; columns in UTF-16 units, as its pages count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .message import message
from .place import Checked, utf16

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """A command a finding."""
    for text in texts:
        for finding, key, start, end, *_ in text.located:
            line, column = text.place(start, utf16)
            end_line, end_column = text.place(end, utf16)
            fields = {"file": text.shown_path, "line": line, "col": column, "endLine": end_line, "endColumn": end_column}
            if end_line != line:  # GitHub takes columns within one line only
                fields = {"file": text.shown_path, "line": line, "endLine": end_line}
            fields["title"] = f"saveface ({finding.rule})"
            where = f"{key}: " if key else ""
            told = ",".join(f"{name}={_property(str(value))}" for name, value in fields.items())
            yield f"::{_COMMANDS[finding.severity]} {told}::{_data(where + message(finding))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
