"""Which rules there are: the catalogue's, a company's own, and the one about suppressions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from .lexicon import store
from .model import SavefaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FORBIDDEN = "vocabulary/forbidden"
ALLOWED = "vocabulary/allowed"
"""What the entries of a company's vocabulary are filed under; nobody is told of what is allowed."""

UNUSED_IGNORE = "hygiene/unused-ignore"


def _page(title: str, why: str) -> dict[str, Any]:
    return {"title": title, "why": why, "instead": [], "flag": [], "pass": [], "phrases": 0}


HYGIENE: dict[str, dict[str, Any]] = {
    UNUSED_IGNORE: {
        "severity": "warning",
        "sources": [],
        "languages": {
            "en": _page("A suppression that suppresses nothing", "It hides what the next change of this reply may bring. Take it away."),
            "zh": _page("多余的忽略标记", "它现在没有作用，却会掩盖这条回复以后的问题。请删掉。"),
            "zh-hant": _page("多餘的忽略標記", "它現在沒有作用，卻會掩蓋這則回覆以後的問題。請刪掉。"),
            "ru": _page("Пометка, которая ничего не скрывает", "Она скроет ошибку, когда ответ изменят. Уберите её."),
        },
    }
}
"""Rules about the files rather than their words; no lexicon has them."""


@cache
def table(lexicons: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """Every rule with its severity and its page by language."""
    rules = {**store.load("manual")["rules"], **HYGIENE}
    if lexicons:
        from .lexicon.company import manual

        rules |= manual(lexicons)
    return rules


@cache
def known(lexicons: tuple[str, ...] = ()) -> frozenset[str]:
    """The ids of all rules and families."""
    rules = table(lexicons)
    return frozenset(rules) | {rule.partition("/")[0] for rule in rules}


def hint(name: str, names: Iterable[str]) -> str:
    """The nearest right name, or where to find them."""
    import difflib

    close = difflib.get_close_matches(name, sorted(names), 1)
    return f"did you mean {close[0]!r}?" if close else "saveface rules lists them"


def refuse_unknown(names: Iterable[str], lexicons: tuple[str, ...] = ()) -> None:
    """Raise at a rule or family that is not there."""
    rules = known(lexicons)
    for name in sorted(set(names) - rules):
        raise SavefaceError(f"unknown rule or family {name!r}; {hint(name, rules)}")


def page(rule: str, lexicons: tuple[str, ...] = (), language: str = "en") -> dict[str, Any]:
    """A rule's title, why and instead: in that language, else in the first that it has."""
    pages = table(lexicons)[rule]["languages"]
    found: dict[str, Any] = pages.get(language) or next(iter(pages.values()))
    return {"title": found["title"], "why": found["why"], "instead": found.get("instead", [])}


def severity(rule: str, changed: Iterable[tuple[str, str]], lexicons: tuple[str, ...] = ()) -> str:
    """What a rule weighs once a configuration has had its say; the last pair that names it or its family counts."""
    family = rule.partition("/")[0]
    found: str = table(lexicons)[rule]["severity"]
    exact = None
    for name, level in changed:
        if name == rule:
            exact = level
        elif name == family:
            found = level
    return exact or found
