"""A spaCy component, ``nlp.add_pipe("saveface")``: findings as spans, ``doc.spans["saveface"]``."""

from __future__ import annotations

from functools import partial
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from .linter import Linter
from .model import LANGUAGES, Finding, SavefaceError

KEY = "saveface"
EXTENSIONS = ("rule", "severity", "title", "why", "quote", "suggestions")
"""What a span tells: ``span._.saveface_rule`` and so on; None on a span that is no finding."""

DEFAULTS: dict[str, Any] = {
    "select": [],
    "ignore": [],
    "min_severity": "info",
    "ui_language": None,
    "language": None,
    "spans_key": KEY,
}

_RECORDS = "saveface_findings"


def _told(name: str, span: Span) -> Any:
    return ((span._.get(_RECORDS) or {}).get(span.label_) or {}).get(name)


Span.set_extension(_RECORDS, default=None, force=True)
for _name in EXTENSIONS:
    Span.set_extension(f"saveface_{_name}", getter=partial(_told, _name), force=True)


class SavefaceComponent:
    """Puts the findings of a document's text into ``doc.spans[spans_key]``, labelled with their rules.

    A finding covers whole tokens; of two of one rule on the same tokens the first stands. ``saveface_quote`` is the exact
    wording, ``saveface_suggestions`` a list of {text, start, end, blanks} whose offsets are those of ``doc.text``.
    """

    def __init__(self, linter: Linter, language: str | None, spans_key: str) -> None:
        self._linter = linter
        self._language = language
        self._key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """The document with its findings; its text and tokens stay as they are."""
        spans: dict[tuple[int, int, str], Span] = {}
        for finding in self._linter.check(doc.text, self._language):
            span = doc.char_span(finding.start, finding.end, label=finding.rule, alignment_mode="expand")
            if (span.start, span.end, finding.rule) not in spans:
                span._.set(_RECORDS, {**(span._.get(_RECORDS) or {}), finding.rule: _record(finding)})
                spans[span.start, span.end, finding.rule] = span
        doc.spans[self._key] = SpanGroup(doc, name=self._key, spans=list(spans.values()))
        return doc


@Language.factory(KEY, default_config=DEFAULTS, assigns=["doc.spans"])  # type: ignore[untyped-decorator]  # spaCy ships no types
def make(
    nlp: Language,
    name: str,
    select: list[str],
    ignore: list[str],
    min_severity: str,
    ui_language: str | None,
    language: str | None,
    spans_key: str,
) -> SavefaceComponent:
    """The component; its options are those of ``saveface check``. The language is told sentence by sentence unless given."""
    if language is not None and language not in LANGUAGES:
        raise SavefaceError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    linter = Linter(select=select, ignore=ignore, min_severity=min_severity, ui_language=ui_language)
    return SavefaceComponent(linter, language, spans_key)


def _record(finding: Finding) -> dict[str, Any]:
    """Plain values, which survive ``Doc.to_bytes``, ``DocBin`` and the processes of ``nlp.pipe``."""
    suggestions = [{"text": s.text, "start": s.start, "end": s.end, "blanks": s.blanks} for s in finding.suggestions]
    values = (finding.rule, finding.severity, finding.title, finding.why, finding.quote, suggestions)
    return dict(zip(EXTENSIONS, values, strict=True))
