"""All lexicons of a folder, compiled: the languages' tables and the manual that ``rules`` and ``explain`` read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..model import LANGUAGES, SavefaceError
from ..talk.source import pages, read_talk
from .compile import Compiler
from .scripts import chinese_variants
from .source import Reader, Rule, Source, read_catalogue
from .weights import pack as pack_weights


def read(folder: Path) -> dict[str, Source]:
    """Every language's lexicon, read and parsed."""
    catalogue = read_catalogue(folder)
    return {language: Reader(folder / language, catalogue).read() for language in LANGUAGES if (folder / language).is_dir()}


def build(folder: Path) -> dict[str, Any]:
    """``manual`` and each language's tables, as plain values."""
    catalogue = read_catalogue(folder)
    sources = read(folder)
    acts = sorted({act for source in sources.values() for act in source.acts})
    for language, source in sources.items():
        for act in acts:
            if act not in source.acts:
                raise SavefaceError(f"{folder / language}: no act {act!r} in this language; write {act}.yaml")
    talk = read_talk(folder, acts)
    packs: dict[str, Any] = {}
    for language, source in sources.items():
        pack = Compiler(source).pack(list(catalogue), acts)
        if language == "zh":
            pack["variants"] = chinese_variants(pack, _chinese(talk))
        pack["learned"] = read_weights(folder / language / "weights.tsv", list(catalogue))
        packs[language] = pack
    book = manual(catalogue, sources)
    book["rules"] |= pages(talk)
    return {"manual": book, "talk": talk, **packs}


def _chinese(talk: dict[str, Any]) -> Iterator[str]:
    """The Chinese texts of the rules over acts, and the names of the cases."""
    for page in pages(talk).values():
        chinese = page["languages"]["zh"]
        yield from (chinese["title"], chinese["why"], *chinese["instead"])
    for case in talk["cases"]:
        yield case["names"]["zh"]
    sheet = talk["review"]
    yield from (row["zh"] for row in sheet["words"].values())
    for section in sheet["sections"]:
        yield section["title"]["zh"]
        yield from (item["title"]["zh"] for item in section["items"])


def read_weights(path: Path, rules: list[str]) -> dict[str, Any] | None:
    """The learned weights as ``engine.weigh`` wants them; None where a language has none."""
    if not path.is_file():
        return None
    families = list(dict.fromkeys(rule.partition("/")[0] for rule in rules))
    columns = {name: n for n, name in enumerate([*rules, *families])}
    bias = [-(10**9)] * len(columns)
    weights: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        cue, *cells = line.split("\t")
        try:
            pairs = [(columns[name], int(value)) for name, _, value in (cell.rpartition("=") for cell in cells) if name in columns]
        except ValueError:
            raise SavefaceError(
                f"{path}:{number}: not 'cue', then 'rule=weight' between tabs; make the file anew with saveface.lexicon.train"
            ) from None
        if cue:
            weights[cue] = tuple(value for pair in pairs for value in pair)
        else:
            for column, value in pairs:
                bias[column] = value
    return {"weights": pack_weights(weights), "bias": tuple(bias), "families": tuple(families)}


def manual(catalogue: dict[str, dict[str, Any]], sources: dict[str, Source]) -> dict[str, Any]:
    """What ``saveface rules`` and ``saveface explain`` show."""
    return {
        "rules": {
            rule_id: {
                **row,
                "languages": {language: _page(source.rules[rule_id]) for language, source in sources.items() if rule_id in source.rules},
            }
            for rule_id, row in catalogue.items()
        }
    }


def _page(rule: Rule) -> dict[str, Any]:
    return {
        "title": rule.title,
        "why": rule.why,
        "instead": [i.text for i in rule.instead],
        "flag": [text for text, _ in rule.flag],
        "pass": [text for text, _ in rule.passing],
        "phrases": len(rule.patterns),
    }
