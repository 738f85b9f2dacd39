"""What a sentence shows to the learned weights: its words, their stems, neighbours, and the phrases that matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

STEM = 5
"""Letters of a word that stand for all its forms: зарегистрироваться → зарег, registration → regis."""
_REACH = 3
"""How far apart two words may stand and still make one cue."""
_HAN_RUN = 4
"""Characters of the longest Chinese cue."""

_BLANK = "[]"
"""Stands for a placeholder, a quotation, a link."""

Cue = tuple[str, int, int]
"""A cue's name, and the words of the sentence that make it: first, and the one after the last."""


def cues(words: Sequence[str], chinese: bool, question: bool, matched: Iterable[str]) -> Iterator[Cue]:
    """The cues of one sentence. ``matched`` names the rules whose phrases matched in it."""
    words = [word or _BLANK for word in words]
    count = len(words)
    if chinese:
        for first in range(count):
            run = ""
            for last in range(first, min(first + _HAN_RUN, count)):
                run += words[last]
                yield run, first, last + 1
    else:
        stems = [w[:STEM] for w in words]
        yield f"^{stems[0]}", 0, 1
        for at in range(count):
            yield words[at], at, at + 1
            yield f"{stems[at]}*", at, at + 1
            if at + 1 < count:
                yield f"{words[at]} {words[at + 1]}", at, at + 2
                yield f"{stems[at]}* {stems[at + 1]}*", at, at + 2
            for other in range(at + 2, min(at + _REACH + 1, count)):
                yield f"{stems[at]}*…{stems[other]}*", at, other + 1
    if question:
        yield "?", 0, count
    families = set()
    for rule in matched:
        yield f"${rule}", 0, count
        families.add(rule.partition("/")[0])
    for family in sorted(families):
        yield f"${family}", 0, count
