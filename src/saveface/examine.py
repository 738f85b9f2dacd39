"""Check one file: its bytes to replies, their findings to places in the file."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from .config.settings import Settings
from .linter import Linter
from .model import LANGUAGES
from .readers.files import STDIN, decode
from .reporters.place import Checked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .model import Finding, Suggestion
    from .readers.record import Record
    from .reporters.place import Located

PLAIN = (".txt", ".text")
MARKDOWN = (".md", ".markdown")
IGNORE = "saveface:"
"""What every suppression contains, whatever the format."""

_TURNS = b'"turns"'
"""What every conversation's file contains (see ``talk``)."""

_MARKUP = ("*", "_", "`", "~", "<", "&", "\\", "[", "#", "|", "--", "==", "  \n", "  \r", "\t")
"""Without any of these Markdown reads as it stands (its lists, quotations and paragraphs do anyway)."""


def is_plain(path: str, settings: Settings) -> bool:
    """Whether a file is a reply as it stands, so that no reader is needed, if its text allows it."""
    if settings.options or settings.format not in (None, "text", "markdown"):
        return False
    return path == STDIN or path.lower().endswith(MARKDOWN if settings.format == "markdown" else (*PLAIN, *MARKDOWN))


def examine(path: str, data: bytes, settings: Settings, linter: Callable[[Settings], Linter]) -> Checked:
    """Findings of a file. ``linter`` gives the one for some settings; a broken file raises SavefaceError."""
    if _TURNS in data and settings.format is None and (path == STDIN or path.lower().endswith(".json")):
        from .talk.examine import examine_conversation

        talk = examine_conversation(path, decode(data, path, settings.encoding), data, settings, linter)
        if talk is not None:
            return talk
    if is_plain(path, settings):
        text = decode(data, path, settings.encoding)
        if _reads_as_it_stands(path, text):
            draft, settings = _front(text, path, settings)
            return Checked(path, text, _check(linter(settings), draft, settings), texts=(draft,))
    return examine_source(path, data, settings, linter)


def _check(linter: Linter, text: str, settings: Settings) -> list[Finding]:
    return linter.check(text, settings.language, answering=settings.answering, case=settings.case)


def _front(text: str, path: str, settings: Settings) -> tuple[str, Settings]:
    """The draft with its front matter blanked, and the settings with what that says where the command line does not."""
    if not text.startswith("---"):
        return text, settings
    from .talk.front import split

    draft, answering, case = split(text, path, settings.encoding)
    return draft, settings._replace(answering=settings.answering or answering, case=settings.case or case)


def _reads_as_it_stands(path: str, text: str) -> bool:
    """Whether a reader would find just this one reply, in a language of ours, and no suppression."""
    if IGNORE in text.lower() or (path.lower().endswith(MARKDOWN) and any(mark in text for mark in _MARKUP)):
        return False
    if os.path.basename(path).count(".") < 2:
        return True
    from .readers.language import of_path

    language = of_path(path)
    return language is None or language in LANGUAGES


def examine_source(path: str, data: bytes, settings: Settings, linter: Callable[[Settings], Linter]) -> Checked:
    """The same by way of a reader, whatever the file: the result has its ``source``."""
    from .ignores import apply
    from .readers import read

    source = read(path, data, format=settings.format, encoding=settings.encoding, options=settings.options)
    if source.format == "markdown":
        settings = _front(source.text, path, settings)[1]
    found: list[tuple[Record, Sequence[Located]]] = []
    checked: list[Record] = []
    skipped: list[str] = []
    for record in source.records:
        if record.language and record.language not in LANGUAGES:
            skipped.append(record.language)
            continue
        checked.append(record)
        findings = _check(linter(settings), record.text, settings)
        if findings:
            found.append((record, locate(record, findings)))
    kept, hidden = apply(source, found, settings)
    keys, texts = [record.key for record in checked], [record.text for record in checked]
    return Checked(path, source.text, located=kept, replies=keys, suppressed=hidden, skipped=skipped, texts=texts, source=source)


def locate(record: Record, findings: Sequence[Finding]) -> list[Located]:
    """Findings of a reply with their places in its file, and how each suggestion would be written there."""
    from .baseline import digest
    from .reporters.place import Edit, Located

    def edit(suggestion: Suggestion) -> Edit | None:
        if suggestion.start is None or suggestion.end is None:
            return None
        start, end = record.source(suggestion.start, suggestion.end)
        written = None if suggestion.blanks else record.escape(suggestion.text, suggestion.start, suggestion.end)
        return Edit(start, end, written)

    reply = digest(record.text)
    return [Located(f, record.key, *record.source(f.start, f.end), tuple(edit(s) for s in f.suggestions), reply) for f in findings]
