"""From a draft or a conversation to the findings of the rules over acts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..engine.suggest import in_script
from ..lexicon import store
from ..model import Finding, Suggestion
from ..text.script import chinese_interface
from .conversation import Conversation, Turn, TurnFinding
from .judge import TAKEOVER_MINUTES, Fault, Judge
from .record import Message, Record, Sentence, Stretch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..linter import Linter
    from ..reading import Reading


def message(turn: int, text: str, reading: Reading) -> Message:
    """A message as it was read: its sentences, each with the acts and the findings that stand in it."""
    sentences = [Sentence(start, end) for start, end, _ in reading.sentences]
    spans = [(act.name, act.start, act.end) for act in reading.acts]
    for finding in reading.findings:
        spans += [(finding.rule, finding.start, finding.end), (finding.family, finding.start, finding.end)]
    spans.sort(key=lambda span: span[1:])
    at = 0
    for name, start, end in spans:
        while at + 1 < len(sentences) and sentences[at].end <= start:
            at += 1
        if sentences:
            _add(sentences[at].said.setdefault(name, []), start, end)
    languages = [language for _, _, language in reading.sentences]
    language = max(set(languages), key=languages.count) if languages else ""
    return Message(turn, text, language, sentences, reading.words)


def _add(spans: list[tuple[int, int]], start: int, end: int) -> None:
    """Spans that overlap are one."""
    if spans and start < spans[-1][1]:
        spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
    else:
        spans.append((start, end))


def check_reply(linter: Linter, text: str, reading: Reading, answering: str | None, case: Mapping[str, str] | None) -> list[Finding]:
    """The findings of one draft, taken as a talk of the message it answers and itself."""
    talk = store.load("talk")
    customers = [] if answering is None else [message(0, answering, linter.hear(answering))]
    reply = message(1, text, reading)
    record = Record([Stretch([reply])] if reply.sentences else [], customers, talk["groups"])
    found = [*_reply_faults(linter, Judge(record)), *_case_faults(linter, Judge(record), case)]
    return [f.finding for f in _findings(linter, found, record, case)]


def check_conversation(linter: Linter, conversation: Conversation, language: str | None) -> list[TurnFinding]:
    """All findings of a talk: of each agent's message, of each stretch, of the talk, of the case; by turn."""
    readings: dict[int, list[Finding]] = {}
    record, judge = recorded(linter, conversation, language, readings)
    faults = list(_reply_faults(linter, judge))
    for rule_id, rule in store.load("talk")["conversation"].items():
        if linter.wants(rule_id):
            faults += judge.conversation(rule_id, rule)
    faults += _case_faults(linter, judge, conversation.case)
    out = [TurnFinding(turn, finding) for turn, findings in readings.items() for finding in findings]
    out += _findings(linter, faults, record, conversation.case)
    return sorted(out, key=lambda f: (f.turn is None, f.turn or 0, f.finding.start, f.finding.end, linter.order(f.rule)))


def recorded(linter: Linter, conversation: Conversation, language: str | None, readings: dict[int, list[Finding]]) -> tuple[Record, Judge]:
    """The record of a talk; the wanted findings of the agents' messages are entered in ``readings``."""
    stretches: list[Stretch] = []
    customers: list[Message] = []
    open_ = False
    author: str | None = None
    for number, turn in enumerate(conversation.turns):
        if not turn.public:
            continue
        if turn.role == "customer":
            customers.append(message(number, turn.text, linter.hear(turn.text, language)))
            open_ = False
        elif turn.role == "agent":
            reading = linter.read(turn.text, language)
            readings[number] = [f for f in reading.findings if linter.wants(f.rule)]
            own = message(number, turn.text, reading)
            introduced = any("introduction" in s.said for s in own.sentences)
            own.takes_over = introduced or (author is not None and turn.author is not None and turn.author != author)
            author = turn.author or author
            if not open_:
                stretches.append(Stretch([]))
                open_ = True
            stretches[-1].messages.append(own)
    record = Record(stretches, customers, store.load("talk")["groups"])
    return record, Judge(record, frozenset(_relieved(conversation.turns, record)))


def _relieved(turns: Sequence[Turn], record: Record) -> Iterator[int]:
    """The turns after which another agent writes before the customer does, or within five minutes."""
    takeover = customer = -1
    for number in range(len(turns) - 1, -1, -1):
        turn = turns[number]
        if number in record.messages:
            if takeover >= 0 and (customer < 0 or takeover < customer or _soon(turn, turns[takeover])):
                yield number
            if record.messages[number].takes_over:
                takeover = number
        elif turn.role == "customer" and turn.public:
            customer = number


def _soon(one: Turn, other: Turn) -> bool:
    return one.time is not None and other.time is not None and (other.time - one.time).total_seconds() <= 60 * TAKEOVER_MINUTES


def _reply_faults(linter: Linter, judge: Judge) -> Iterator[Fault]:
    for rule_id, rule in store.load("talk")["reply"].items():
        if linter.wants(rule_id):
            yield from judge.reply(rule_id, rule)


def _case_faults(linter: Linter, judge: Judge, case: Mapping[str, str] | None) -> Iterator[Fault]:
    row = case_of(case)
    for rule in row["rules"] if row else ():
        if linter.wants(rule["id"]):
            yield from judge.case(rule)


def case_of(case: Mapping[str, str] | None) -> dict[str, Any] | None:
    """The playbook of a case."""
    return next((row for row in store.load("talk")["cases"] if case and all(row[part] == case[part] for part in case)), None)


def _findings(linter: Linter, faults: Iterable[Fault], record: Record, case: Mapping[str, str] | None) -> Iterator[TurnFinding]:
    """Each fault with its texts; what is missing stands on no turn, at the offset 0."""
    playbook = case_of(case)
    pages = {rule["id"]: rule["languages"] for rule in playbook["rules"]} if playbook else {}
    for rule, key in faults:
        where = record.messages[key[0]] if key else next(iter(record.messages.values()), None)
        if where is None:
            continue
        sentence = where.sentences[key[1]] if key else None
        start, end = (sentence.start, sentence.end) if sentence else (0, 0)
        language = where.language or "en"
        page, interface, say = _page(linter, rule, where, language, pages)
        title = say(page["title"])
        if rule.startswith("case/") and playbook:
            title = f"{title} ({say(playbook['names'][interface.partition('-')[0]])})"
        own = linter.suggestion_script(where.text, language)
        advice = pages.get(rule, linter.manual(rule)["languages"])[language]["instead"]
        instead = tuple(Suggestion(own(text), blanks="[" in text) for text in advice)
        severity = linter.manual(rule)["severity"]
        finding = Finding(rule, severity, start, end, where.text[start:end], title, say(page["why"]), instead, language, interface)
        yield TurnFinding(key[0] if key else None, finding)


def _page(linter: Linter, rule: str, where: Message, language: str, pages: dict[str, Any]) -> tuple[dict[str, Any], str, Any]:
    """The rule's texts in the interface language, that language, and its script."""
    own = chinese_interface(where.text, store.load("zh")["fold"]) if language == "zh" else language
    interface = linter.ui_language or own
    languages = pages.get(rule) or linter.manual(rule)["languages"]
    say = in_script(store.load("zh"), interface) if interface.startswith("zh") else str
    return languages[interface.partition("-")[0]], interface, say
