from collections.abc import Sequence
from typing import Any

from ..text.lexer import Sentence

_Layout = tuple[list[int], list[int], list[str], list[int], list[tuple[int, int]], bytes]

class Matcher:
    def __init__(self, pack: dict[str, Any]) -> None: ...
    def matches(self, sentences: Sequence[Sentence], wanted: bytes) -> list[tuple[int, int, int, int]]: ...
    def read(
        self, sentences: Sequence[Sentence], wanted: bytes, always: bool
    ) -> tuple[list[tuple[int, int, int, int]], _Layout | None]: ...
