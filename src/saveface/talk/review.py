"""The review sheet of one conversation: quotes as evidence, and what was not found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ..engine.suggest import in_script
from ..lexicon import store
from ..linter import Linter
from ..model import LANGUAGES
from ..text.script import chinese_interface
from .conversation import Conversation
from .flow import case_of, message, recorded

FORMATS = ("text", "markdown", "json")
MOST_QUOTES = 4
"""Of one item; a sheet is for reading."""


def review(linter: Linter, talk: Conversation, name: str, language: str | None = None) -> dict[str, Any]:
    """The sheet as plain values: sections, each with items, each with ``quotes`` (turn, counted from 0; role; text)."""
    record, judge = recorded(linter, talk, language, {})
    interface = linter.ui_language or _interface(talk, record.messages.values())
    say = _words(interface)
    customers = {
        n: message(n, t.text, linter.hear(t.text, language)) for n, t in enumerate(talk.turns) if t.public and t.role == "customer"
    }
    sections = []
    for section in store.load("talk")["review"]["sections"]:
        items = []
        for item in section["items"]:
            if item["side"] == "customer":
                keys = sorted({key for act in item["find"] for key in record.customers.get(act, ())})
                read = customers
            else:
                keys, read = sorted(set(judge.places(item))), record.messages
            quotes = []
            for turn, number in keys[:MOST_QUOTES]:
                sentence = read[turn].sentences[number]
                quotes.append({"turn": turn, "role": talk.turns[turn].role, "text": talk.turns[turn].text[sentence.start : sentence.end]})
            items.append({"id": item["id"], "title": say(item["title"]), "found": bool(keys), "quotes": quotes})
        sections.append({"id": section["id"], "title": say(section["title"]), "sources": section["sources"], "items": items})
    case = case_of(dict(talk.case)) if talk.case else None
    return {"file": name, "language": interface, "case": case and say(case["names"]), "turns": len(talk.turns), "sections": sections}


def _interface(talk: Conversation, messages: Any) -> str:
    languages = [m.language for m in messages if m.language]
    own = max(LANGUAGES, key=languages.count) if languages else "en"
    if own != "zh":
        return own
    return chinese_interface("".join(turn.text for turn in talk.turns), store.load("zh")["fold"])


def _words(interface: str) -> Callable[[dict[str, str]], str]:
    """From a text in all languages to the one of the interface, in its script."""
    script = in_script(store.load("zh"), interface) if interface.startswith("zh") else str
    return lambda texts: script(texts[interface.partition("-")[0]])


def render(sheet: dict[str, Any], format_: str) -> str:
    """The sheet as text, Markdown or JSON."""
    if format_ == "json":
        return json.dumps(sheet, ensure_ascii=False, indent=2) + "\n"
    return "".join(_markdown(sheet) if format_ == "markdown" else _text(sheet))


def _turn(sheet: dict[str, Any], number: int) -> str:
    return (
        f"第{number + 1}条" if sheet["language"] == "zh" else f"第{number + 1}條" if sheet["language"].startswith("zh") else f"{number + 1}"
    )


def _heads(sheet: dict[str, Any]) -> tuple[dict[str, str], str]:
    say = _words(sheet["language"])
    words = {name: say(texts) for name, texts in store.load("talk")["review"]["words"].items()}
    case = f" ({words['case']}: {sheet['case']})" if sheet["case"] else ""
    return words, f"{words['sheet']}: {sheet['file']}{case}"


def _place(sheet: dict[str, Any], words: dict[str, str], quote: dict[str, Any]) -> str:
    turn = _turn(sheet, quote["turn"])
    where = turn if sheet["language"].startswith("zh") else f"{words['turn']} {turn}"
    return f"{where}, {words[quote['role']]}"


def _text(sheet: dict[str, Any]) -> Iterator[str]:
    words, head = _heads(sheet)
    yield f"{head}\n"
    for section in sheet["sections"]:
        yield f"\n{section['title']}\n"
        for item in section["items"]:
            yield f"  {item['title']}\n"
            for quote in item["quotes"]:
                yield f"    {_place(sheet, words, quote)}: {' '.join(quote['text'].split())}\n"
            if not item["quotes"]:
                yield f"    {words['missing']}\n"


def _markdown(sheet: dict[str, Any]) -> Iterator[str]:
    words, head = _heads(sheet)
    yield f"# {_escaped(head)}\n"
    for section in sheet["sections"]:
        yield f"\n## {section['title']}\n\n"
        for item in section["items"]:
            yield f"- **{item['title']}**\n"
            for quote in item["quotes"]:
                yield f"  - {_place(sheet, words, quote)}: {_escaped(' '.join(quote['text'].split()))}\n"
            if not item["quotes"]:
                yield f"  - *{words['missing']}*\n"


def _escaped(text: str) -> str:
    """A quote that Markdown and HTML leave as it is."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|!" else c for c in text)
