"""Take contracted English words apart: what no table lists (Anna's, courier'll) goes by its ending."""

from __future__ import annotations

from collections.abc import Mapping

_TAILS = {"s": "'s", "d": "'d", "ll": "will", "re": "are", "ve": "have", "m": "am"}


def split_word(word: str, fused: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A surface word as the words it stands for: don't → do not; Anna's → anna 's."""
    parts = fused.get(word)
    if parts is not None:
        return parts
    head, apostrophe, tail = word.partition("'")
    if apostrophe and head:
        if tail in _TAILS:
            return (*fused.get(head, (head,)), _TAILS[tail])
        if tail == "t" and len(head) > 2 and head.endswith("n"):
            return (head[:-1], "not")
    return (word,)
