"""A vocabulary packed into a few byte strings: loading it costs a read, and a word is unpacked when a draft has it.

A lexicon's words are tens of thousands of forms with a few thousand different nodes. As a dict they take longer
to load than a draft to check. Packed, ``entries`` holds the words bucket by bucket, ``slots`` where each bucket
begins, ``nodes`` every node once, marshalled, and ``offsets`` where each node begins.

An entry is 0xff, the word in UTF-8, 0xfe and its node's number in three times seven bits, so that no byte of a
word or a number is taken for a mark. ``engine/_fast.c`` reads the same bytes.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Node = tuple[tuple[int, ...], "dict[str, Node] | None", tuple[int, ...], tuple[int, ...]]

_ITEM = 4


def pack(words: Mapping[str, Node]) -> dict[str, bytes]:
    """The byte strings of a vocabulary."""
    count = 1 << max(0, (len(words) - 1).bit_length())
    buckets: list[list[bytes]] = [[] for _ in range(count)]
    numbers: dict[bytes, int] = {}
    nodes: list[bytes] = []
    for word, node in words.items():
        # Version 2 shares no objects within a value: equal nodes are equal bytes. Version 4 is shorter.
        number = numbers.setdefault(marshal.dumps(node, 2), len(numbers))
        if number == len(nodes):
            nodes.append(marshal.dumps(node))
        key = word.encode()
        entry = b"\xff" + key + b"\xfe" + bytes((number & 127, number >> 7 & 127, number >> 14))
        buckets[crc32(key) & count - 1].append(entry)
    entries = [b"".join(bucket) for bucket in buckets]
    return {"slots": _offsets(entries), "entries": b"".join(entries), "nodes": b"".join(nodes), "offsets": _offsets(nodes)}


def _offsets(pieces: list[bytes]) -> bytes:
    out, at = [], 0
    for piece in pieces:
        out.append(at.to_bytes(_ITEM, "little"))
        at += len(piece)
    return b"".join([*out, at.to_bytes(_ITEM, "little")])


class Words(dict[str, "Node"]):
    """A packed vocabulary as a mapping; as a dict it holds the words that were found so far."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        super().__init__()
        self.slots = packed["slots"]
        self.entries = packed["entries"]
        self._nodes = packed["nodes"]
        self._offsets = packed["offsets"]
        self._mask = len(self.slots) // _ITEM - 2
        self._unpacked: dict[int, Node] = {}

    def get(self, word: str, default: Any = None) -> Any:
        """The node of a word."""
        node = super().get(word)
        if node is None:
            try:
                key = word.encode()
            except UnicodeEncodeError:  # a lone surrogate
                return default
            first, last = self._span(self.slots, crc32(key) & self._mask)
            at = self.entries.find(b"\xff" + key + b"\xfe", first, last)
            if at < 0:
                return default
            low, middle, high = self.entries[at + len(key) + 2 : at + len(key) + 5]
            node = self[word] = self.node(low | middle << 7 | high << 14)
        return node

    def node(self, number: int) -> Node:
        """A node by its number."""
        node = self._unpacked.get(number)
        if node is None:
            first, last = self._span(self._offsets, number)
            node = self._unpacked[number] = marshal.loads(self._nodes[first:last])
        return node

    @staticmethod
    def _span(offsets: bytes, number: int) -> tuple[int, int]:
        at = number * _ITEM
        return int.from_bytes(offsets[at : at + _ITEM], "little"), int.from_bytes(offsets[at + _ITEM : at + 2 * _ITEM], "little")
