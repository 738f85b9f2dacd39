"""Conversations from files: the neutral form as JSON, and what is printed of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..linter import Linter
from ..model import SavefaceError
from .conversation import Conversation, from_json, read_case


def parse(text: str, path: str) -> Any:
    """The values of a file that begins like a conversation; None where it is none."""
    if not text.lstrip("\ufeff \t\r\n").startswith("{") or '"turns"' not in text:
        return None
    try:
        return json.loads(text.lstrip("\ufeff"))
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise SavefaceError(f"{path}:{line}: not JSON ({getattr(error, 'msg', error)}); a conversation is {{'turns': [...]}}") from None


def conversation(data: Any, path: str, case: str | None = None) -> Conversation:
    """The conversation of a file; ``case`` goes before the file's own."""
    try:
        read = from_json(data)
        return Conversation(read.turns, read_case(case)) if case else read
    except SavefaceError as error:
        raise SavefaceError(f"{path}: {error}") from None


def shown(path: str, text: str, replies: Iterable[str], language: str | None) -> Iterator[str]:
    """Lines: the speech acts of a draft, of each reply of a library, or of every turn of a conversation."""
    linter = Linter()
    data = parse(text, path)
    if data is None:
        for reply in replies:
            yield from acts(path, reply, linter, language)
        return
    for number, turn in enumerate(conversation(data, path).turns, 1):
        if turn.role in ("agent", "customer"):
            yield from acts(f"{path}[turn {number}]", turn.text, linter, language, turn.role == "customer")


def acts(name: str, text: str, linter: Linter, language: str | None, customer: bool = False) -> Iterator[str]:
    """Lines: each speech act of a text with its words, and the phrase of which file shows it."""
    reading = linter.hear(text, language) if customer else linter.read(text, language)
    for act in sorted(reading.acts, key=lambda act: (act.start, act.end, act.name)):
        file, line, phrase = act.source
        yield f"{name}: act {act.name} {text[act.start : act.end]!r} by {phrase!r} ({file}:{line})\n"
