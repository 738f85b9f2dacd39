"""CSV and TSV, cut with places as the standard library's csv module cuts them without."""

from __future__ import annotations

import re
from functools import partial

from ..model import SavefaceError
from .directive import line_of
from .layer import Builder, Layer, stretch
from .table import find, unknown
from .tree import Leaf, records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from .record import Ignore, Record

_DELIMITERS = ",;\t|"
_SEP = re.compile(r"sep=([,;\t|])[ \t]*(?:\r\n|[\r\n])", re.I)
_SAMPLE = 20  # rows that tell the delimiter


def read(path: str, text: str, options: Mapping[str, Any], delimiter: str | None = None) -> tuple[list[Record], list[Ignore]]:
    """The replies of a table whose first row names its columns."""
    start = 0
    said = _SEP.match(text)
    if said is not None:  # Excel's own line
        delimiter, start = said.group(1), said.end()
    delimiter = delimiter or _delimiter(text, start)
    rows = list(cut(path, text, delimiter, start))
    for row in rows[1:]:
        if len(row) != len(rows[0]):
            what = f"{len(row)} cells in this row, but {len(rows[0])} columns"
            raise SavefaceError(
                f"{path}:{line_of(text, row[0].start)}: {what}; put quotes around a cell that holds {delimiter!r} or a line break"
            )
    found = find(rows, path, text, options)
    if found is None:
        raise unknown(path, line_of(text, start), [cell.value for cell in rows[0]])
    return records(*found, path, text)


def _delimiter(text: str, start: int) -> str:
    """The delimiter that cuts the first rows into the most columns of equal number."""
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        widths = []
        for row in _cells(text, delimiter, start):
            widths.append(len(row))
            if len(widths) == _SAMPLE:
                break
        equal = sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0
        if (equal, widths[0] if widths else 0) > most:
            best, most = delimiter, (equal, widths[0])
    return best


def cut(path: str, text: str, delimiter: str, start: int = 0) -> Iterator[list[Leaf]]:
    """The rows of a table as cells; blank lines are none."""
    for row in _cells(text, delimiter, start):
        if len(row) == 1 and row[0][0] == row[0][1]:
            continue
        last = row[-1]
        if last[2] and last[3] < 0:
            raise SavefaceError(f"{path}:{line_of(text, last[0])}: a quote is opened here and never closed")
        yield [Leaf(a, b, True, partial(_cell, text, a, b, quoted, close, delimiter)) for a, b, quoted, close in row]


def _cells(text: str, delimiter: str, at: int) -> Iterator[list[tuple[int, int, bool, int]]]:
    r"""Rows of (start, end, whether quoted, where its closing quote is or -1); \\n, \\r and \\r\\n end a row."""
    rest = re.compile(rf"[^{re.escape(delimiter)}\r\n]*").match
    inner = re.compile(r'[^"]*(?:""[^"]*)*').match
    row: list[tuple[int, int, bool, int]] = []
    while at < len(text) or row:
        start, close = at, -1
        quoted = text.startswith('"', at)
        if quoted:
            close = inner(text, at + 1).end()  # type: ignore[union-attr]  # matches the empty string
            close, at = (close, close + 1) if close < len(text) else (-1, close)
        at = rest(text, at).end()  # type: ignore[union-attr]
        row.append((start, at, quoted, close))
        if text.startswith(delimiter, at):
            at += 1
            if at == len(text):
                row.append((at, at, False, -1))
                yield row
                return
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        yield row
        row = []


def _cell(text: str, start: int, end: int, quoted: bool, close: int, delimiter: str) -> Layer:
    if not quoted:
        return stretch(text, start, end, partial(_write_bare, delimiter))
    if close == end - 1 and text.find('"', start + 1, close) < 0:
        return stretch(text, start + 1, close, _write_quoted)
    out = Builder(text, start + 1)
    at = start + 1
    while (mark := text.find('""', at, close)) >= 0:
        out.plain(at, mark)
        out.atom('"', mark, mark + 2)
        at = mark + 2
    out.plain(at, close)
    out.plain(close + 1, end)
    return out.layer(_write_quoted if close == end - 1 else partial(_write_bare, delimiter))


def _write_quoted(_: Layer, text: str, __: int, ___: int) -> str | None:
    return text.replace('"', '""')


def _write_bare(delimiter: str, _: Layer, text: str, __: int, ___: int) -> str | None:
    return None if any(c in text for c in f'{delimiter}"\r\n') or text != text.strip() else text
