"""All findings as one JSON list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..model import Finding
from .place import Checked


def record(text: Checked, finding: Finding) -> dict[str, Any]:
    """A finding as JSON values; offsets and columns in code points."""
    (line, column), (end_line, end_column) = text.place(finding.start), text.place(finding.end)
    return {
        "file": text.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "start": finding.start,
        "end": finding.end,
        "rule": finding.rule,
        "severity": finding.severity,
        "language": finding.language,
        "quote": finding.quote,
        "title": finding.title,
        "why": finding.why,
        "suggestions": [{"text": s.text, "start": s.start, "end": s.end, "blanks": s.blanks} for s in finding.suggestions],
    }


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON text that any UTF-8 stream takes: a lone surrogate is escaped, other characters stand as they are."""
    try:
        text = json.dumps(value, ensure_ascii=False, indent=indent)
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value, indent=indent)
    return text


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """One list, also when it is empty."""
    yield dumps([record(text, finding) for text in texts for finding in text.findings], indent=2) + "\n"
