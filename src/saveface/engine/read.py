"""Read the sentences of one language: by the matcher in C where it is built, by the one in Python anywhere else."""

from __future__ import annotations

import os
from collections.abc import Sequence

from .board import Board, Laid
from .judge import Judge, Match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..text.lexer import Sentence

try:
    from . import _fast
except ImportError:  # no compiler where saveface was installed
    built = False
else:
    built = True


def faults_alone(pack: dict[str, Any]) -> dict[str, Any]:
    """The pack as if it had no speech acts, which follow the rules: the learned weights know none."""
    return {"language": pack["language"], "learned": pack["learned"], "rules": pack["rules"][: pack["faults"]]}


class Reader:
    """Finds the matches of one language's phrases. ``SAVEFACE_PURE=1`` keeps to Python."""

    def __init__(self, pack: dict[str, Any], wanted: bytes) -> None:
        """``wanted`` has a byte a rule, zero where its matches are not wanted."""
        self.pack = pack
        self.wanted = wanted
        self._asked = wanted
        self._weigher = None
        if pack["learned"]:
            from .weigh import Weigher

            self._weigher = Weigher(faults_alone(pack))
            self._asked = b"\1" * len(wanted)  # a rule's phrases speak for and against the others too
        self._fast = _fast.Matcher(pack) if built and os.environ.get("SAVEFACE_PURE") != "1" else None

    def read(self, sentences: Sequence[Sentence], acts: bytes) -> tuple[list[Match], list[Match], Board | None]:
        """The wanted faults, the speech acts, and the board where they stand; where there are none it may be left out.

        ``acts`` has a byte a speech act, zero where it is not looked for.
        """
        found, board = self._matches(sentences, self._asked + acts)
        faults = len(self._asked)
        said = [m for m in found if m.rule >= faults]
        matches = [m for m in found if m.rule < faults] if said else found
        if self._weigher is not None:
            assert board is not None
            matches = [m for m in self._weigher.weigh(matches, board) if self.wanted[m.rule]]
        return matches, said, board

    def hear(self, sentences: Sequence[Sentence], acts: bytes) -> tuple[list[Match], Board | None]:
        """The speech acts alone: a customer's words are never linted."""
        return self._matches(sentences, bytes(len(self._asked)) + acts)

    def _matches(self, sentences: Sequence[Sentence], asked: bytes) -> tuple[list[Match], Board | None]:
        if self._fast is None:
            board = Board(self.pack, sentences)
            return Judge(self.pack, board).matches(lambda rule: bool(asked[rule])), board
        rows, layout = self._fast.read(sentences, asked, self._weigher is not None)
        return [Match(*row) for row in rows], layout and Laid(self.pack, sentences, *layout)
