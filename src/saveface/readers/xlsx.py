"""Workbooks (.xlsx, .xls, .ods) by python-calamine: their cells as a text, a row a line, that only ever shows places."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import partial

from ..model import SavefaceError
from .layer import Layer, stretch
from .record import Source
from .table import find, unknown
from .tree import Held, Leaf, records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .table import Found

_LARGEST = 256 * 2**20  # bytes that the parts of a workbook may unpack to
_CHUNK = 2**20


def read(path: str, data: bytes, options: Mapping[str, Any]) -> Source:
    """The replies of all sheets; each sheet's first row names its columns."""
    _check_size(path, data)
    try:
        import python_calamine
    except ImportError:
        raise SavefaceError(f"{path}: workbooks need python-calamine: pip install 'saveface[formats]', or save the sheet as CSV") from None
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise SavefaceError(f"{path}: not a workbook that can be read ({str(error).splitlines()[0]}); save it anew, or as CSV") from None
    text, tables = _lay_out(sheets)
    found: Found = []
    held: list[Held] = []
    headers: list[str] = []
    for name, rows in tables:
        blank = next((n for n, row in enumerate(rows) if any(cell.value for cell in row)), len(rows))
        rows = rows[blank:]
        part = find(rows, path, text, options, f"sheet {name}, " if len(tables) > 1 else "", blank + 1)
        if part is None:
            headers = headers or [cell.value for cell in rows[0]]
            continue
        found += part[0]
        held += part[1]
    if headers and not found:
        raise unknown(path, 1, headers)
    return Source(path, text, "xlsx", *_made(found, held, path, text), "utf-8", False)


def _made(found: Found, held: list[Held], path: str, text: str) -> tuple[Any, Any]:
    rows, ignores = records(found, held, path, text)
    return rows, tuple(ignores)


def _check_size(path: str, data: bytes) -> None:
    """Refuse what unpacks to more than memory should hold, whatever its directory says."""
    if not data.startswith(b"PK"):
        return
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.infolist():
                with parts.open(part) as file:
                    while chunk := file.read(_CHUNK):
                        total += len(chunk)
                        if total > _LARGEST:
                            raise SavefaceError(
                                f"{path}: unpacks to more than {_LARGEST >> 20} MB at {part.filename}; this is no library of replies"
                            )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise SavefaceError(f"{path}: not a whole workbook ({error}); save it anew, or as CSV") from None


def _lay_out(sheets: list[tuple[str, list[list[Any]]]]) -> tuple[str, list[tuple[str, list[list[Leaf]]]]]:
    """A text with a line for each row, cells between tabs, and the cells at their places in it."""
    parts: list[str] = []
    spans: list[tuple[str, list[list[tuple[int, int, str]]]]] = []
    at = 0
    for name, rows in sheets:
        spans.append((name, []))
        for row in rows:
            cells = []
            for value in row:
                shown = value if isinstance(value, str) else ""
                flat = shown.translate({9: 32, 10: 32, 13: 32})
                cells.append((at, at + len(flat), shown))
                parts.append(flat)
                parts.append("\t")
                at += len(flat) + 1
            if cells:
                parts[-1] = "\n"
                spans[-1][1].append(cells)
    text = "".join(parts)
    return text, [
        (name, [[Leaf(a, b, True, partial(_cell, text, a, b, shown)) for a, b, shown in row] for row in rows]) for name, rows in spans
    ]


def _cell(text: str, start: int, end: int, shown: str) -> Layer:
    return stretch(text, start, end, _never)._replace(text=shown)


def _never(_: Layer, __: str, ___: int, ____: int) -> str | None:
    return None  # a workbook is no text to be edited in place
