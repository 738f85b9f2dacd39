"""Find draft files and decode them; whatever cannot be read is one clear line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator

from ..model import SavefaceError

SUFFIXES = (".txt", ".text", ".md", ".markdown")
STDIN = "-"
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LIKELY = (("gb18030", "\u4e00", "\u9fff"), ("big5", "\u4e00", "\u9fff"), ("cp1251", "\u0410", "\u044f"))


def _is_draft(path: str) -> bool:
    return path.lower().endswith(SUFFIXES)


def expand(
    paths: Iterable[str], takes: Callable[[str], bool] = _is_draft, enters: Callable[[str], bool] = bool
) -> Iterator[str | SavefaceError]:
    """The files meant by paths: a file whatever its name, ``-`` for standard input, a folder's at any depth.

    Of a folder's files those that ``takes`` takes, out of the folders that ``enters`` enters.
    """
    for path in paths:
        if path == STDIN or os.path.isfile(path):
            yield path
        elif os.path.isdir(path):
            files = sorted(_walk(path, takes, enters))
            if files:
                yield from files
            else:
                yield SavefaceError(f"{path}: no drafts in this folder, and no reply libraries; name the files themselves")
        elif os.path.exists(path):
            yield path  # a pipe or a device: read it like a file
        else:
            yield SavefaceError(f"{path}: no such file or folder")


def _walk(folder: str, takes: Callable[[str], bool], enters: Callable[[str], bool]) -> Iterator[str]:
    for directory, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and enters(os.path.join(directory, f)))
        for name in files:
            path = os.path.join(directory, name)
            if not name.startswith(".") and takes(path):
                yield path


def read(path: str, encoding: str | None = None) -> str:
    """The text of a file or of standard input; line ends stay as they are."""
    try:
        if path == STDIN:
            data = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as file:
                data = file.read()
    except OSError as error:
        raise SavefaceError(f"{path}: cannot be read ({error.strerror})") from None
    return decode(data, path, encoding)


def decode(data: bytes, path: str, encoding: str | None = None) -> str:
    """Bytes as text: a byte order mark decides, then ``encoding``, then UTF-8; anything else is an error with a remedy."""
    marked = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    name = marked or encoding or "utf-8"
    try:
        return data.decode(name)
    except LookupError:
        raise SavefaceError(f"unknown encoding {name!r}; try --encoding utf-8, gb18030, big5 or windows-1251") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if marked or encoding:
            raise SavefaceError(f"{path}:{line}: not {name} at byte {error.start}; name the right one with --encoding") from None
        if b"\x00" in data[:4096]:
            wide = _wide(data)
            remedy = f"if it is text, say so: --encoding {wide}" if wide else "saveface reads text and Markdown"
            raise SavefaceError(f"{path}: looks like a binary file; {remedy}") from None
        guess = _guess(data)
        raise SavefaceError(f"{path}:{line}: not UTF-8 at byte {error.start}; say what it is, for example --encoding {guess}") from None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    head = data[:400]
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros.count(0) * 10 >= len(zeros) * 8:
            return name
    return None


def _guess(data: bytes) -> str:
    """The encoding whose decoding holds the most letters of its own alphabet; only ever a hint in a message."""
    best, most = "gb18030", -1.0
    for name, low, high in _LIKELY:
        try:
            text = data[:4000].decode(name, errors="replace")
        except LookupError:  # pragma: no cover — a Python built without its Asian codecs
            continue
        foreign = [c for c in text if c > "\x7f"]
        share = sum(low <= c <= high for c in foreign) / (len(foreign) or 1) - text.count("\ufffd") / (len(text) or 1) * 2
        if share > most:
            best, most = name, share
    return "windows-1251" if best == "cp1251" else best
