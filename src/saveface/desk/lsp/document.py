"""From a document as the editor has it to findings with their places in it: the one step that knows about formats."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ...config.settings import DEFAULT
from ...examine import examine_source
from ...model import Finding, SavefaceError
from ...plan import NO_REPLIES
from ...readers import SUFFIXES
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
    """``markdown`` or ``plaintext``, by the editor's language id, else by the name; None for what is not read.

    A file of replies that a reader knows is a ``library``.
    """
    language_id = language_id.lower() if language_id is not None else None  # JetBrains says TEXT
    if language_id in MARKDOWN:
        return "markdown"
    suffix = os.path.splitext(path)[1].lower()
    by_name = _SUFFIXES.get(suffix)
    if suffix in SUFFIXES and by_name is None:
        return None if os.path.basename(path) in NO_REPLIES else "library"
    if language_id in TEXT or language_id is None:
        return by_name or "plaintext"
    return by_name


def examine(path: str, language_id: str | None, text: str, settings: Settings) -> Examined:
    """The findings of a document, without those that its own comments suppress."""
    form = kind(path, language_id)
    if form is None:
        return Examined(text)
    if form == "library":
        return _library(path, text, settings)
    suppressed, problems = ignores(text) if form == "markdown" else ((), ())
    found = linter(settings).check(text, settings.language)
    kept = (f for f in found if not any(ignore.covers(f) for ignore in suppressed))
    return Examined(text, tuple(_locate(f) for f in kept), tuple(Problem(*problem) for problem in problems))


def _locate(finding: Finding) -> Located:
    edits = tuple(None if s.start is None or s.end is None else Edit(s.start, s.end, s.text) for s in finding.suggestions)
    return Located(finding, finding.start, finding.end, edits)


def _library(path: str, text: str, settings: Settings) -> Examined:
    """The findings of a file of replies, by way of its reader; what makes it unreadable is a problem of its first line."""
    of_file = DEFAULT._replace(language=settings.language, encoding="utf-8")
    try:
        checked = examine_source(path, text.encode("utf-8", "surrogatepass"), of_file, lambda _: linter(settings))
    except SavefaceError as error:
        return Examined(text, problems=(Problem(0, len(text.partition("\n")[0]), str(error)),))
    located = []
    for item in checked.located:
        edits = tuple((edit and edit.text is not None and Edit(edit.start, edit.end, edit.text)) or None for edit in item.edits)
        located.append(Located(item.finding, item.start, item.end, edits))
    return Examined(text, tuple(located))
