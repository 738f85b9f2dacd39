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
    from ._fast import Matcher
except ImportError:  # no compiler where saveface was installed
    Matcher = None


class Reader:
    """Finds the matches of one language's phrases. ``SAVEFACE_PURE=1`` keeps to Python."""

    def __init__(self, pack: dict[str, Any]) -> None:
        self.pack = pack
        self._fast = None if Matcher is None or os.environ.get("SAVEFACE_PURE") == "1" else Matcher(pack)

    def read(self, sentences: Sequence[Sentence], wanted: bytes, always: bool = False) -> tuple[list[Match], Board | None]:
        """The matches of the rules that have a byte other than zero in ``wanted``, and where they stand.

        The board is left out where nothing matches, unless it is wanted ``always``.
        """
        if self._fast is None:
            board = Board(self.pack, sentences)
            return Judge(self.pack, board).matches(lambda rule: bool(wanted[rule])), board
        rows, layout = self._fast.read(sentences, wanted, always)
        return [Match(*row) for row in rows], layout and Laid(self.pack, sentences, *layout)
