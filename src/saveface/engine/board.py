"""A text laid out for matching: for every symbol of the lexicon, the places where it stands, as the bits of an integer."""

from __future__ import annotations

from collections.abc import Sequence

from ..text.contractions import split_word
from ..text.lexer import NUMBER, OPAQUE_TOKEN, QUOTE_TOKEN, SLOT_TOKEN, TIME, Sentence
from .program import KIND_SYMBOLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_OF_KIND = {
    NUMBER: KIND_SYMBOLS["<num>"],
    TIME: KIND_SYMBOLS["<time>"],
    SLOT_TOKEN: KIND_SYMBOLS["<slot>"],
    QUOTE_TOKEN: KIND_SYMBOLS["<quote>"],
}


class Board:
    """The sentences of one language of one text.

    ``where[symbol]`` has a bit for every place where the symbol fills one place; ``long[symbol]`` maps a length
    in places to such bits for what fills several. Sentences are parted by a place that nothing fills.
    """

    __slots__ = (
        "begin",
        "breaks",
        "commas",
        "end",
        "ends",
        "long",
        "questions",
        "sentence_of",
        "sentences",
        "spans",
        "starts",
        "where",
        "words",
        "words_at",
    )

    def __init__(self, pack: dict[str, Any], sentences: Sequence[Sentence]) -> None:
        self.where: dict[int, int] = {}
        self.long: dict[int, dict[int, int]] = {}
        self.words = 0
        """Places that hold a token."""
        self.commas = 0
        """Places before which a clause mark stands."""
        self.breaks = 0
        """Places where a clause begins, sentence beginnings aside."""
        self.starts = 0
        self.ends = 0
        """Places of the sentences' ends."""
        self.questions = 0
        """Places in questions, their ends included."""
        self.begin: list[int] = []
        self.end: list[int] = []
        """Of each place, the token's offsets in the draft."""
        self.words_at: list[str] = []
        self.sentences: list[tuple[int, int]] = []
        """Of each sentence its first place and its end."""
        self.sentence_of: list[int] = []
        self.spans = sentences
        self._lay(pack, sentences)

    def _lay(self, pack: dict[str, Any], sentences: Sequence[Sentence]) -> None:
        fused, words_of, edges = pack["fused"], pack["words"], pack["edges"]
        where = self.where
        begin, end, words_at, sentence_of = self.begin, self.end, self.words_at, self.sentence_of
        place = 0
        for number, sentence in enumerate(sentences):
            first = place
            commas = set(sentence.clause_starts)
            words: list[str] = []
            for at, word in enumerate(sentence.words):
                if at in commas:
                    self.commas |= 1 << place
                kind = sentence.kinds[at]
                parts = fused.get(word) if word in fused else split_word(word, fused) if "'" in word else None
                if kind in _OF_KIND:
                    symbol = _OF_KIND[kind]
                    where[symbol] = where.get(symbol, 0) | 1 << place
                if kind in (SLOT_TOKEN, QUOTE_TOKEN, OPAQUE_TOKEN):
                    word = ""
                for part in parts or (word,):
                    words.append(part)
                    begin.append(sentence.starts[at])
                    end.append(sentence.ends[at])
                    sentence_of.append(number)
                    place += 1
            if len(words) in commas or len(sentence.words) in commas:
                self.commas |= 1 << place
            self._symbols(words, words_of, edges, first)
            words_at += words
            words_at.append("")
            self.words |= (1 << place) - (1 << first)
            self.starts |= 1 << first
            self.ends |= 1 << place
            if sentence.question:
                self.questions |= (2 << place) - (1 << first)
            self.sentences.append((first, place))
            begin.append(sentence.end)
            end.append(sentence.end)
            sentence_of.append(number)
            place += 1
        self.where[KIND_SYMBOLS["<word>"]] = self.words
        self.breaks = self.commas
        clause_break = pack["clause_break"]
        if clause_break >= 0:
            self.breaks |= self.where.get(clause_break, 0)
            for mask in self.long.get(clause_break, {}).values():
                self.breaks |= mask

    def _symbols(self, words: list[str], words_of: dict[str, Any], edges: frozenset[str], first: int) -> None:
        where, long = self.where, self.long
        count = len(words)
        for at, word in enumerate(words):
            node = words_of.get(word)
            if node is None:
                continue
            symbols, rest, left, right = node
            bit = 1 << (first + at)
            for symbol in symbols:
                where[symbol] = where.get(symbol, 0) | bit
            if left or right:
                free_left = not (at and words[at - 1] + word in edges and self.end[first + at - 1] == self.begin[first + at])
                free_right = not (at + 1 < count and word + words[at + 1] in edges and self.end[first + at] == self.begin[first + at + 1])
                for symbol in left:
                    if free_left and (symbol not in right or free_right):
                        where[symbol] = where.get(symbol, 0) | bit
                for symbol in right:
                    if free_right and (symbol not in left or free_left):
                        where[symbol] = where.get(symbol, 0) | bit
            ahead = at + 1
            while rest is not None and ahead < count:
                node = rest.get(words[ahead])
                if node is None:
                    break
                ahead += 1
                for symbol in node[0]:
                    where.setdefault(symbol, 0)
                    lengths = long.setdefault(symbol, {})
                    lengths[ahead - at] = lengths.get(ahead - at, 0) | bit
                rest = node[1]

    def alone(self, place: int) -> tuple[Board, int]:
        """A board on which the sentence of ``place`` has its symbols, and which place of this one is that board's first."""
        return self, 0

    def clauses(self, start: int, end: int) -> tuple[int, int]:
        """First place and end of the clauses that the places ``start:end`` touch."""
        first, last = self.sentences[self.sentence_of[start]]
        breaks = self.breaks
        while start > first and not breaks >> start & 1:
            start -= 1
        while end < last and not breaks >> end & 1:
            end += 1
        return start, end


class Laid(Board):
    """A board that the C matcher has laid out: where every word stands, but no symbols."""

    __slots__ = ("_pack",)

    def __init__(
        self,
        pack: dict[str, Any],
        spans: Sequence[Sentence],
        begin: list[int],
        end: list[int],
        words_at: list[str],
        sentence_of: list[int],
        sentences: list[tuple[int, int]],
        breaks: bytes,
    ) -> None:
        self._pack = pack
        self.spans = spans
        self.begin = begin
        self.end = end
        self.words_at = words_at
        self.sentence_of = sentence_of
        self.sentences = sentences
        self.breaks = int.from_bytes(breaks, "little")

    def alone(self, place: int) -> tuple[Board, int]:
        """Symbols come from their own sentence only, so one sentence is laid for them."""
        number = self.sentence_of[place]
        return Board(self._pack, [self.spans[number]]), self.sentences[number][0]
