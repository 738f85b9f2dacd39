"""Chinese texts of a lexicon in the other scripts: traditional characters with Taiwan's and with Hong Kong's words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

_CONFIGS = {"TW": "s2twp", "HK": "s2hk"}


@cache
def _converter(region: str) -> Any:
    from opencc import OpenCC

    return OpenCC(_CONFIGS[region])


def to_traditional(text: str, region: str) -> str:
    """``text`` in traditional characters, with the words of ``region`` (TW or HK)."""
    return str(_converter(region).convert(text))


def chinese_variants(pack: dict[str, Any], more: Iterable[str] = ()) -> dict[str, dict[str, str]]:
    """Region → each title, reason and suggestion of the pack, and ``more`` texts → the same in that region's script and words."""
    texts: set[str] = set(more)
    for _, title, why, insteads, _, _ in pack["rules"]:
        texts |= {title, why, *(t for t, _ in insteads)}
    for phrase in pack["phrases"]:
        texts |= {t for t, _ in phrase[6]}
    return {region: {text: to_traditional(text, region) for text in sorted(texts)} for region in _CONFIGS}
