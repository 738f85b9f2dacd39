"""ICU message syntax: what of ``{n, plural, one {# day} other {# days}}`` is syntax, and what a customer reads."""

from __future__ import annotations

import re

from .mask import BREAK, GLUE, SLOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = re.compile(r"\{\s*[\w.]+\s*,\s*(?:plural|select|selectordinal)\s*,(?:\s*offset:\s*\d+)?\s*=?[\w-]+\s*\{")
_NEXT = re.compile(r"\}\s*=?[\w-]+\s*\{")
_END = re.compile(r"\}\s*\}")
_QUOTED = re.compile(r"'[{}#|][^']*'")


def has_branches(text: str) -> bool:
    """Whether a text holds a plural or select argument."""
    return _HEAD.search(text) is not None


def structure(text: str) -> Iterator[tuple[int, int, str]]:
    """Half-open spans that are syntax, in order, and the filler of each: branches are texts of their own."""
    head = _HEAD.search(text)
    if head is None:
        return
    at = head.start()
    opened: list[str] = []  # "b" a branch of a plural or select, "a" any other argument
    while at < len(text):
        char = text[at]
        quoted = _QUOTED.match(text, at) if char == "'" else None
        if quoted is not None:
            at = quoted.end()
            continue
        if char == "{":
            head = _HEAD.match(text, at)
            if head is not None:
                yield at, head.end(), GLUE
                at = head.end()
            opened.append("a" if head is None else "b")
            at += head is None
            continue
        if char == "}" and opened:
            step = (_NEXT.match(text, at) or _END.match(text, at)) if opened[-1] == "b" else None
            if step is not None and step.group()[-1] == "{":
                yield at, step.end(), BREAK
            else:
                opened.pop()
                if step is not None:
                    yield at, step.end(), GLUE
            at = at + 1 if step is None else step.end()
            continue
        if char == "#" and "b" in opened:
            yield at, at + 1, SLOT
        at += 1
