"""What was said in a talk, laid out for the rules: for every act the sentences in which it stands, agents and customers apart."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Key = tuple[int, int]
"""A place: number of the turn, number of the sentence in it."""
Groups = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
END = 1 << 60


# Plain classes: dataclasses take 5 ms to import, and a single draft comes here.


class Sentence:
    """A sentence of a message: its offsets, half-open, and where each act stands in it."""

    __slots__ = ("end", "said", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.said: dict[str, list[tuple[int, int]]] = {}

    def name_groups(self, groups: Groups) -> None:
        """Add the groups that stand in this sentence; each where the first of its acts does."""
        here = self.said.keys()
        for name, (acts, but) in groups.items():
            if not (here.isdisjoint(acts) or not here.isdisjoint(but)):
                self.said[name] = sorted(span for act in acts for span in self.said.get(act, ()))


class Message:
    """A public message of a human agent or of a customer that has been read. ``words`` counts words, of Chinese characters."""

    __slots__ = ("language", "sentences", "takes_over", "text", "turn", "words")

    def __init__(self, turn: int, text: str, language: str, sentences: list[Sentence], words: int = 0) -> None:
        self.turn = turn
        self.text = text
        self.language = language
        self.sentences = sentences
        self.words = words
        self.takes_over = False
        """Another agent than before, or one who introduces themselves."""

    @property
    def content(self) -> bool:
        """More than greetings and holding lines."""
        return any("holding" not in s.said for s in self.sentences)

    @property
    def question_marks(self) -> bool:
        """Nothing but question marks: no sentence, and yet something is asked."""
        return not self.sentences and ("?" in self.text or "？" in self.text)


class Stretch:
    """A run of agents' messages with no message of a customer between."""

    __slots__ = ("messages",)

    def __init__(self, messages: list[Message]) -> None:
        self.messages = messages

    @property
    def first(self) -> int:
        """The turn that begins it."""
        return self.messages[0].turn

    @property
    def last(self) -> int:
        """The turn that ends it."""
        return self.messages[-1].turn


class Record:
    """A whole talk: ``agents`` and ``customers`` map an act to the sorted keys of the sentences in which it stands."""

    def __init__(self, stretches: Sequence[Stretch], customers: Iterable[Message], groups: Groups) -> None:
        self.stretches = stretches
        self.agents: dict[str, list[Key]] = defaultdict(list)
        self.customers: dict[str, list[Key]] = defaultdict(list)
        self.messages: dict[int, Message] = {}
        self.stretch_of: dict[int, int] = {}
        self.previous: list[int] = []
        """Of each stretch the nearest one before it that has content, -1 where there is none."""
        self.following: list[int] = []
        before = -1
        for number, stretch in enumerate(stretches):
            self.previous.append(before)
            if any(m.content for m in stretch.messages):
                before = number
            for message in stretch.messages:
                self.messages[message.turn] = message
                self.stretch_of[message.turn] = number
                self._enter(message, self.agents, groups)
        self.following = [-1] * len(stretches)
        for number, earlier in enumerate(self.previous):
            if earlier >= 0 and self.following[earlier] < 0:
                self.following[earlier] = number
        for message in customers:
            self._enter(message, self.customers, groups)

    @staticmethod
    def _enter(message: Message, where: dict[str, list[Key]], groups: Groups) -> None:
        for number, sentence in enumerate(message.sentences):
            sentence.name_groups(groups)
            key = (message.turn, number)
            for name in sentence.said:
                where[name].append(key)
            if "holding" not in sentence.said:
                where["content"].append(key)
        if message.question_marks:
            where["question-marks"].append((message.turn, 0))

    @staticmethod
    def within(where: Mapping[str, list[Key]], names: Iterable[str], low: Key, high: Key) -> bool:
        """Whether one of the acts stands between two keys, both included."""
        for name in names:
            keys = where.get(name)
            if keys:
                at = bisect_left(keys, low)
                if at < len(keys) and keys[at] <= high:
                    return True
        return False

    def last_before(self, names: Iterable[str], turn: int) -> Key:
        """The last key of an agent's act before a turn; before the talk where there is none."""
        best: Key = (-1, -1)
        for name in names:
            keys = self.agents.get(name, [])
            at = bisect_left(keys, (turn, 0))
            if at:
                best = max(best, keys[at - 1])
        return best

    def find(self, names: Iterable[str]) -> list[tuple[Key, tuple[int, int]]]:
        """Every place of the agents' acts, in order, a span once: (key, span in its message)."""
        out = set()
        for name in names:
            for key in self.agents.get(name, ()):
                sentence = self.messages[key[0]].sentences[key[1]]
                for span in sentence.said.get(name, ((sentence.start, sentence.end),)):
                    out.add((key, span))
        return sorted(out)
