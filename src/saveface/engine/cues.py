"""What a sentence shows to the learned weights: its words, their stems and neighbours, the phrases that matched, its reply."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

STEM = 5
"""Letters of a word that stand for all its forms: зарегистрироваться → зарег, registration → regis."""
AFFIX = 3
"""Letters at a word's end that tell its form, and at its beginning that tell its kin: -ать, mis^."""
REACH = 3
"""How far apart two words may stand and still make one cue."""
HAN_RUN = 4
"""Characters of the longest Chinese cue, and one more than those of a cue at a clause's edge."""

BLANK = "[]"
"""Stands for a placeholder, a quotation, a link."""

Cue = tuple[str, int, int]
"""A cue's name, and the words of the sentence that make it: first, and the one after the last; 0, 0 for the whole sentence."""


def cues(words: Sequence[str], chinese: bool, question: bool, clause_starts: Iterable[int], given: Iterable[str]) -> Iterator[Cue]:
    """The cues of one sentence. ``given`` are the names of what it shows as a whole; see ``shown``. ``engine/_weigh.c`` does the same."""
    words = [word or BLANK for word in words]
    yield from _runs(words, clause_starts) if chinese else _stems(words)
    if question:
        yield "?", 0, 0
    for name in given:
        yield name, 0, 0


def _stems(words: Sequence[str]) -> Iterator[Cue]:
    count = len(words)
    stems = [w[:STEM] for w in words]
    yield f"^{stems[0]}", 0, 1
    for at, word in enumerate(words):
        yield word, at, at + 1
        yield f"{stems[at]}*", at, at + 1
        if len(word) > STEM:
            yield f"-{word[-AFFIX:]}", at, at + 1
        if len(word) >= STEM:
            yield f"{word[:AFFIX]}^", at, at + 1
        if at + 1 < count:
            yield f"{word} {words[at + 1]}", at, at + 2
            yield f"{stems[at]}* {stems[at + 1]}*", at, at + 2
        for other in range(at + 2, min(at + REACH + 1, count)):
            yield f"{stems[at]}*…{stems[other]}*", at, other + 1


def _runs(words: Sequence[str], clause_starts: Iterable[int]) -> Iterator[Cue]:
    count = len(words)
    for first in range(count):
        run = ""
        for last in range(first, min(first + HAN_RUN, count)):
            run += words[last]
            yield run, first, last + 1
    edges = [at for at in clause_starts if 0 < at < count]
    for start in (0, *edges):
        run = "|"
        for last in range(start, min(start + HAN_RUN - 1, count)):
            run += words[last]
            yield run, start, last + 1
    for end in (*edges, count):
        run = "|"
        for first in range(end - 1, max(end - HAN_RUN, -1), -1):
            run = words[first] + run
            yield run, first, end


def shown(numbers: Sequence[bool], rules: Sequence[Collection[str]]) -> list[list[str]]:
    """Of each sentence of a reply what it and the reply show as a whole.

    ``$rule`` and ``$family``: a phrase of them matched here; ``#num``: a number stands here; ``&num``: in another sentence.
    ``numbers`` tells where numbers stand, ``rules`` has the rules that matched in each sentence. (That another fault stands
    in the reply is no cue: corpora have one fault a text more often than life has.)
    """
    counted = sum(numbers)
    out = []
    for number, own in zip(numbers, rules, strict=True):
        names = [f"${rule}" for rule in sorted(own)] + [f"${family}" for family in sorted({rule.partition("/")[0] for rule in own})]
        if number:
            names.append("#num")
        if counted > number:
            names.append("&num")
        out.append(names)
    return out
