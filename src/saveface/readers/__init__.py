"""From bytes to replies: which format a file is in, and what its reader finds. Readers are imported when a file needs them."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .record import Source

_NESTED = ("json", "json-lines", "yaml")
_PRODUCTS = (
    *("zendesk-macros", "zendesk-shortcuts", "intercom", "gorgias", "freshdesk", "freshdesk-plain", "front", "helpscout"),
    *("chatwoot", "zammad", "osticket", "frappe", "rocketchat", "livechat", "crisp"),
)

FORMATS: dict[str, str] = {
    "text": "text",
    "markdown": "markdown",
    "html": "text",
    "json": "nested",
    "json-lines": "nested",
    "yaml": "nested",
    "csv": "csv_",
    "tsv": "csv_",
    "xlsx": "xlsx",
    "po": "po",
    "i18next": "nested",
    "icu": "nested",
    "rails": "nested",
    **dict.fromkeys(_PRODUCTS, "products"),
}
"""Formats and the module, or table, that knows each."""

SUFFIXES: dict[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".arb": "json",
    ".jsonl": "json-lines",
    ".ndjson": "json-lines",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".csv": "csv",
    ".tsv": "tsv",
    ".xlsx": "xlsx",
    ".xls": "xlsx",
    ".ods": "xlsx",
    ".po": "po",
    ".pot": "po",
}
"""What a file's name says; a name that says nothing is told by the text."""

_CLUES = (
    ("html", r"\s*(?:<!doctype html|<html\b|<(?:p|div|table|body)\b[^<>]*>)"),
    ("po", r"(?:#[^\n]*\n|\s)*msg(?:id|ctxt)\s+\""),
    ("json", r"\s*(?:\{\s*(?:\"|\})|\[\s*[\[{\"\]])"),
    ("markdown", r"---[ \t]*\r?\n(?:[\w-]+:.*\r?\n)+---"),
)


def syntax(path: str, text: str) -> str:
    """How a file is written: by its suffix, else by how it begins."""
    by_name = SUFFIXES.get(os.path.splitext(path)[1].lower())
    if by_name:
        return by_name
    for name, pattern in _CLUES:
        if re.match(pattern, text, re.I):
            if name == "json" and re.match(r"\s*\{.*\}[ \t]*\r?\n\s*\{", text):
                return "json-lines"
            return name
    return "text"


def recognise(path: str, text: str) -> str:
    """The format of a file, by its name and its shape; raises SavefaceError on a broken one."""
    name = syntax(path, text)
    if name not in _NESTED:
        return name
    from .nested import shape, tree

    return shape(tree(path, text, name), path, name)


def read(
    path: str, data: bytes, *, format: str | None = None, encoding: str | None = None, options: Mapping[str, Any] | None = None
) -> Source:
    """The replies of a file, with the way back to their places.

    ``format`` forces one of ``FORMATS``. ``options``: ``include`` and ``exclude`` (lists of key path patterns), ``columns``
    (names or numbers from 1), ``heading`` (the level of headings that begin a reply in Markdown), ``mapping`` (see
    ``exports.mapped``). A broken file raises SavefaceError: ``path:line: what is wrong, what would be right``.
    """
    from .open import read as read_source

    return read_source(path, data, format, encoding, options or {})
