"""The nouns that every step shares: findings, suggestions, and the one exception for the user's mistakes."""

from __future__ import annotations

from dataclasses import dataclass

SEVERITIES = ("info", "warning", "error")
"""From the mildest to the gravest; an index into it compares two severities."""

LANGUAGES = ("en", "zh", "ru")
INTERFACES = ("en", "zh", "zh-hant", "zh-hk", "ru")
"""Languages of titles and reasons: Chinese in simplified characters, and in traditional ones with the words of Taiwan or Hong Kong."""


class SavefaceError(Exception):
    """The user's mistake, said in one line: place, what is wrong, what would be right."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to write instead.

    Where ``start`` and ``end`` are given, ``text`` replaces exactly that half-open span of the draft.
    ``blanks`` says that the text holds a marked blank such as ``[date]``, which a person has to fill in.
    """

    text: str
    start: int | None = None
    end: int | None = None
    blanks: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it stands (code points, half-open), why it costs a customer, what to write instead."""

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
    """The language of ``title`` and ``why``: en, zh, zh-hant, zh-hk or ru."""

    @property
    def family(self) -> str:
        """The part of the rule's id before the slash."""
        return self.rule.partition("/")[0]
