"""Markdown: front matter is set aside, inline markup goes; code, quotations and links' targets stay for the mask to hide."""

from __future__ import annotations

import re
from html import unescape

from ..model import SavefaceError
from .directive import in_record, line_of, parse
from .language import of_path, primary
from .layer import ATOM, FIXED, Builder, Layer, stretch
from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .record import Ignore

_FRONT = re.compile(r"(---|\+\+\+)[ \t]*\r?\n(?P<front>.*?)^(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_JSON_FRONT = re.compile(r"\{\s*\r?\n(?P<front>.*?)^\}[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_FIELD = re.compile(r"^[\"']?(lang|language|locale|saveface)[\"']?[ \t]*[:=][ \t]*(.*?),?[ \t]*\r?$", re.M)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\r?$", re.M)

# What is one thing inline, longest first: a placeholder or a piece of code is never looked into.
_INLINE = re.compile(
    r"(?P<fence>^[ ]{0,3}(?P<tick>```+|~~~+)[^\n]*\n[\s\S]*?(?:^[ ]{0,3}(?P=tick)[^\n]*$|\Z))"
    r"|(?P<keep>\{\{[^{}]*\}\}|\{%.{0,400}?%\}|<%.{0,400}?%>|[%#$]\{[^{}\n]*\}|\[\[[^\[\]\n]*\]\]|(?<!`)(?P<code>`+)(?!`)[^\n]{0,1000}?(?<!`)(?P=code)(?!`)"
    r"|<(?:https?|mailto):[^<>\s]*>|https?://[^\s<>()]*|__+[A-Z]\w*__+|_{3,})"
    r"|(?P<comment><!--[\s\S]*?(?:-->|\Z)|\{#[^{}]*#\})"
    r"|(?P<image>!\[[^\[\]\n]*\](?:\([^()\n]*\)|\[[^\]\n]*\]))"
    r"|(?P<link>\[(?P<label>(?:[^\[\]\n]|\n(?!\s*\n)){1,1000})\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\[[^\]\n]+\]))"
    r"|(?P<rule>^[ ]{0,3}\[[^\]\n]+\]:[ \t]+\S[^\n]*$)"
    r"|(?P<mark>^[ ]{0,3}\#{1,6}[ \t]+|^[ ]{0,3}(?:=+|-{2,})[ \t]*\r?$)"
    r"|(?P<br><br[ ]*/?>|(?<=\S)(?:[ ]{2,}|\\)(?=\r?\n))"
    r"|(?P<tag></?(?:a|abbr|b|big|center|div|em|font|h[1-6]|hr|i|ins|li|mark|ol|p|s|small|span|strong|sub|sup|table|td|th|tr|u|ul)\b[^<>\n]*>)"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<entity>&(?:[A-Za-z]{2,10}|\#\d{1,7}|\#x[0-9A-Fa-f]{1,6});)"
    r"|(?P<run>\*+|_+|~~)"
    r"|(?P<end>\n[ \t]*\r?\n)",
    re.M,
)


def _flanks(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether a run of markers may open and close emphasis (CommonMark's left- and right-flanking)."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    left = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
    right = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
    if text[start] == "_":  # inside a word it is a letter
        return left and not before.isalnum(), right and not after.isalnum()
    return left, right


def _emphasis(text: str) -> set[int]:
    """The offsets of runs of markers that pair."""
    paired: set[int] = set()
    opened: list[tuple[str, int]] = []
    for match in _INLINE.finditer(text):
        if match.lastgroup == "end":
            opened.clear()
        run = match.group("run")
        if run is None:
            continue
        opens, closes = _flanks(text, match.start(), match.end())
        last = next((n for n in range(len(opened) - 1, -1, -1) if opened[n][0] == run), None) if closes else None
        if last is not None:
            paired |= {opened[last][1], match.start()}
            del opened[last:]
        elif opens:
            opened.append((run, match.start()))
    return paired


def decode(text: str) -> Layer:
    """The text without its inline markup."""
    out = Builder(text)
    at = 0
    paired = _emphasis(text)

    def dropped(start: int, end: int) -> None:
        nonlocal at
        out.plain(at, start)
        at = end

    for match in _INLINE.finditer(text):
        start, end = match.span()
        if match.group("link"):
            inner = decode(match.group("label")) if re.search(r"[*_\\&]", match.group("label")) else None
            dropped(start, match.start("label"))
            if inner is not None:
                _graft(out, inner, at)
                at = match.end("label")
            dropped(match.end("label"), end)
        elif match.group("comment") or match.group("image") or match.group("tag") or match.group("rule") or match.group("mark"):
            dropped(start, end)
        elif match.group("br"):
            dropped(start, end)
            if match.group("br").startswith("<"):
                out.atom("\n", start, end, FIXED)
        elif match.group("escape"):
            dropped(start, end)
            out.atom(match.group()[1], start, end, ATOM)
        elif match.group("entity") and unescape(match.group()) != match.group():
            dropped(start, end)
            out.atom(unescape(match.group()), start, end, ATOM)
        elif match.group("run") and start in paired:
            dropped(start, end)
    out.plain(at, len(text))
    return out.layer(_write)


def _graft(out: Builder, inner: Layer, offset: int) -> None:
    for n, begin in enumerate(inner.begins):
        until = inner.begins[n + 1] if n + 1 < len(inner.begins) else len(inner.text)
        if inner.kinds[n] == 0:
            out.plain(offset + inner.starts[n], offset + inner.ends[n])
        else:
            out.atom(inner.text[begin:until], offset + inner.starts[n], offset + inner.ends[n], inner.kinds[n])


def _write(layer: Layer, text: str, start: int, _: int) -> str | None:
    if "\n" in text or ((start == 0 or layer.text[start - 1] == "\n") and re.match(r"\s|[-+#>=]|\d+[.)]\s|```|~~~", text)):
        return None  # would begin a list, a heading, a quotation
    return re.sub(r"([\\`*<_]|&(?=\w+;|#)|\[(?=[^\]]*\]\())", r"\\\1", text)


def read(path: str, text: str, options: Mapping[str, Any]) -> tuple[list[Record], list[Ignore]]:
    """One record, or with the option ``heading`` (a level, 1 to 6) one a section, keyed by its heading."""
    language, ignores = of_path(path), []
    body = 0
    front = _FRONT.match(text) or _JSON_FRONT.match(text)
    if front is None and re.match(r"---[ \t]*\r?\n(?:[\w-]+:|#)", text):
        raise SavefaceError(f"{path}:1: front matter without its end; close it with a line of three dashes")
    if front is not None:
        body = front.end()
        for field in _FIELD.finditer(front.group("front")):
            value = field.group(2).strip("\"'")
            if field.group(1) != "saveface":
                language = primary(value) or language
            elif value:
                at = front.start("front") + field.start()
                directive = parse(value, f"{path}:{line_of(text, at)}")
                ignores.append(directive._replace(file=True).at(at, front.start("front") + field.end()))
    records = []
    for key, start, end in _sections(path, text, body, options.get("heading")):
        outer = stretch(text, start, end)
        record = Record((outer, decode(outer.text)), key, language)
        found = in_record(record, path, text)
        ignores += found
        records.append(record._replace(ignores=tuple(found)))
    whole = tuple(i for i in ignores if i.scope == "file")
    return [r._replace(ignores=(*(i for i in r.ignores if i.scope != "file"), *whole)) for r in records], ignores


def _sections(path: str, text: str, body: int, level: object) -> list[tuple[str, int, int]]:
    if level is None:
        return [("", body, len(text))]
    if not isinstance(level, int) or not 1 <= level <= 6:
        raise SavefaceError(f"{path}: heading = {level!r}; give the level of the headings that begin a reply, 1 to 6")
    heads = [m for m in _HEADING.finditer(text, body) if len(m.group(1)) <= level]
    ends = [m.start() for m in heads[1:]] + [len(text)]
    return [(m.group(2), m.end(), end) for m, end in zip(heads, ends, strict=True) if len(m.group(1)) == level]
