"""The vocabulary of a compiled phrase: operations on sets of places, kept as the bits of one integer.

A place is the index of a token in the text (a sentence's end is a place of its own that no word fills).
A program maps the set of places where a phrase may begin to the set of places where it may end,
so one pass tries every beginning at once.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Op = tuple[int, "Any"]
Program = tuple[Op, ...]

SYM, ALT, CLS, OPT, GAP, GAP_IN_CLAUSE, NOT, NOT_BEHIND, MARK, CAP = range(10)

KIND_SYMBOLS = {"<num>": 0, "<time>": 1, "<word>": 2, "<slot>": 3, "<quote>": 4}

MARKS = {"<s>": 0, "</s>": 1, "<c>": 2, "</c>": 3, "<?>": 4, ",": 5}

SCOPE_CODES = {
    "overlap": 0,
    "clause": 1,
    "sentence": 2,
    "before": 3,
    "after": 4,
    "previous": 5,
    "next": 6,
    "near": 7,
    "rest": 8,
    "reply": 9,
}
