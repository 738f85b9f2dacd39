"""Write the suggestions of a match: carry over what the phrase kept, and fit the text into its place."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..model import Suggestion
from .board import Board
from .judge import LEARNED, Match, own_insteads
from .match import captured

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Compiled at first use: most texts need none.
_SLOT = r"\{([a-z_]+)(?:\|([^{}]*))?\}"
_BLANK = r"\[[^\[\]]+\]"
_STOPS = ".!?…。！？"


_REGIONS = {"zh-hant": "TW", "zh-hk": "HK"}


def in_script(pack: dict[str, Any], interface: str) -> Callable[[str], str]:
    """From the lexicon's words to those of an interface language: other characters and words for Taiwan and Hong Kong."""
    region = _REGIONS.get(interface)
    if region is None:
        return str
    variants: dict[str, str] = pack["variants"][region]
    return lambda text: variants.get(text, text)


def suggest(match: Match, text: str, board: Board, pack: dict[str, Any], say: Callable[[str], str]) -> tuple[Suggestion, ...]:
    """The phrase's own suggestions first, then the rule's, in the script of ``say``; each with the span it replaces, if any."""
    own = own_insteads(match, pack)
    general = pack["rules"][match.rule][3]
    kept = _captures(match, text, board, pack) if match.phrase != LEARNED and pack["phrases"][match.phrase][7] else {}
    out: list[Suggestion] = []
    for template, at in (*own, *general):
        words = _fill(say(template), kept)
        if words is None:
            continue
        blanks = "[" in words and re.search(_BLANK, words) is not None
        if at == "none" or (at == "match" and _cuts_a_word(match, board)):
            out.append(Suggestion(words, blanks=blanks))
            continue
        start, end = _place(at, match, text, board)
        out.append(Suggestion(_fit(words, start, end, text, board, match), start, end, blanks))
    return tuple(out)


def _captures(match: Match, text: str, board: Board, pack: dict[str, Any]) -> dict[str, str]:
    program = pack["phrases"][match.phrase][1][0]
    alone, first = board.alone(match.start)
    spans = captured(program, match.start - first, match.end - first, alone, pack["classes"])
    return {name: text[alone.begin[a] : alone.end[b - 1]] for name, (a, b) in spans.items() if b > a}


def _fill(template: str, kept: dict[str, str]) -> str | None:
    """The template with its slots filled; None where a slot has neither a catch nor a fallback."""
    if "{" not in template:
        return template
    missing = False

    def value(slot: re.Match[str]) -> str:
        nonlocal missing
        name, fallback = slot.group(1), slot.group(2)
        if name in kept:
            return kept[name]
        missing = missing or fallback is None
        return fallback or ""

    filled = re.sub(_SLOT, value, template)
    return None if missing else filled


def _cuts_a_word(match: Match, board: Board) -> bool:
    """Whether the match takes but a part of a fused word, as *ticket* of *ticket's*: replacing it would lose the rest."""
    begin, start, end = board.begin, match.start, match.end
    return (start > 0 and begin[start - 1] == begin[start]) or begin[end - 1] == begin[end]


def _place(at: str, match: Match, text: str, board: Board) -> tuple[int, int]:
    """Offsets of what is replaced; at the end of a sentence with its closing mark."""
    sentence = board.sentences[board.sentence_of[match.start]]
    first, last = match.start, match.end
    if at == "clause":
        first, last = board.clauses(first, last)
    elif at == "sentence":
        first, last = sentence
    closing = last == sentence[1] and at != "match"
    return board.begin[first], board.end[last] if closing else board.end[last - 1]


def _fit(words: str, start: int, end: int, text: str, board: Board, match: Match) -> str:
    """A whole sentence keeps its capital and its closing mark; a part of one takes its surroundings'."""
    first, last = board.sentences[board.sentence_of[match.start]]
    opens, closes = start == board.begin[first], end == board.end[last]
    lower = not opens or (text[start].islower() and not any(c.isupper() for c in text))
    if lower and not _keeps_capital(words):
        words = words[0].lower() + words[1:]
    elif opens and text[start].isupper() and not words[1:2].isupper():
        words = words[0].upper() + words[1:]
    if not closes:
        words = words.rstrip(_STOPS)
    return words


def _keeps_capital(words: str) -> bool:
    """English I, and abbreviations, which begin with two capitals."""
    first, second = words[:1], words[1:2]
    if first == "I" and not (second.isalnum() or second == "_"):
        return True
    return all("A" <= c <= "Z" for c in (first, second)) or all("А" <= c <= "Я" or c == "Ё" for c in (first, second))


def fill_for_test(template: str) -> list[str]:
    """The template as it reads with its fallbacks, or with a neutral word where a slot has none."""
    return [re.sub(_SLOT, lambda slot: slot.group(2) or "…", template)]
