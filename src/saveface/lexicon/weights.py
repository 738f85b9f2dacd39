"""The learned weights packed into two byte strings: loading them costs a read, and a cue is looked up where a draft has it.

``entries`` holds the cues bucket by bucket, ``slots`` where each bucket begins. An entry is the length of its key, the key in
UTF-8, the number of its weights, and for each the column (a byte) and the weight in thousandths (two bytes, signed).
``engine/_weigh.c`` reads the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import iter_unpack
from struct import pack as packed
from zlib import crc32

from .words import bucket_span, offsets

MOST = 32767
"""The heaviest weight, in thousandths."""
LONGEST = 255
"""Bytes of the longest key."""


def pack(weights: Mapping[str, tuple[int, ...]]) -> dict[str, bytes]:
    """``weights`` maps a cue to columns and weights, in turns."""
    count = 1 << max(0, (len(weights) - 1).bit_length())
    buckets: list[list[bytes]] = [[] for _ in range(count)]
    for cue, row in weights.items():
        key = cue.encode()
        cells = b"".join(packed("<Bh", row[at], max(-MOST, min(MOST, row[at + 1]))) for at in range(0, len(row), 2))
        if len(key) <= LONGEST:
            buckets[crc32(key) & count - 1].append(bytes((len(key),)) + key + bytes((len(row) // 2,)) + cells)
    entries = [b"".join(bucket) for bucket in buckets]
    return {"slots": offsets(entries), "entries": b"".join(entries)}


class Weights:
    """Packed weights as a mapping from cues to rows; it keeps the rows that were found so far."""

    def __init__(self, table: Mapping[str, bytes]) -> None:
        self.slots = table["slots"]
        self.entries = table["entries"]
        self._mask = len(self.slots) // 4 - 2
        self._found: dict[str, tuple[tuple[int, int], ...]] = {}

    def get(self, cue: str) -> tuple[tuple[int, int], ...]:
        """Pairs of column and weight; none for a cue that was not learned."""
        row = self._found.get(cue)
        if row is None:
            row = self._look_up(cue.encode("utf-8", "replace"))
            if row:  # what was not learned has no end
                self._found[cue] = row
        return row

    def _look_up(self, key: bytes) -> tuple[tuple[int, int], ...]:
        entries = self.entries
        at, end = bucket_span(self.slots, crc32(key) & self._mask)
        while at < end:
            start = at + 1
            cells = start + entries[at] + 1
            at = cells + 3 * entries[cells - 1]
            if entries[start : cells - 1] == key:
                return tuple(iter_unpack("<Bh", entries[cells:at]))
        return ()
