from collections.abc import Sequence

def score(
    words: Sequence[str],
    chinese: bool,
    question: bool,
    matched: Sequence[str],
    weights: dict[str, tuple[int, ...]],
    bias: tuple[int, ...],
) -> list[int]: ...
