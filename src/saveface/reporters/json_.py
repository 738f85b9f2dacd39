"""All findings as one JSON list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..model import Suggestion
from .place import Checked, Edit, Located


def record(text: Checked, located: Located) -> dict[str, Any]:
    """A finding as JSON values; offsets (of the file's text) and columns in code points."""
    finding = located.finding
    (line, column), (end_line, end_column) = text.place(located.start), text.place(located.end)
    return {
        "file": text.path,
        "record": located.key,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "start": located.start,
        "end": located.end,
        "rule": finding.rule,
        "severity": finding.severity,
        "language": finding.language,
        "quote": finding.quote,
        "title": finding.title,
        "why": finding.why,
        "suggestions": [_suggestion(s, edit) for s, edit in zip(finding.suggestions, located.edits, strict=True)],
    }


def _suggestion(suggestion: Suggestion, edit: Edit | None) -> dict[str, Any]:
    """``text`` as the customer would read it; ``fix`` is how --fix writes it into the file, null where it does not."""
    start, end, fix = edit or (None, None, None)
    return {"text": suggestion.text, "start": start, "end": end, "blanks": suggestion.blanks, "fix": fix}


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
    yield dumps([record(text, located) for text in texts for located in text.located], indent=2) + "\n"
