"""For lexicon authors: what each clause was read as, and which phrase convicted it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..lexicon import store
from ..model import LANGUAGES
from ..text.fold import fold
from ..text.lexer import sentences
from ..text.mask import mask
from ..text.script import has_han
from .board import Board
from .cues import cues
from .judge import Judge, Match
from .match import regions, spans
from .program import CLS
from .read import faults_alone
from .weigh import Weigher


def explain(text: str, language: str | None = None) -> Iterator[str]:
    """Lines: each clause with the classes of whole phrases in it, each sentence's heaviest cues, each match with its phrase and file."""
    folded = fold(text, store.load("zh")["fold"] if has_han(text) else None)
    parsed = sentences(mask(text, folded), language)
    for name in LANGUAGES:
        own = [s for s in parsed if s.language == name]
        if not own:
            continue
        pack = store.load(name)
        board = Board(pack, own)
        classes = [(n, label, spans(((CLS, n),), board, pack["classes"])) for n, label in pack["class_names"].items()]
        for first, last in regions("clause", board):
            yield f"clause ({name}): {text[board.begin[first] : board.end[last - 1]]}\n"
            for _, label, found in classes:
                for start, end in found:
                    if first <= start < last and end - start > 1:
                        yield f"    {label}: {text[board.begin[start] : board.end[end - 1]]}\n"
        matches = Judge(pack, board).matches(range(pack["faults"]).__contains__)
        yield from _weighed(pack, board, matches, text)
        for match in matches:
            file, line, phrase = pack["sources"][match.phrase]
            quote = text[board.begin[match.start] : board.end[match.end - 1]]
            yield f"match: {pack['rules'][match.rule][0]} {quote!r} by {phrase!r} ({file}:{line})\n"


def _weighed(pack: dict[str, Any], board: Board, matches: list[Match], text: str) -> Iterator[str]:
    """Each sentence's sum in each family (from nothing on it convicts) and the cues that speak for it most."""
    if not pack["learned"]:
        return
    weigher = Weigher(faults_alone(pack))
    for number, given in enumerate(weigher.shown(matches, board)):
        first, last = board.sentences[number]
        span = board.spans[number]
        found = list(cues(board.words_at[first:last], weigher.chinese, span.question, span.clause_starts, given))
        score = weigher.score(found)
        for at, family in enumerate(weigher.families, len(weigher.rules)):
            heavy = weigher.convicting(found, at)[:6]
            if heavy and score[at] > -1500:
                verdict = "convicted" if score[at] >= 0 else "acquitted"
                shown = ", ".join(f"{name} {weight / 1000:+.2f}" for weight, name, _, _ in heavy)
                yield f"weighed: {text[board.begin[first] : board.end[last - 1]]!r} {family} {score[at] / 1000:+.2f} {verdict}: {shown}\n"
