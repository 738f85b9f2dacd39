"""From a document as the editor has it to findings with their places in it: the one step that knows about formats."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ...model import Finding
from .ignores import ignores
from .settings import Settings, linter

MARKDOWN = frozenset({"markdown", "gfm", "mdx", "quarto", "rmd"})
TEXT = frozenset({"plaintext", "text", "txt", "mail", "eml", ""})
_SUFFIXES = {".md": "markdown", ".markdown": "markdown", ".txt": "plaintext", ".text": "plaintext"}


@dataclass(frozen=True, slots=True)
class Edit:
    """A half-open span of the document (code points) and what to write there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Located:
    """A finding and its half-open span of the document; ``edits`` has one entry a suggestion, None where that replaces nothing."""

    finding: Finding
    start: int
    end: int
    edits: tuple[Edit | None, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the document that saveface cannot make sense of, with its span."""

    start: int
    end: int
    message: str


@dataclass(frozen=True, slots=True)
class Examined:
    """A document's text and what was found in it, by place."""

    text: str
    located: tuple[Located, ...] = ()
    problems: tuple[Problem, ...] = ()


def kind(path: str, language_id: str | None) -> str | None:
    """``markdown`` or ``plaintext``, by the editor's language id, else by the name; None for what is not read."""
    language_id = language_id.lower() if language_id is not None else None  # JetBrains says TEXT
    if language_id in MARKDOWN:
        return "markdown"
    by_name = _SUFFIXES.get(os.path.splitext(path)[1].lower())
    if language_id in TEXT or language_id is None:
        return by_name or "plaintext"
    return by_name


def examine(path: str, language_id: str | None, text: str, settings: Settings) -> Examined:
    """The findings of a document, without those that its own comments suppress."""
    form = kind(path, language_id)
    if form is None:
        return Examined(text)
    suppressed, problems = ignores(text) if form == "markdown" else ((), ())
    found = linter(settings).check(text, settings.language)
    kept = (f for f in found if not any(ignore.covers(f) for ignore in suppressed))
    return Examined(text, tuple(_locate(f) for f in kept), tuple(Problem(*problem) for problem in problems))


def _locate(finding: Finding) -> Located:
    edits = tuple(None if s.start is None or s.end is None else Edit(s.start, s.end, s.text) for s in finding.suggestions)
    return Located(finding, finding.start, finding.end, edits)
