"""Where the characters of a YAML scalar stand: folds, indentation, escapes, each style by its own rules."""

from __future__ import annotations

import re

import yaml

from .layer import FIXED, Builder, Layer, stretch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BREAK = r"(?:\r\n|[\n\r\x85\u2028\u2029])"
_FOLD = re.compile(rf"[ \t]*(?:{_BREAK}[ \t]*)+")
_BREAKS = re.compile(_BREAK)
_DOUBLE = re.compile(rf"\\(?:(?:{_BREAK}[ \t]*)+|x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|.)|[ \t]*(?:{_BREAK}[ \t]*)+", re.S)
_NAMED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", " ": " ", '"': '"',
    "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_UNPRINTABLE = re.compile("[^\t\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def layer_of(text: str, start: int, end: int, value: str, style: str | None, flow: bool) -> Layer:
    """The layer of the scalar from start to end, whose value the parser gave; ``flow``: it stands in brackets or braces."""
    if style == "'":
        layer = _single(text, start + 1, end - 1)
    elif style == '"':
        layer = _double(text, start + 1, end - 1)
    elif style in ("|", ">"):
        layer = _block(text, start, end, value, style)
    else:
        layer = _plain(text, start, end, flow)
    if layer.text != value:  # a construct not foreseen here: true as a whole, and never rewritten
        out = Builder(text, start)
        out.atom(value, start, end, FIXED)
        return out.layer()
    return layer


def _folded(match: re.Match[str]) -> str:
    breaks: list[str] = _BREAKS.findall(match.group())
    first, rest = breaks[0], "".join("\n" if b in ("\r\n", "\r", "\n", "\x85") else b for b in breaks[1:])
    if first in ("\u2028", "\u2029"):
        return first + rest
    return rest or " "


def _plain(text: str, start: int, end: int, flow: bool) -> Layer:
    end -= len(text[start:end]) - len(text[start:end].rstrip(" \t\r\n"))
    write = _write_in_flow if flow else _write_plain
    if _BREAKS.search(text, start, end) is None:
        return stretch(text, start, end, write)
    out = Builder(text, start)
    at = start
    for match in _FOLD.finditer(text, start, end):
        out.plain(at, match.start())
        out.atom(_folded(match), *match.span())
        at = match.end()
    out.plain(at, end)
    return out.layer(write)


def _single(text: str, start: int, end: int) -> Layer:
    out = Builder(text, start)
    at = start
    for match in re.compile(rf"''|{_FOLD.pattern}").finditer(text, start, end):
        out.plain(at, match.start())
        out.atom("'" if match.group() == "''" else _folded(match), *match.span())
        at = match.end()
    out.plain(at, end)
    return out.layer(_write_single)


def _double(text: str, start: int, end: int) -> Layer:
    out = Builder(text, start)
    at = start
    for match in _DOUBLE.finditer(text, start, end):
        out.plain(at, match.start())
        at = match.end()
        said = match.group()
        if said[0] != "\\":
            out.atom(_folded(match), match.start(), at)
        elif said[1] in "xuU":
            out.atom(chr(int(said[2:], 16)), match.start(), at)
        elif said[1] in _NAMED:
            out.atom(_NAMED[said[1]], match.start(), at)
        # else an escaped line break, which leaves nothing; blank lines after it are kept:
        elif len(breaks := _BREAKS.findall(said)) > 1:
            out.atom("\n" * (len(breaks) - 1), match.start(), at)
    out.plain(at, end)
    return out.layer(_write_double)


def _block(text: str, start: int, end: int, value: str, style: str) -> Layer:
    """A literal or folded block; its indentation follows from the first line that is not blank."""
    out = Builder(text, start)
    header = _BREAKS.search(text, start, end)
    if header is None or not value:
        return out.layer()
    lines = _lines(text, header.end(), end)
    first = next((text[a:b] for a, b, _ in lines if text[a:b].strip(" ")), "")
    shown = next((line for line in _BREAKS.split(value) if line.strip(" ")), "")
    indent = len(first) - len(first.lstrip(" ")) - (len(shown) - len(shown.lstrip(" ")))
    if not first:  # blank lines only
        out.atom(value, header.end(), end, FIXED)
        return out.layer()
    joint = header.end()  # where the last line's content ended
    pending, breaks, was_blank, begun = "", "", True, False
    for a, b, line_break in lines:
        content = text[a + indent : b]
        if not content and len(text[a:b].strip(" ")) == 0:
            breaks += line_break
            continue
        blank = content[0] in " \t"
        joins = style == ">" and begun and pending == "\n" and not was_blank and not blank
        out.atom((breaks or " ") if joins else pending + breaks, joint, a + indent)
        out.plain(a + indent, b)
        pending, breaks, was_blank, joint, begun = line_break, "", blank, b, True
    rest = value[out.length :]
    out.atom(rest, joint, end, FIXED)
    return out.layer(_write_block)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Each line's begin and end, and its break as YAML gives it."""
    out = []
    at = start
    for match in _BREAKS.finditer(text, start, end):
        out.append((at, match.start(), match.group() if match.group() in "\u2028\u2029" else "\n"))
        at = match.end()
    if at < end:
        out.append((at, end, ""))
    return out


def _is_line(layer: Layer, text: str, start: int, end: int) -> bool:
    """Whether a replacement can stand within a line: no break, and no blank at an edge, where folds and indentation count them."""
    old = layer.text[start:end]
    return bool(text) and text == text.strip() and old == old.strip() and not _BREAKS.search(text) and not _UNPRINTABLE.search(text)


def _reads_as(document: str, value: Any) -> bool:
    try:
        return bool(yaml.safe_load(document) == value)
    except yaml.YAMLError:
        return False


def _write_plain(layer: Layer, text: str, start: int, end: int) -> str | None:
    line = " ".join((layer.text[:start] + text + layer.text[end:]).split("\n"))
    return (
        text if _is_line(layer, text, start, end) and _reads_as(f"a: {line}\n", {"a": line}) and _reads_as(f"- {line}\n", [line]) else None
    )


def _write_in_flow(layer: Layer, text: str, start: int, end: int) -> str | None:
    line = " ".join((layer.text[:start] + text + layer.text[end:]).split("\n"))
    return (
        text if _is_line(layer, text, start, end) and _reads_as(f"[{line}]", [line]) and _reads_as(f"{{a: {line}}}", {"a": line}) else None
    )


def _write_single(layer: Layer, text: str, start: int, end: int) -> str | None:
    return text.replace("'", "''") if _is_line(layer, text, start, end) else None


def _write_double(layer: Layer, text: str, start: int, end: int) -> str | None:
    return text.replace("\\", "\\\\").replace('"', '\\"') if _is_line(layer, text, start, end) else None


def _write_block(layer: Layer, text: str, start: int, end: int) -> str | None:
    return text if _is_line(layer, text, start, end) else None
