"""All lexicons of a folder, compiled: the languages' tables and the manual that ``rules`` and ``explain`` read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..model import LANGUAGES
from .compile import Compiler
from .scripts import chinese_variants
from .source import Reader, Rule, Source, read_catalogue


def read(folder: Path) -> dict[str, Source]:
    """Every language's lexicon, read and parsed."""
    catalogue = read_catalogue(folder)
    only = os.environ.get("SAVEFACE_ONLY", "").split() or LANGUAGES
    return {language: Reader(folder / language, catalogue).read() for language in only if (folder / language).is_dir()}


def build(folder: Path) -> dict[str, Any]:
    """``manual`` and each language's tables, as plain values."""
    catalogue = read_catalogue(folder)
    sources = read(folder)
    packs: dict[str, Any] = {}
    for language, source in sources.items():
        pack = Compiler(source).pack(list(catalogue))
        if language == "zh":
            pack["variants"] = chinese_variants(pack)
        packs[language] = pack
    return {"manual": manual(catalogue, sources), **packs}


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
