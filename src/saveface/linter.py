"""Check a text: the whole flow of one reply in one readable place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .engine.judge import one_a_rule
from .engine.read import Reader
from .engine.suggest import in_script, suggest
from .lexicon import store
from .model import INTERFACES, LANGUAGES, SEVERITIES, Finding, SavefaceError
from .reading import PIECE, Act, Reading, joined, pieces
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
    from .talk.conversation import Conversation, TurnFinding

WINDOW = 4000
"""Tokens read as one reply at the most; a longer text is read in windows of whole sentences."""

SPEECH = "speech/"
"""What the ids of speech acts begin with."""


class Linter:
    """Checks texts. The compiled lexicons are loaded when the first text of their language comes.

    ``select`` and ``ignore`` name rules (``blame/wrong``) or families (``blame``); ``min_severity`` drops milder findings;
    ``severity`` has pairs of rule or family and the severity that it has instead of the catalogue's;
    ``ui_language`` (``en``, ``zh``, ``zh-hant``, ``zh-hk``, ``ru``) fixes the language of titles and reasons, which otherwise
    follow the draft's; ``lexicons`` are folders of a company's own words. Suggestions are words for the draft: they keep its
    language, and take the script that was asked for.
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
        self._asked: dict[str, bytes] = {}
        self._gates: dict[str, list[tuple[frozenset[str], ...]]] = {}

    def check(
        self,
        text: str,
        language: str | None = None,
        *,
        answering: str | None = None,
        case: str | dict[str, str] | None = None,
    ) -> list[Finding]:
        """The findings of a text, by their place. ``language`` (en, zh, ru) is detected sentence by sentence when not given.

        ``answering`` is the customer's message, without which the rules that depend on a complaint do not run; ``case``
        (``liable=no,motive=unreasonable``) runs the playbook of that case.
        """
        level = "answering" if answering is not None else "reply"
        if case:
            from .talk.conversation import read_case

            case, level = read_case(case), "talk"
        reading, triggered = self._read(text, language, level)
        found = [f for f in reading.findings if self.wants(f.rule)] if level == "talk" else reading.findings
        if triggered or case:
            from .talk.flow import check_reply

            found += check_reply(self, text, reading, answering, case or None)
        found.sort(key=lambda f: (f.start, f.end, self._order[f.rule]))
        return found

    def check_conversation(self, conversation: Conversation, language: str | None = None) -> list[TurnFinding]:
        """The findings of a whole talk, each with its turn; customers' turns are read and never linted."""
        from .talk.flow import check_conversation

        return check_conversation(self, conversation, language)

    def read(self, text: str, language: str | None = None) -> Reading:
        """A text with all its findings, also those of rules that are not wanted, and all its speech acts."""
        return self._read(text, language, "talk")[0]

    def hear(self, text: str, language: str | None = None) -> Reading:
        """A customer's text: its speech acts and no findings."""
        return self._read(text, language, "customer")[0]

    def _read(self, text: str, language: str | None, level: str) -> tuple[Reading, bool]:
        """A text as it is read for a level of rules, and whether a reply rule may be broken by what stands in it."""
        if language is not None and language not in LANGUAGES:
            raise SavefaceError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
        if len(text) <= PIECE:
            return self._read_piece(text, language, level)
        read = [(start, *self._read_piece(text[start:end], language, level)) for start, end in pieces(text)]
        return joined((start, reading) for start, reading, _ in read), any(triggered for _, _, triggered in read)

    def _read_piece(self, text: str, language: str | None, level: str) -> tuple[Reading, bool]:
        folded = fold(text, store.load("zh")["fold"] if has_han(text) else None)
        parsed = sentences(mask(text, folded), language)
        found: list[Finding] = []
        heard: list[tuple[list[Match], str, Board, dict[str, Any]]] = []
        for name in LANGUAGES:
            own = [s for s in parsed if s.language == name]
            for window in _windows(own):
                findings, said, board = self._read_window(text, name, window, level)
                found += findings
                if said and board is not None:
                    heard.append((said, name, board, self._readers[name].pack))
        whole = level in ("talk", "customer")
        triggered = bool(heard) and not whole and self._may_break(level, heard, found)
        if not (whole or triggered):
            return Reading(found, [], [], 0), False
        acts = [_act(match, name, board, pack) for said, name, board, pack in heard for match in said]
        spans = sorted((s.starts[0], s.end, s.language) for s in parsed if s.language in LANGUAGES)
        return Reading(found, acts, spans, sum(len(s.words) for s in parsed)), triggered

    def _read_window(
        self, text: str, language: str, window: Sequence[Sentence], level: str
    ) -> tuple[list[Finding], list[Match], Board | None]:
        """The findings of some sentences, their speech acts, and the board where those stand."""
        reader, asked = self._reader(language, level)
        if level == "customer":
            return [], *reader.hear(window, asked)
        matches, said, board = reader.read(window, asked)
        found: list[Finding] = []
        if matches and board is not None:
            interface = self._interface(text, language)
            kept = self._most_severe(one_a_rule(matches, reader.pack), reader.pack)
            found = [self._finding(match, text, language, interface, board, reader.pack) for match in kept]
        if language in self._company:
            found = self._with_own(found, text, language, window)
        return found, said, board

    def _interface(self, text: str, language: str) -> str:
        """The interface language that the text itself asks for."""
        return chinese_interface(text, store.load("zh")["fold"]) if language == "zh" else language

    def _with_own(self, found: list[Finding], text: str, language: str, window: Sequence[Sentence]) -> list[Finding]:
        """The findings, less what the company allows, and its own; of overlapping ones the graver stands, of equals its own."""
        reader = self._own_readers.get(language)
        if reader is None:
            pack = self._company[language]
            wanted = bytes(row[0] == ALLOWED or self._is_wanted(row[0]) for row in pack["rules"])
            reader = self._own_readers[language] = Reader(pack, wanted)
        matches, _, board = reader.read(window, b"")
        if board is None or not matches:
            return found
        ids = [row[0] for row in reader.pack["rules"]]
        allowed = [(board.begin[m.start], board.end[m.end - 1]) for m in matches if ids[m.rule] == ALLOWED]
        kept = self._most_severe(one_a_rule([m for m in matches if ids[m.rule] != ALLOWED], reader.pack), reader.pack)
        interface = self._interface(text, language)
        own = [self._finding(match, text, language, interface, board, reader.pack) for match in kept]
        standing: list[Finding] = []
        for finding in sorted([*own, *found], key=lambda f: -SEVERITIES.index(f.severity)):
            taken = [*allowed, *((s.start, s.end) for s in standing)]
            if not any(start < finding.end and finding.start < end for start, end in taken):
                standing.append(finding)
        return standing

    def _reader(self, language: str, level: str) -> tuple[Reader, bytes]:
        """A language's reader, and the acts that it is asked for at a level of rules."""
        key = f"{language} {level}"
        if key not in self._asked:
            pack = store.load(language)
            if language not in self._readers:
                wanted = bytes(self.wants(row[0]) for row in pack["rules"][: pack["faults"]])
                self._readers[language] = Reader(pack, wanted)
            needed = None if level in ("talk", "customer") else {act for gate in self._gate(level) for part in gate for act in part}
            self._asked[key] = bytes(needed is None or row[0].removeprefix(SPEECH) in needed for row in pack["rules"][pack["faults"] :])
        return self._readers[language], self._asked[key]

    def _gate(self, level: str) -> list[tuple[frozenset[str], ...]]:
        """Of each wanted reply rule the acts it points to, those it asks for beside them, those that excuse, and the rest."""
        if level not in self._gates:
            talk = store.load("talk")
            gates = []
            for rule_id, rule in talk["reply"].items():
                beside = dict(rule["with"])
                if not self.wants(rule_id) or ("answered" in beside and level != "answering"):
                    continue
                excuse = dict(rule["without"]).get("reply", ())
                sure = [name for name in excuse if not (name in talk["groups"] and talk["groups"][name][1])]
                rest = [name for scope, names in (*rule["with"], *rule["without"]) if scope != "answered" for name in names]
                gates.append(tuple(_acts_of(names, talk["groups"]) for names in (rule["find"], beside.get("reply", ()), sure, rest)))
            self._gates[level] = gates  # whole at once: threads share a linter
        return self._gates[level]

    def _may_break(self, level: str, heard: Iterable[tuple[list[Match], str, Board, dict[str, Any]]], found: Iterable[Finding]) -> bool:
        """Whether a reply rule is worth reading: what it points to stands there, and nothing that excuses it anywhere."""
        said = {f.rule for f in found}
        for matches, _, _, pack in heard:
            said.update(pack["rules"][number][0].removeprefix(SPEECH) for number in {m.rule for m in matches})
        return any(
            not said.isdisjoint(find) and (not beside or not said.isdisjoint(beside)) and said.isdisjoint(excuse)
            for find, beside, excuse, _ in self._gate(level)
        )

    def wants(self, rule: str) -> bool:
        """Whether findings of a rule were asked for."""
        return self._is_wanted(rule)

    def order(self, rule: str) -> int:
        """The rule's place in the catalogue."""
        return self._order[rule]

    def manual(self, rule: str) -> dict[str, Any]:
        """The rule's page: severity, sources, and its texts by language."""
        page: dict[str, Any] = self._catalogue[rule]
        return page

    def suggestion_script(self, text: str, language: str) -> Callable[[str], str]:
        """From the lexicon's words to those of the script that suggestions for a text are written in."""
        if language != "zh":
            return str
        pack = store.load("zh")
        own = self.ui_language if self.ui_language and self.ui_language.startswith("zh") else chinese_interface(text, pack["fold"])
        return in_script(pack, own)

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


def _act(match: Match, language: str, board: Board, pack: dict[str, Any]) -> Act:
    name = pack["rules"][match.rule][0].removeprefix(SPEECH)
    return Act(name, board.begin[match.start], board.end[match.end - 1], language, pack["sources"][match.phrase])


def _acts_of(names: Iterable[str], groups: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> frozenset[str]:
    """The speech acts and rules that names stand for, groups taken apart."""
    out: set[str] = set()
    for name in names:
        out.update((act for part in groups[name] for act in part) if name in groups else (name,))
    return frozenset(out)


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
