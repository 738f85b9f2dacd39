"""Conversations from files: the neutral form as JSON, and what is printed of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ..linter import Linter
from ..model import Finding, SavefaceError
from ..reporters.place import Checked
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


def check(path: str, talk: Conversation, linter: Linter, language: str | None) -> list[Checked]:
    """A checked text for each turn that has findings, one for what is missing; one without findings where all is well."""
    by_turn: dict[int | None, list[Finding]] = defaultdict(list)
    for turn, finding in linter.check_conversation(talk, language):
        by_turn[turn].append(finding)
    out = [Checked(f"{path}[turn {turn + 1}]", talk.turns[turn].text, found) for turn, found in by_turn.items() if turn is not None]
    if None in by_turn:
        out.append(Checked(f"{path}[conversation]", "", by_turn[None]))
    return out or [Checked(path, "", [])]


def acts(name: str, text: str, linter: Linter, language: str | None, customer: bool = False) -> Iterator[str]:
    """Lines: each speech act of a text with its words, and the phrase of which file shows it."""
    reading = linter.hear(text, language) if customer else linter.read(text, language)
    for act in sorted(reading.acts, key=lambda act: (act.start, act.end, act.name)):
        file, line, phrase = act.source
        yield f"{name}: act {act.name} {text[act.start : act.end]!r} by {phrase!r} ({file}:{line})\n"
