"""Apply suppressions: what they cover is not reported, and one that covers nothing is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from .config.settings import Settings
from .model import SEVERITIES, Finding
from .readers.record import Ignore, Record, Source
from .reporters.place import Checked, Located, Suppressed
from .rules import HYGIENE, UNUSED_IGNORE, hint, known, severity, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .config.load import Suppression


def apply(source: Source, found: Iterable[tuple[Record, Sequence[Located]]], settings: Settings) -> tuple[list[Located], list[Suppressed]]:
    """What is left to report, suppressions without use among it, and what was suppressed; in the order of the file."""
    kept: list[Located] = []
    hidden: list[Suppressed] = []
    used: set[Ignore] = set()
    of_file = [i for i in source.ignores if i.scope != "record"]
    for record, items in found:
        for located in items:
            ignore = next((i for i in (*record.ignores, *of_file) if _covers(i, located)), None)
            if ignore is None:
                kept.append(located)
            else:
                used.add(ignore)
                hidden.append(Suppressed(located, "inSource", ignore.reason))
    every = dict.fromkeys([*source.ignores, *(i for record in source.records for i in record.ignores)])
    for ignore in every:
        if ignore not in used and _is_for_this_run(ignore, settings):
            located = _unused(source, ignore, settings)
            if UNUSED_IGNORE in ignore.rules or UNUSED_IGNORE.partition("/")[0] in ignore.rules:
                hidden.append(Suppressed(located, "inSource", ignore.reason))
            elif runs(UNUSED_IGNORE, settings):
                kept.append(located)
    kept.sort(key=lambda item: (item.start, item.end))
    return kept, hidden


def suppress(checked: Checked, path: str, suppressions: Iterable[Suppression]) -> None:
    """Apply what a configuration suppresses by record id; told where a reply that it names has no such finding."""
    for item in suppressions:
        named = {key for key in checked.replies if item.names(path, key)}
        if not named:
            continue
        covered = [one for one in checked.located if one.key in named and item.covers(one.finding.rule)]
        checked.located = [one for one in checked.located if one not in covered]
        checked.suppressed += [Suppressed(one, "external", item.reason) for one in covered]
        if not covered:
            where = item.table.where("records").rsplit(": ", 1)[0]
            print(
                f"saveface: {where}: suppresses nothing in {checked.path}; take it away, or correct its records and rules", file=sys.stderr
            )


def runs(rule: str, settings: Settings) -> bool:
    """Whether a rule's findings are reported under these settings."""
    names = {rule, rule.partition("/")[0]}
    return (
        (not settings.select or bool(names & set(settings.select)))
        and not names & set(settings.ignore)
        and SEVERITIES.index(severity(rule, settings.severity, settings.lexicons)) >= SEVERITIES.index(settings.min_severity)
    )


def _covers(ignore: Ignore, located: Located) -> bool:
    if isinstance(ignore.scope, tuple):
        start, end = ignore.scope
        if not start <= located.start < end:
            return False
    rule = located.finding.rule
    return not ignore.rules or rule in ignore.rules or rule.partition("/")[0] in ignore.rules


def _is_for_this_run(ignore: Ignore, settings: Settings) -> bool:
    """An ignore is without use only if everything it names was looked for."""
    if not ignore.rules:
        return not settings.select and not settings.ignore and settings.min_severity == SEVERITIES[0]
    rules = table(settings.lexicons)
    return all(
        runs(rule, settings)
        for name in ignore.rules
        for rule in (rules if name not in rules else (name,))
        if name in (rule, rule.partition("/")[0])
    )


def _unused(source: Source, ignore: Ignore, settings: Settings) -> Located:
    interface = settings.ui_language or _interface(source.text)
    pages = HYGIENE[UNUSED_IGNORE]["languages"]
    page = pages.get("zh-hant" if interface == "zh-hk" else interface, pages["en"])
    why = page["why"]
    names = known(settings.lexicons)
    unknown = [name for name in ignore.rules if name not in names]
    if unknown:
        why = f"{unknown[0]!r}: {hint(unknown[0], names)}. {why}"
    level = severity(UNUSED_IGNORE, settings.severity, settings.lexicons)
    quote = source.text[ignore.start : ignore.end]
    finding = Finding(UNUSED_IGNORE, level, ignore.start, ignore.end, quote, page["title"], why, (), interface[:2], interface)
    return Located(finding, "", ignore.start, ignore.end, (), "")


def _interface(text: str) -> str:
    """The interface language of a file by its letters, as its findings have it."""
    from .lexicon import store
    from .text.script import chinese_interface, has_han

    if has_han(text):
        return chinese_interface(text, store.load("zh")["fold"])
    return "ru" if any("а" <= c <= "я" for c in text) else "en"
