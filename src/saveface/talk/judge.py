"""Read the rules over acts: what each finds in a recorded talk."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator

from .record import END, Key, Record

ACKNOWLEDGEMENT, QUESTION = "acknowledgement", "question"
TAKEOVER_MINUTES = 5

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Fault(namedtuple("Fault", ("rule", "key"))):
    """A rule that is broken: in which sentence, or nowhere where something is missing."""

    __slots__ = ()

    if TYPE_CHECKING:
        rule: str
        key: Key | None


class Judge:
    """Holds a record against rules. ``relieved`` are the turns after which somebody else takes over in time."""

    def __init__(self, record: Record, relieved: frozenset[int] = frozenset()) -> None:
        self.record = record
        self.relieved = relieved

    def reply(self, rule_id: str, rule: dict[str, Any]) -> Iterator[Fault]:
        """A reply rule: at most one fault in each stretch, on the first place that breaks it."""
        if self.record.agents.keys().isdisjoint(rule["find"]):
            return
        done = -1
        places = list(self.places(rule))
        counts: dict[int, int] = {}
        for key in places:
            number = self.record.stretch_of[key[0]]
            counts[number] = counts.get(number, 0) + 1
        for key in places:
            number = self.record.stretch_of[key[0]]
            if number != done and counts[number] >= rule["least"]:
                done = number
                yield Fault(rule_id, key)

    def conversation(self, rule_id: str, rule: dict[str, Any]) -> Iterator[Fault]:
        """A rule about the talk: one fault a talk, a stretch, or a run of stretches that break it one after the other."""
        seen: set[int] = set()
        for key in self.places(rule):
            number = self.record.stretch_of[key[0]]
            if number in seen:
                continue
            seen.add(number)
            if rule["once"] == "run" and self.record.previous[number] in seen:
                continue
            yield Fault(rule_id, key)
            if rule["once"] == "talk":
                return

    def case(self, rule: dict[str, Any]) -> Iterator[Fault]:
        """A rule of a case: what must be said and is not, or comes too late; what must not be said and is."""
        key = next(self.places(rule), None)
        if not rule["must"]:
            if key is not None:
                yield Fault(rule["id"], key)
            return
        early = next(iter(self.record.find(rule["first"])), None) if rule["first"] else None
        if early is not None and (key is None or key > early[0]):
            yield Fault(rule["id"], early[0])
        elif key is None:
            yield Fault(rule["id"], None)

    def places(self, rule: dict[str, Any]) -> Iterator[Key]:
        """Where the rule's acts stand with and without what it asks for."""
        for key, _ in self.record.find(rule["find"]):
            if rule["longer"] and not self._is_long(rule["longer"], key):
                continue
            if all(self.holds(scope, names, key) for scope, names in rule["with"]) and not any(
                self.holds(scope, names, key) for scope, names in rule["without"]
            ):
                yield key

    def _is_long(self, limits: dict[str, int], key: Key) -> bool:
        message = self.record.messages[key[0]]
        return message.words > limits.get(message.language, END)

    def holds(self, scope: str, names: tuple[str, ...], key: Key) -> bool:
        """Whether one of the acts stands in a scope, seen from a place."""
        if "relieved" in names and key[0] in self.relieved:
            return True
        record = self.record
        bounds = self._bounds(scope, key)
        if bounds is None:
            return False
        where = record.customers if scope in ("between", "answered", "unacknowledged") else record.agents
        return record.within(where, names, *bounds)

    def _bounds(self, scope: str, key: Key) -> tuple[Key, Key] | None:
        """First and last key of a scope; None where there is no such place."""
        record, turn = self.record, key[0]
        number = record.stretch_of[turn]
        stretch = record.stretches[number]
        first, last = (stretch.first, 0), (stretch.last, END)
        if scope == "sentence":
            return key, key
        if scope == "before":
            return first, key
        if scope == "message":
            return (turn, 0), (turn, END)
        if scope in ("stretch", "reply"):
            return first, last
        if scope == "near":
            after = record.following[number]
            return first, (record.stretches[after].last, END) if after >= 0 else last
        if scope == "earlier":
            return (-1, 0), key
        if scope == "later":
            return (turn, 0), (END, END)
        if scope == "talk":
            return (-1, 0), (END, END)
        if scope == "unacknowledged":
            return self._unacknowledged(turn), (turn, 0)
        earlier = record.previous[number]
        if scope == "previous":
            return ((record.stretches[earlier].first, 0), (record.stretches[earlier].last, END)) if earlier >= 0 else None
        return (record.stretches[earlier].last, 0) if earlier >= 0 else (-1, 0), first  # between, answered

    def _unacknowledged(self, turn: int) -> Key:
        """The last acknowledgement before a turn; where it came with a question, the answer belongs to what was acknowledged."""
        record = self.record
        key = record.last_before((ACKNOWLEDGEMENT,), turn)
        if key < (0, 0):
            return key
        number = record.stretch_of[key[0]]
        asked = record.within(record.agents, (QUESTION,), key, (record.stretches[number].last, END))
        return (record.stretches[number + 1].first, 0) if asked and number + 1 < len(record.stretches) else key
