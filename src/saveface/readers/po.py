"""gettext catalogues, cut with places: polib, the usual library, knows only the line of an entry."""

from __future__ import annotations

import re
from functools import partial

from ..model import SavefaceError
from .directive import line_of, parse
from .language import of_path, primary
from .layer import Builder, Layer
from .tree import Held, Leaf, records, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from .record import Ignore, Record

_LINE = re.compile(r"[^\r\n]*")
_FIELD = re.compile(r'[ \t]*(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)[ \t]*)?("(?:[^"\\\r\n]|\\[^\r\n])*")[ \t]*\Z')
_ESCAPE = re.compile(r"\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)")
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_COMMENT = re.compile(r"#[.,:|]?[ \t]*saveface:(.*)")
_LANGUAGE = re.compile(r"^Language:[ \t]*([\w@.-]+)", re.M)
_FORMATTED = re.compile(r"(?<!no-)\b(?:c|python|php|perl|sh|objc|ruby|lua|java-printf)-format\b")


class _Entry:
    """One message: its fields as the spans of their strings, in the order of the file."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.fields: dict[str, list[tuple[int, int]]] = {}
        self.comments: list[tuple[int, int, str]] = []
        self.formatted = False

    @property
    def end(self) -> int:
        return max((end for spans in self.fields.values() for _, end in spans), default=self.start)


def read(path: str, text: str, options: Mapping[str, Any]) -> tuple[list[Record], list[Ignore]]:
    """The translations of a catalogue, or where one is missing its message, which is then what the customer sees."""
    entries = list(_entries(path, text))
    language = of_path(path, folders=True)
    is_wanted = wanted(options)
    found: list[tuple[str, Leaf, str, str | None]] = []
    held: list[Held] = []
    for entry in entries:
        leaf_of = partial(_leaf, text, entry)
        name = leaf_of("msgid").value
        if not name and "msgctxt" not in entry.fields:
            header = _LANGUAGE.search(leaf_of("msgstr").value) if "msgstr" in entry.fields else None
            language = (primary(header.group(1)) if header else None) or language
        else:
            key = (leaf_of("msgctxt").value + " | " if "msgctxt" in entry.fields else "") + " ".join(name.split())
            if is_wanted((key,)):
                found += _texts(entry, leaf_of, key, language)
        for start, end, said in entry.comments:
            directive = parse(said, f"{path}:{line_of(text, start)}")
            held.append(Held(entry.start, entry.end, directive.at(start, end)))
    return records(found, held, path, text)


def _texts(entry: _Entry, leaf_of: Any, key: str, language: str | None) -> Iterator[tuple[str, Leaf, str, str | None]]:
    plural = "msgid_plural" in entry.fields
    names = [name for name in entry.fields if name.startswith("msgstr")]
    filled = [name for name in names if leaf_of(name).value]
    for name in filled or [name for name in ("msgid", "msgid_plural") if name in entry.fields]:
        yield (key + name[6:] if plural and filled else key), leaf_of(name), "auto", language if filled else None


def _entries(path: str, text: str) -> Iterator[_Entry]:
    entry, last = _Entry(0), ""
    for match in _LINE.finditer(text):
        start, end = match.span()
        line = match.group()
        if not line.strip() or line.startswith("#~"):
            continue
        field = None if line.startswith("#") else _FIELD.match(line)
        keyword = field.group(1) if field else None
        begins = line.startswith("#") or keyword == "msgctxt" or (keyword == "msgid" and last != "msgctxt")
        if begins and "msgid" in entry.fields:
            yield _closed(path, text, entry)
            entry, last = _Entry(start), ""
        if line.startswith("#"):
            comment = _COMMENT.match(line)
            if comment is not None:
                entry.comments.append((start, end, comment.group(1)))
            entry.formatted = entry.formatted or bool(line.startswith("#,") and _FORMATTED.search(line))
            continue
        if field is None or not (keyword or last):
            raise SavefaceError(f"{path}:{line_of(text, start)}: not a PO file: {_trouble(line)}")
        last = keyword or last
        if keyword in entry.fields:
            raise SavefaceError(f"{path}:{line_of(text, start)}: a second {keyword} in one entry; leave a line blank between entries")
        entry.fields.setdefault(last, []).append((start + field.start(2), start + field.end(2)))
    if entry.fields:
        yield _closed(path, text, entry)


def _closed(path: str, text: str, entry: _Entry) -> _Entry:
    if "msgid" not in entry.fields or not any(name.startswith("msgstr") for name in entry.fields):
        lack = "msgstr" if "msgid" in entry.fields else "msgid"
        begin = min(spans[0][0] for spans in entry.fields.values())
        raise SavefaceError(f"{path}:{line_of(text, begin)}: the entry that begins here has no {lack}")
    return entry


def _trouble(line: str) -> str:
    if line.count('"') == 1 or (line.lstrip().startswith(('"', "msg")) and not line.rstrip().endswith('"')):
        return "a string that is not closed in its line"
    return 'a comment, a keyword such as msgid, or a "string" expected'


def _leaf(text: str, entry: _Entry, name: str) -> Leaf:
    spans = entry.fields[name]
    return Leaf(spans[0][0], spans[-1][1], True, partial(_layer, text, spans, entry.formatted))


def _layer(text: str, spans: list[tuple[int, int]], formatted: bool) -> Layer:
    out = Builder(text, spans[0][0] + 1)
    for start, end in spans:
        at = start + 1
        for match in _ESCAPE.finditer(text, at, end - 1) if "\\" in text[start:end] else ():
            out.plain(at, match.start())
            out.atom(_unescape(match.group()[1:]), *match.span())
            at = match.end()
        out.plain(at, end - 1)
    # Between two strings of a message stand only quotes and a line end: a replacement may swallow them in pairs.
    return out.layer(_write_formatted if formatted else _write, seamless=True)


def _unescape(said: str) -> str:
    if said[0] == "x" and len(said) > 1:
        return chr(int(said[1:], 16))
    return chr(int(said, 8) % 256) if said[0] in "01234567" else _NAMED.get(said, said)


def _write(_: Layer, text: str, __: int, ___: int) -> str | None:
    written = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return written if written.isprintable() or not re.search(r"[\x00-\x1f\x7f]", written) else None


def _write_formatted(layer: Layer, text: str, start: int, end: int) -> str | None:
    if text.count("%") != layer.text[start:end].count("%"):
        return None  # a percent sign is a placeholder's in a formatted message
    return _write(layer, text, start, end)
