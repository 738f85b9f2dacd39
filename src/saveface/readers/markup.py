"""The second step of decoding: what markup the string of a JSON, YAML, CSV or PO file holds."""

from __future__ import annotations

from .directive import WORD, in_record
from .html import decode as decode_html
from .html import looks_like
from .layer import Builder, Layer
from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .record import Ignore

MARKUPS = ("auto", "plain", "html", "markdown", "icu")
"""``auto`` is HTML where a string holds a tag or an entity, else plain; ``icu`` also undoes ICU's doubled apostrophes."""


def record_of(
    outer: Layer, markup: str, key: str, language: str | None, ignores: tuple[Ignore, ...], path: str, source: str
) -> tuple[Record, list[Ignore]]:
    """The record of a string, and the suppressions that stand inside of it."""
    layers = [outer]
    if markup == "icu" and "'" in outer.text:
        layers.append(_icu(outer.text))
    if markup == "markdown":
        from .markdown import decode as decode_markdown

        layers.append(decode_markdown(layers[-1].text))
    elif markup == "html" or (markup != "plain" and looks_like(layers[-1].text)):
        layers.append(decode_html(layers[-1].text))
    record = Record(tuple(layers), key, language, ignores)
    inside = in_record(record, path, source) if WORD in outer.text.lower() else []
    return (record._replace(ignores=(*ignores, *inside)) if inside else record), inside


def _icu(text: str) -> Layer:
    """ICU's apostrophes: two are one; one before a brace quotes up to the next."""
    out = Builder(text)
    at = 0
    quoted = False
    while (mark := text.find("'", at)) >= 0:
        out.plain(at, mark)
        at = mark + 1
        if text.startswith("'", at):
            out.atom("'", mark, mark + 2)
            at += 1
        elif quoted or text[at : at + 1] in ("{", "}", "#", "|"):
            quoted = not quoted
        else:
            out.plain(mark, at)
    out.plain(at, len(text))
    return out.layer(_write_icu)


def _write_icu(_: Layer, text: str, __: int, ___: int) -> str | None:
    return None if "{" in text or "}" in text or "#" in text else text.replace("'", "''")
