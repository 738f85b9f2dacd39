from collections.abc import Iterable, Sequence

class Weigher:
    def __init__(self, slots: bytes, entries: bytes, bias: tuple[int, ...], family_of: bytes, chinese: bool) -> None: ...
    def judge(
        self, words: Sequence[str], question: bool, clause_starts: Iterable[int], given: Iterable[str], own: int
    ) -> tuple[int, list[tuple[int, int, int]]]: ...
