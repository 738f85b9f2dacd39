"""What a text is read as: its findings, its speech acts, its sentences; and how the readings of a long text's pieces are joined."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .model import Finding

PIECE = 60_000
"""Characters folded, masked and parsed at once: what a text takes in memory does not grow with its length."""
_CUTS = ("\n\n", "\n", "。", ". ", " ")
"""Behind what a longer text is cut, the best first."""


class Act(namedtuple("Act", ("name", "start", "end", "language", "source"))):
    """A speech act that stands in a text: its offsets, half-open, and the phrase that shows it (file, line, phrase)."""

    __slots__ = ()

    if TYPE_CHECKING:
        name: str
        start: int
        end: int
        language: str
        source: tuple[str, int, str]


class Reading(namedtuple("Reading", ("findings", "acts", "sentences", "words"))):
    """A text as it was read: ``sentences`` are (start, end, language); ``words`` counts words, in Chinese characters."""

    __slots__ = ()

    if TYPE_CHECKING:
        findings: list[Finding]
        acts: list[Act]
        sentences: list[tuple[int, int, str]]
        words: int


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Half-open spans of a long text, cut between paragraphs or as near to that as it allows."""
    start = 0
    while len(text) - start > PIECE:
        end = start + PIECE
        for mark in _CUTS:
            at = text.rfind(mark, start + PIECE // 2, end)
            if at >= 0:
                end = at + len(mark)
                break
        yield start, end
        start = end
    yield start, len(text)


def joined(readings: Iterable[tuple[int, Reading]]) -> Reading:
    """One reading of those of a text's pieces, each with where its piece begins."""
    out = Reading([], [], [], 0)
    for by, reading in readings:
        out.findings.extend(_moved(finding, by) for finding in reading.findings)
        out.acts.extend(act._replace(start=act.start + by, end=act.end + by) for act in reading.acts)
        out.sentences.extend((start + by, end + by, language) for start, end, language in reading.sentences)
        out = out._replace(words=out.words + reading.words)
    return out


def _moved(finding: Finding, by: int) -> Finding:
    moved = tuple(s if s.start is None or s.end is None else s._replace(start=s.start + by, end=s.end + by) for s in finding.suggestions)
    return finding._replace(start=finding.start + by, end=finding.end + by, suggestions=moved)
