"""A vocabulary packed into a few byte strings: loading it costs a read, and a word is unpacked when a draft has it.

A lexicon's words are tens of thousands of forms with a few thousand different nodes. As a dict they take longer
to load than a draft to check. Packed, ``entries`` holds the words bucket by bucket, ``slots`` where each bucket
begins, ``nodes`` every node once, marshalled, and ``offsets`` where each node begins. What may follow a first word
is packed the same way, under the two words with a line break between them.

An entry is 0xff, the key in UTF-8, 0xfe and its node's number in three times seven bits, so that no byte of a
word or a number is taken for a mark. ``engine/_fast.c`` reads the same bytes.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Node = tuple[tuple[int, ...], Any, tuple[int, ...], tuple[int, ...]]

_ITEM = 4


def pack(words: Mapping[str, Node]) -> dict[str, bytes]:
    """The byte strings of a vocabulary."""
    rows = list(_rows(words))
    count = 1 << max(0, (len(rows) - 1).bit_length())
    buckets: list[list[bytes]] = [[] for _ in range(count)]
    numbers: dict[bytes, int] = {}
    nodes: list[bytes] = []
    for key, node in rows:
        # Version 2 shares no objects within a value: equal nodes are equal bytes. Version 4 is shorter.
        number = numbers.setdefault(marshal.dumps(node, 2), len(numbers))
        if number == len(nodes):
            nodes.append(marshal.dumps(node))
        entry = b"\xff" + key + b"\xfe" + bytes((number & 127, number >> 7 & 127, number >> 14))
        buckets[crc32(key) & count - 1].append(entry)
    entries = [b"".join(bucket) for bucket in buckets]
    return {"slots": offsets(entries), "entries": b"".join(entries), "nodes": b"".join(nodes), "offsets": offsets(nodes)}


def _rows(words: Mapping[str, Node]) -> Iterator[tuple[bytes, Node]]:
    """Keys and nodes; of a first word only whether anything may follow it."""
    for word, (symbols, rest, left, right) in words.items():
        yield word.encode(), (symbols, rest is not None, left, right)
        for second, node in (rest or {}).items():
            yield f"{word}\n{second}".encode(), node


def offsets(pieces: list[bytes]) -> bytes:
    """Where each piece begins when they stand one after the other, and where the last one ends."""
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
            number = self.number(word)
            if number < 0:
                return default
            node = self[word] = self.first(word, number)
        return node

    def number(self, key: str) -> int:
        """The number of a word's node, or of two words'; -1 where there is none."""
        try:
            code = key.encode()
        except UnicodeEncodeError:  # a lone surrogate
            return -1
        first, last = bucket_span(self.slots, crc32(code) & self._mask)
        at = self.entries.find(b"\xff" + code + b"\xfe", first, last)
        if at < 0:
            return -1
        at += len(code) + 2
        return self.entries[at] | self.entries[at + 1] << 7 | self.entries[at + 2] << 14

    def first(self, word: str, number: int) -> Node:
        """The node of a word, by its number."""
        symbols, follows, left, right = self.node(number)
        return symbols, Followers(self, word) if follows else None, left, right

    def node(self, number: int) -> Node:
        """A node as it is packed."""
        node = self._unpacked.get(number)
        if node is None:
            first, last = bucket_span(self._offsets, number)
            node = self._unpacked[number] = marshal.loads(self._nodes[first:last])  # noqa: S302 — plain values that a checksum covers
        return node


class Followers(dict[str, "Node"]):
    """What may follow a first word; as a dict it holds the ones that were found so far."""

    def __init__(self, words: Words, word: str) -> None:
        super().__init__()
        self.words = words
        self.word = word

    def get(self, second: str, default: Any = None) -> Any:
        """The node of a second word."""
        node = super().get(second)
        if node is None:
            number = self.words.number(f"{self.word}\n{second}")
            if number < 0:
                return default
            node = self[second] = self.words.node(number)
        return node


def bucket_span(offsets: bytes, number: int) -> tuple[int, int]:
    """Where the piece of a number begins and ends; see ``offsets``."""
    at = number * _ITEM
    return int.from_bytes(offsets[at : at + _ITEM], "little"), int.from_bytes(offsets[at + _ITEM : at + 2 * _ITEM], "little")


class Pairs(dict[str, str]):
    """A set of strings of two characters: under each first one all that follow it. It loads in a tenth of a set's time."""

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, str) and len(pair) == 2 and pair[1] in self.get(pair[0], "")


def pairs(strings: Iterable[str]) -> dict[str, str]:
    """What ``Pairs`` is made of."""
    out: dict[str, str] = {}
    for string in sorted(strings):
        out[string[0]] = out.get(string[0], "") + string[1]
    return out
