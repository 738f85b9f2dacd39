"""Decode a file's bytes and hand the text to its reader."""

from __future__ import annotations

import codecs
import re

from ..model import SavefaceError
from . import FORMATS, syntax
from .files import decode
from .record import Record, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .record import Ignore

_DECLARED = {
    "po": re.compile(rb"^\"Content-Type:[^\"\n]*charset=([\w.:-]+)", re.M | re.I),
    "html": re.compile(rb"<meta\b[^<>]*?charset\s*=\s*[\"']?([\w.:-]+)|<\?xml[^<>]*?encoding=[\"']([\w.:-]+)", re.I),
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 20_000  # bytes in which a declaration may stand


def read(path: str, data: bytes, name: str | None, encoding: str | None, options: Mapping[str, Any]) -> Source:
    """The source of a file; ``name`` is a forced format."""
    if name is not None and name not in FORMATS:
        import difflib

        close = difflib.get_close_matches(name, FORMATS, 1)
        raise SavefaceError(f"unknown format {name!r}; " + (f"did you mean {close[0]!r}?" if close else f"known: {', '.join(FORMATS)}"))
    if name == "xlsx" or (name is None and (syntax(path, "") == "xlsx" or data.startswith(b"PK\x03\x04"))):
        from .xlsx import read as read_workbook

        return read_workbook(path, data, options)
    mark = next(((bom, codec) for bom, codec in _MARKS if data.startswith(bom)), None)
    text, encoding = _text(path, data, name or syntax(path, ""), mark[1] if mark else None, encoding)
    encoding = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(codecs.lookup(encoding).name, encoding)
    text = text.removeprefix("\ufeff")
    written = syntax(path, text)
    known, records, ignores = _records(path, text, name, written, options)
    return Source(path, text, known, records, tuple(ignores), encoding, mark is not None)


def _text(path: str, data: bytes, written: str, marked: str | None, given: str | None) -> tuple[str, str]:
    """The text, and the codec that gave it: of a byte order mark, the user, the file's own declaration, or UTF-8."""
    found = _DECLARED[written].search(data, 0, _HEAD) if written in _DECLARED and not (marked or given) else None
    if found is None:
        return decode(data, path, given), marked or given or "utf-8"
    declared = next(g for g in found.groups() if g).decode("ascii")
    place = f"{path}:{data.count(bytes([10]), 0, found.start()) + 1}"
    if declared.upper() == "CHARSET":  # gettext's template
        return decode(data, path), "utf-8"
    try:
        codec = codecs.lookup(declared).name
    except LookupError:
        raise SavefaceError(
            f"{place}: declares the encoding {declared!r}, which is unknown; correct it, or name the right one with --encoding"
        ) from None
    if codec not in ("utf-8", "ascii") and _is_utf8(data):
        raise SavefaceError(f"{place}: declares {declared}, but is UTF-8; correct it, or say --encoding utf-8")
    try:
        return data.decode(codec), codec
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SavefaceError(
            f"{path}:{line}: declares {declared}, but byte {error.start} is not {declared}; name the right one with --encoding"
        ) from None


def _is_utf8(data: bytes) -> bool:
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _records(path: str, text: str, name: str | None, written: str, options: Mapping[str, Any]) -> tuple[str, list[Record], list[Ignore]]:
    module = FORMATS[name or written]
    if module in ("nested", "products"):
        from .nested import read as read_nested

        if written in ("csv", "tsv"):
            from .csv_ import read as read_table

            return name or written, *read_table(path, text, options, "\t" if written == "tsv" else None)
        if name in ("json", "json-lines", "yaml"):
            written = name
        elif written not in ("json", "json-lines", "yaml"):
            written = "json" if text.lstrip()[:1] in ("{", "[") else "yaml"
        return read_nested(path, text, options, written, name)
    if module == "csv_":
        from .csv_ import read as read_table

        return name or written, *read_table(path, text, options, "\t" if (name or written) == "tsv" else None)
    if module == "po":
        from .po import read as read_po

        return "po", *read_po(path, text, options)
    if module == "markdown":
        from .markdown import read as read_markdown

        return "markdown", *read_markdown(path, text, options)
    from .text import read as read_text
    from .text import read_html

    return name or written, *(read_html if (name or written) == "html" else read_text)(path, text, options)
