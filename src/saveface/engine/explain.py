"""For lexicon authors: what each clause was read as, and which phrase convicted it."""

from __future__ import annotations

from collections.abc import Iterator

from ..lexicon import store
from ..model import LANGUAGES
from ..text.fold import fold
from ..text.lexer import sentences
from ..text.mask import mask
from ..text.script import has_han
from .board import Board
from .judge import Judge
from .match import regions, spans
from .program import CLS


def explain(text: str, language: str | None = None) -> Iterator[str]:
    """Lines: each clause with the whole-phrase classes that stand in it, then each match with its phrase and file."""
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
        for match in Judge(pack, board).matches(lambda _: True):
            file, line, phrase = pack["sources"][match.phrase]
            quote = text[board.begin[match.start] : board.end[match.end - 1]]
            yield f"match: {pack['rules'][match.rule][0]} {quote!r} by {phrase!r} ({file}:{line})\n"
