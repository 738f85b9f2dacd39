"""For a person to read: the line with the span underlined, why it costs a customer, what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import category, east_asian_width

from .place import Checked, Located
from .words import words

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m"}
_BOLD, _DIM, _GREEN, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[0m"
_WIDTH = 96
"""Columns of a draft's line that are shown; a longer line is cut around the finding."""


def width(text: str) -> int:
    """Columns that a text takes on a terminal: wide characters two, combining and zero-width ones none."""
    return sum(0 if category(c) in ("Mn", "Me", "Cf") else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def visible(text: str) -> str:
    """A text with tabs as spaces and control characters as a dot, so that one character is one place."""
    return "".join(" " if c == "\t" else "·" if category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)


def _excerpt(line: str, start: int, end: int) -> tuple[str, str]:
    """The part of a line to show and the underline below it."""
    line = visible(line)
    left = 0
    while left < start and width(line[left:start]) > _WIDTH // 3:
        left += 1
    if width(line) <= _WIDTH:
        left = 0
    right = left
    room = _WIDTH
    while right < len(line) and room > 0:
        room -= width(line[right])
        right += 1
    head, tail = ("…" if left else ""), ("…" if right < len(line) else "")
    shown = head + line[left:right] + tail
    underline = " " * (len(head) + width(line[left:start])) + "^" * max(1, width(line[start : min(end, right)]))
    return shown, underline


def _wrap(text: str, indent: int) -> str:
    """A text in lines of the excerpt's width; Chinese breaks anywhere, others at spaces."""
    lines, line, room = [], "", _WIDTH - indent
    for word in _pieces(text):
        if line and width(line + word.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += word.lstrip() if not line else word
    lines.append(line.rstrip())
    return ("\n" + " " * indent).join(lines)


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for c in text:
        if east_asian_width(c) in "WF" and c not in "，。！？、；：）」』》":
            if piece:
                yield piece
            piece = c
        else:
            piece += c
            if c == " ":
                yield piece
                piece = ""
    if piece:
        yield piece


def _finding(text: Checked, located: Located, colour: bool) -> Iterator[str]:
    finding = located.finding

    def paint(code: str, what: str) -> str:
        return f"{code}{what}{_RESET}" if colour else what

    say = words(finding.interface)
    line, column = text.place(located.start)
    end_line = text.place(located.end).line
    source = text.line(line)
    stop = column - 1 + located.end - located.start if end_line == line else len(source)
    shown, underline = _excerpt(source, column - 1, stop)
    margin = " " * len(str(line))
    tint = _COLOURS[finding.severity]
    yield f"{paint(_BOLD, f'{text.path}:{line}:{column}')} {paint(tint, say[finding.severity])} {paint(_BOLD, finding.rule)}  {finding.title}"
    yield f"  {paint(_DIM, f'[{visible(located.key)}]')}\n" if located.key else "\n"
    yield f"{margin} {paint(_DIM, '|')}\n{line} {paint(_DIM, '|')} {shown}\n{margin} {paint(_DIM, '|')} {paint(tint, underline)}\n"
    label = max(width(say["why"]), width(say["instead"]))

    def labelled(name: str, what: str) -> str:
        pad = " " * (label - width(name))
        return f"{margin}   {paint(_DIM, name)}{pad}  {_wrap(what, len(margin) + label + 5)}\n"

    yield labelled(say["why"], finding.why)
    for n, suggestion in enumerate(finding.suggestions[:3]):
        yield labelled(say["instead"] if n == 0 else "", paint(_GREEN, "→ ") + suggestion.text)
    yield "\n"


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """Every finding with its place, reason and better words."""
    for text in texts:
        for located in text.located:
            yield from _finding(text, located, colour)
