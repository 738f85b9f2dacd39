"""The nouns that every step shares: findings, suggestions, and the one exception for the user's mistakes."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SEVERITIES = ("info", "warning", "error")
"""From the mildest to the gravest; an index into it compares two severities."""

LANGUAGES = ("en", "zh", "ru")
INTERFACES = ("en", "zh", "zh-hant", "zh-hk", "ru")
"""Languages of titles and reasons: Chinese in simplified characters, and in traditional ones with the words of Taiwan or Hong Kong."""


class SavefaceError(Exception):
    """The user's mistake, said in one line: place, what is wrong, what would be right."""


class Record:
    """A value of named fields, shown and compared by them: a dataclass without the import, which takes 5 ms of a start."""

    __slots__: tuple[str, ...] = ()

    def _values(self) -> list[Any]:
        return [getattr(self, name) for name in self.__slots__]

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, type(self)) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # its fields may change

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"


class Suggestion(namedtuple("Suggestion", ("text", "start", "end", "blanks"), defaults=(None, None, False))):
    """What to write instead.

    Where ``start`` and ``end`` are given, ``text`` replaces exactly that half-open span of the draft.
    ``blanks`` says that the text holds a marked blank such as ``[date]``, which a person has to fill in.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        text: str
        start: int | None
        end: int | None
        blanks: bool


class Finding(namedtuple("Finding", ("rule", "severity", "start", "end", "quote", "title", "why", "suggestions", "language", "interface"))):
    """One fault: where it stands (code points, half-open), why it costs a customer, what to write instead.

    ``interface`` is the language of ``title`` and ``why``: en, zh, zh-hant, zh-hk or ru.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        rule: str
        severity: str
        start: int
        end: int
        quote: str
        title: str
        why: str
        suggestions: tuple[Suggestion, ...]
        language: str
        interface: str

    @property
    def family(self) -> str:
        """The part of the rule's id before the slash."""
        return self.rule.partition("/")[0]
