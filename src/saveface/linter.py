"""Check a text: the whole flow of one reply in one readable place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .engine.judge import one_a_rule
from .engine.read import Reader
from .engine.suggest import in_script, suggest
from .lexicon import store
from .model import INTERFACES, LANGUAGES, SEVERITIES, Finding, SavefaceError
from .rules import ALLOWED, FORBIDDEN, refuse_unknown, table
from .rules import severity as weigh
from .text.fold import fold
from .text.lexer import Sentence, sentences
from .text.mask import mask
from .text.script import chinese_interface, has_han

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .engine.board import Board
    from .engine.judge import Match

WINDOW = 4000
"""Tokens read as one reply at the most; a longer text is read in windows of whole sentences."""
PIECE = 60_000
"""Characters folded, masked and parsed at once: what a text takes in memory does not grow with its length."""
_CUTS = ("\n\n", "\n", "。", ". ", " ")
"""Behind what a longer text is cut, the best first."""


class Linter:
    """Checks texts. The compiled lexicons are loaded when the first text of their language comes.

    ``select`` and ``ignore`` name rules (``blame/wrong``) or families (``blame``); ``min_severity`` drops milder findings;
    ``severity`` has pairs of rule or family and the severity that it has instead of the catalogue's;
    ``ui_language`` (``en``, ``zh``, ``zh-hant``, ``zh-hk``, ``ru``) fixes the language of titles and reasons, which otherwise
    follow the draft's; ``lexicons`` are folders of a company's own words. Suggestions are words for the draft: they keep its language, and take the script that was asked for.
    """

    def __init__(
        self,
        *,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        min_severity: str = "info",
        ui_language: str | None = None,
        severity: Iterable[tuple[str, str]] = (),
        lexicons: Iterable[str] = (),
    ) -> None:
        self.lexicons = tuple(lexicons)
        self._catalogue = table(self.lexicons)
        self._company = _company(self.lexicons)
        self._order = {rule: n for n, rule in enumerate(self._catalogue)}
        self.select = self._known(select)
        self.ignore = self._known(ignore)
        if min_severity not in SEVERITIES:
            raise SavefaceError(f"unknown severity {min_severity!r}; known: {', '.join(SEVERITIES)}")
        self._least = SEVERITIES.index(min_severity)
        changed = tuple(severity)
        self._known(name for name, _ in changed)
        self._severity = {rule: weigh(rule, changed, self.lexicons) for rule in self._catalogue}
        if ui_language is not None and ui_language not in INTERFACES:
            raise SavefaceError(f"unknown interface language {ui_language!r}; known: {', '.join(INTERFACES)}")
        self.ui_language = ui_language
        self._readers: dict[str, Reader] = {}
        self._own_readers: dict[str, Reader] = {}

    def check(self, text: str, language: str | None = None) -> list[Finding]:
        """The findings of a text, by their place. ``language`` (en, zh, ru) is detected sentence by sentence when not given."""
        if language is not None and language not in LANGUAGES:
            raise SavefaceError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
        if len(text) <= PIECE:
            return self._check_piece(text, language)
        found: list[Finding] = []
        for start, end in _pieces(text):
            found += [_moved(finding, start) for finding in self._check_piece(text[start:end], language)]
        return found

    def _check_piece(self, text: str, language: str | None) -> list[Finding]:
        folded = fold(text, store.load("zh")["fold"] if has_han(text) else None)
        parsed = sentences(mask(text, folded), language)
        found: list[Finding] = []
        for name in LANGUAGES:
            own = [s for s in parsed if s.language == name]
            for window in _windows(own):
                found += self._check_window(text, name, window)
                if name in self._company:
                    found = self._with_own(found, text, name, window)
        found.sort(key=lambda f: (f.start, f.end, self._order[f.rule]))
        return found

    def _check_window(self, text: str, language: str, window: Sequence[Sentence]) -> list[Finding]:
        reader = self._readers.get(language)
        if reader is None:
            pack = store.load(language)
            reader = self._readers[language] = Reader(pack, bytes(self._is_wanted(row[0]) for row in pack["rules"]))
        matches, board = reader.read(window)
        if board is None or not matches:
            return []
        interface = chinese_interface(text, reader.pack["fold"]) if language == "zh" else language
        kept = self._most_severe(one_a_rule(matches, reader.pack), reader.pack)
        return [self._finding(match, text, language, interface, board, reader.pack) for match in kept]

    def _with_own(self, found: list[Finding], text: str, language: str, window: Sequence[Sentence]) -> list[Finding]:
        """The findings, less what the company allows, and its own; of overlapping ones the graver stands, of equals its own."""
        reader = self._own_readers.get(language)
        if reader is None:
            pack = self._company[language]
            wanted = bytes(row[0] == ALLOWED or self._is_wanted(row[0]) for row in pack["rules"])
            reader = self._own_readers[language] = Reader(pack, wanted)
        matches, board = reader.read(window)
        if board is None or not matches:
            return found
        ids = [row[0] for row in reader.pack["rules"]]
        allowed = [(board.begin[m.start], board.end[m.end - 1]) for m in matches if ids[m.rule] == ALLOWED]
        kept = self._most_severe(one_a_rule([m for m in matches if ids[m.rule] != ALLOWED], reader.pack), reader.pack)
        own = [self._finding(match, text, language, board, reader.pack) for match in kept]
        standing: list[Finding] = []
        for finding in sorted([*own, *found], key=lambda f: -SEVERITIES.index(f.severity)):
            taken = [*allowed, *((s.start, s.end) for s in standing)]
            if not any(start < finding.end and finding.start < end for start, end in taken):
                standing.append(finding)
        return standing

    def _is_wanted(self, rule: str) -> bool:
        names = {rule, rule.partition("/")[0]}
        return (
            (not self.select or bool(names & self.select))
            and not names & self.ignore
            and SEVERITIES.index(self._severity[rule]) >= self._least
        )

    def _known(self, names: Iterable[str]) -> frozenset[str]:
        out = frozenset(names)
        refuse_unknown(out, self.lexicons)
        return out

    def _most_severe(self, matches: list[Match], pack: dict[str, Any]) -> list[Match]:
        """Of overlapping findings the gravest stands; of equally grave ones the one that is first in the catalogue."""

        def rank(match: Match) -> tuple[int, int, int]:
            rule = pack["rules"][match.rule][0]
            return -SEVERITIES.index(self._severity[rule]), self._order[rule], match.start

        kept: list[Match] = []
        for match in sorted(matches, key=rank):
            if not any(k.start < match.end and match.start < k.end for k in kept):
                kept.append(match)
        return kept

    def _finding(self, match: Match, text: str, language: str, own: str, board: Board, pack: dict[str, Any]) -> Finding:
        """``own`` is the interface language that the text itself asks for."""
        rule, title, why, _, _, _ = pack["rules"][match.rule]
        interface = self.ui_language or own
        if rule == FORBIDDEN:
            why = pack["reasons"].get(match.phrase, why)
        if interface.partition("-")[0] not in self._catalogue[rule]["languages"]:  # a company writes in its own languages
            interface = own
        if interface.partition("-")[0] == language:
            own = interface
            say = in_script(pack, interface)
            title, why = say(title), say(why)
        else:
            row = self._catalogue[rule]["languages"][interface.partition("-")[0]]
            say = in_script(store.load("zh"), interface) if interface.startswith("zh") else str
            title, why = say(row["title"]), say(row["why"])
        start, end = board.begin[match.start], board.end[match.end - 1]
        suggestions = suggest(match, text, board, pack, in_script(pack, own))
        return Finding(rule, self._severity[rule], start, end, text[start:end], title, why, suggestions, language, interface)


def _company(lexicons: tuple[str, ...]) -> dict[str, Any]:
    """The tables of a company's own words by language."""
    if not lexicons:
        return {}
    from .lexicon.company import load

    return load(lexicons)


def _windows(parsed: Sequence[Sentence]) -> Iterable[Sequence[Sentence]]:
    window: list[Sentence] = []
    size = 0
    for sentence in parsed:
        window.append(sentence)
        size += len(sentence.words)
        if size >= WINDOW:
            yield window
            window, size = [], 0
    if window:
        yield window


def _pieces(text: str) -> Iterator[tuple[int, int]]:
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


def _moved(finding: Finding, by: int) -> Finding:
    """A finding of a piece in the text that the piece begins at ``by``."""
    suggestions = tuple(
        s if s.start is None or s.end is None else s._replace(start=s.start + by, end=s.end + by) for s in finding.suggestions
    )
    return finding._replace(start=finding.start + by, end=finding.end + by, suggestions=suggestions)
