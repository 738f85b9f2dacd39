"""Hold a language's lexicon to its own examples: what a compile alone cannot see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..engine.board import Board
from ..engine.judge import Judge, Match
from ..engine.suggest import fill_for_test
from ..model import SavefaceError
from ..text.fold import fold
from ..text.lexer import sentences
from ..text.mask import mask
from .compile import Compiler
from .source import Place, Reader, Source, read_catalogue


def check(folder: Path, language: str, only: str = "") -> list[SavefaceError]:
    """Every mistake of one language's lexicon; ``only`` keeps the rules whose id begins so."""
    catalogue = read_catalogue(folder)
    reader = Reader(folder / language, catalogue)
    source = reader.collect()
    if reader.errors:
        return reader.errors
    try:
        pack = Compiler(source).pack(list(catalogue), source.acts)
    except SavefaceError as error:
        return [error]
    errors = list(_said_twice(source))
    errors += [
        SavefaceError(f"{folder / language}: no rule {rule!r} in this language; write {rule}.yaml")
        for rule in catalogue
        if rule not in source.rules
    ]
    errors += _examples(source, pack, only)
    errors += _suggestions(source, pack, only)
    return errors


def matches(text: str, pack: dict[str, Any]) -> list[Match]:
    """All uncancelled matches of a text, overlapping ones too."""
    parsed = [s for s in sentences(mask(text, fold(text, pack["fold"] or None)), pack["language"]) if s.words]
    return Judge(pack, Board(pack, parsed)).matches(lambda _: True) if parsed else []


def _said_twice(source: Source) -> Iterator[SavefaceError]:
    seen: dict[str, tuple[str, Place]] = {}
    for rule in source.rules.values():  # an act's phrase may well stand in a rule too
        for pattern in rule.patterns:
            text = " ".join(pattern.say.text.split()) if pattern.say else " + ".join(sorted(p.text for p in pattern.together))
            if text in seen:
                yield pattern.place.error(f"{text!r} already stands at {seen[text][1].file}:{seen[text][1].line}; keep it in one place")
            seen[text] = (rule.id, pattern.place)


def _examples(source: Source, pack: dict[str, Any], only: str) -> Iterator[SavefaceError]:
    ids = [row[0] for row in pack["rules"]]
    exercised: dict[str, set[int]] = defaultdict(set)
    for rule in (*source.rules.values(), *source.acts.values()):
        if not rule.id.startswith(only):
            continue
        number = ids.index(rule.id)
        for text, place in rule.flag:
            hits = {m.phrase for m in matches(text, pack) if m.rule == number}
            exercised[rule.id] |= hits
            if not hits:
                yield place.error(f"{rule.id} does not find its example {text!r}; widen a phrase or take the example away")
        for text, place in rule.passing:
            for match in matches(text, pack):
                if match.rule == number:
                    yield place.error(
                        f"{rule.id} flags its pass example {text!r} by the phrase {pack['sources'][match.phrase][2]!r}; narrow it or add an 'unless'"
                    )
    for phrase, (rule_number, *_) in enumerate(pack["phrases"]):
        rule_id = ids[rule_number]
        if rule_id.startswith(only) and phrase not in exercised[rule_id]:
            file, line, text = pack["sources"][phrase]
            yield SavefaceError(f"{file}:{line}: no flag example exercises the phrase {text!r}; add one that it finds")


def _suggestions(source: Source, pack: dict[str, Any], only: str) -> Iterator[SavefaceError]:
    for rule in source.rules.values():
        if not rule.id.startswith(only):
            continue
        for instead in [*rule.instead, *(i for p in rule.patterns for i in p.instead)]:
            for text in fill_for_test(instead.text):
                for match in [m for m in matches(text, pack) if m.rule < pack["faults"]][:1]:
                    yield instead.place.error(
                        f"the suggestion {text!r} is itself flagged by {pack['rules'][match.rule][0]}, phrase {pack['sources'][match.phrase][2]!r}"
                    )


def main(arguments: Sequence[str]) -> int:
    """``python -m saveface.lexicon.check FOLDER LANGUAGE [RULE-PREFIX]``."""
    errors = check(Path(arguments[0]), arguments[1], arguments[2] if len(arguments) > 2 else "")
    for error in errors:
        print(error)
    print(f"{len(errors)} mistake(s)")
    return 1 if errors else 0


if __name__ == "__main__":
    import sys

    raise SystemExit(main(sys.argv[1:]))
