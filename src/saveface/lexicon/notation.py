"""The phrase notation of the lexicons: text to a tree. ``docs/lexicons.md`` is its manual."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

MARKS = ("<s>", "</s>", "<c>", "</c>", "<?>")
KINDS = ("<num>", "<time>", "<word>", "<slot>", "<quote>")
DEFAULT_GAP = 3


class NotationError(ValueError):
    """A phrase that is not well formed; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word (Chinese: a run of characters); ``exact`` forbids its other forms, ``filters`` keep only some of them.

    ``shared``: the filters are a group's, so a word without such a form is left out and is no mistake.
    """

    text: str
    exact: bool = False
    filters: tuple[str, ...] = ()
    loose_edge: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """A reference to a word class."""

    name: str
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seq:
    """One after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alt:
    """One of these."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Opt:
    """May be there or not."""

    item: Node


@dataclass(frozen=True, slots=True)
class Gap:
    """At most ``most`` words between; ``in_clause`` stops at clause marks."""

    most: int
    in_clause: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The next word (``behind``: the word just before) is none of these."""

    item: Node
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A place without width: a sentence's or clause's edge, a clause mark, a question."""

    kind: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One token of a kind: number, time, any word, placeholder, quotation."""

    kind: str


@dataclass(frozen=True, slots=True)
class Capture:
    """What stands here is kept under a name."""

    name: str
    item: Node


Node = Word | Class | Seq | Alt | Opt | Gap | Not | Mark | Kind | Capture

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<gap>\.{2,3})(?P<most>\d*)
    | (?P<kind></?[a-z?]+>)
    | \{(?P<capture>[a-z_]+):
    | (?P<not>!<?)(?![\s)|}])
    | \$(?P<cls>[a-z][a-z0-9_]*)(?P<clsfilters>(?::[a-z0-9]+)*)
    | (?P<exact>=)?(?P<word>[^\W_]+(?:['’][^\W_]+)*|['’][^\W_]+)(?P<filters>(?::[a-z0-9]+)*)(?P<loose>~)?
    | (?P<hyphen>-)(?=\w)
    | (?P<close>\))(?P<groupfilters>(?::[a-z0-9]+)*)
    | (?P<punct>[(|},?])
    )""",
    re.VERBOSE,
)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[re.Match[str]] = []
        at = 0
        end = len(text.rstrip())
        while at < end:
            match = _TOKEN.match(text, at)
            if match is None:
                raise NotationError(f"cannot read {text[at:].strip()[:20]!r} in {text!r}; see docs/lexicons.md for the notation")
            if not match["hyphen"]:
                self.tokens.append(match)
            at = match.end()
        self.at = 0

    def punct(self) -> str | None:
        return self.tokens[self.at]["punct"] or self.tokens[self.at]["close"] if self.at < len(self.tokens) else None

    def alternatives(self, closing: str | None) -> Node:
        branches = [self.sequence()]
        while self.punct() == "|":
            self.at += 1
            branches.append(self.sequence())
        if closing is None:
            if self.at < len(self.tokens):
                raise NotationError(f"{self.tokens[self.at].group().strip()!r} closes nothing in {self.text!r}")
        elif self.punct() != closing:
            raise NotationError(f"{closing!r} is missing in {self.text!r}")
        else:
            self.at += 1
            if filters := _filters(self.tokens[self.at - 1]["groupfilters"] or ""):
                branches = [_filtered(branch, filters) for branch in branches]
        return branches[0] if len(branches) == 1 else Alt(tuple(branches))

    def sequence(self) -> Node:
        items: list[Node] = []
        while self.at < len(self.tokens) and self.punct() not in ("|", ")", "}"):
            item = self.atom()
            while self.punct() == "?":
                self.at += 1
                item = Opt(item)
            items.append(item)
        for left, right in pairwise(items):
            if (
                {type(left), type(right)} == {Gap, Mark}
                and any(isinstance(i, Gap) and i.in_clause for i in (left, right))
                and any(isinstance(i, Mark) and i.kind in ("<c>", "</c>", ",") for i in (left, right))
            ):
                raise NotationError(f"'..' beside a clause mark in {self.text!r} never matches, as it stops there; write '...'")
        if not items:
            raise NotationError(f"an empty alternative in {self.text!r}; write (a | b)? for what may be missing")
        return items[0] if len(items) == 1 else Seq(tuple(items))

    def atom(self) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        if token["gap"]:
            most = int(token["most"]) if token["most"] else DEFAULT_GAP
            return Gap(most, in_clause=len(token["gap"]) == 2)
        if kind := token["kind"]:
            if kind in MARKS:
                return Mark(kind)
            if kind in KINDS:
                return Kind(kind)
            raise NotationError(f"unknown mark {kind!r} in {self.text!r}; known are {', '.join(MARKS + KINDS)}")
        if name := token["capture"]:
            return Capture(name, self.alternatives("}"))
        if token["not"]:
            if self.at >= len(self.tokens):
                raise NotationError(f"{token['not']!r} needs a word after it in {self.text!r}")
            return Not(self.atom(), behind=token["not"] == "!<")
        if name := token["cls"]:
            return Class(name, _filters(token["clsfilters"]))
        if word := token["word"]:
            return Word(word.replace("’", "'").lower(), bool(token["exact"]), _filters(token["filters"]), bool(token["loose"]))
        if token["punct"] == "(":
            return self.alternatives(")")
        if token["punct"] == ",":
            return Mark(",")
        raise NotationError(f"{token['punct'] or token['close']!r} stands where a word was expected in {self.text!r}")


def _filtered(node: Node, filters: tuple[str, ...]) -> Node:
    """The node with filters on its first word, where that has none of its own."""
    match node:
        case Word(filters=()):
            return replace(node, filters=filters, shared=True)
        case Class(filters=()):
            return replace(node, filters=filters)
        case Seq(items=items):
            return Seq((_filtered(items[0], filters), *items[1:]))
        case Alt(items=items):
            return Alt(tuple(_filtered(item, filters) for item in items))
        case Opt(item=item):
            return Opt(_filtered(item, filters))
        case _:
            return node


def _filters(text: str) -> tuple[str, ...]:
    return tuple(text.split(":")[1:]) if text else ()


def parse(text: str, open_end: bool = False) -> Node:
    """The tree of one phrase; NotationError says what is wrong with it. ``open_end`` allows a gap as its last part."""
    parser = _Parser(text)
    if not parser.tokens:
        raise NotationError("an empty phrase")
    node = parser.alternatives(None)
    items = node.items if isinstance(node, Seq) else (node,)
    if isinstance(items[0], Gap) or (isinstance(items[-1], Gap) and not open_end):
        raise NotationError(f"a gap at the edge of {text!r} matches nothing more; take it away")
    return node
