"""Apply suggestions to a file: those that replace a span and leave nothing to fill in, byte for byte nothing else."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence

from .model import SavefaceError
from .reporters.place import Checked, Edit, Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .model import Suggestion
    from .readers.record import Record

PASSES = 10
"""How often a file is gone through again because a fix has uncovered another; then it is left as it was."""


class Fixed(namedtuple("Fixed", ("data", "checked", "count"))):
    """A file's new bytes, its result after the fixes, and how many were applied."""

    __slots__ = ()

    if TYPE_CHECKING:
        data: bytes
        checked: Checked
        count: int


Choice = tuple[Located, int]
"""A finding and which of its suggestions."""


def fix(data: bytes, check: Callable[[bytes], Checked]) -> Fixed:
    """Fix until nothing is left that can be; a second run on the outcome changes nothing.

    ``check`` gives the result of bytes with its ``source``. A fix whose own words would be found fault with, or that would
    change how the rest of the file reads, is not applied.
    """
    first = check(data)
    now, done, refused = Fixed(data, first, 0), {data}, set[tuple[str, ...]]()
    for _ in range(PASSES):
        choices = list(_choices(now.checked, refused))
        if not choices:
            return now
        after = _applied(now, choices, check, refused)
        if after is None:
            continue
        if after.data in done:
            return Fixed(data, first, 0)
        done.add(after.data)
        now = after
    return Fixed(data, first, 0)


def fixable(located: Located) -> bool:
    """Whether --fix would apply one of a finding's suggestions."""
    return any(edit is not None and edit.text is not None for edit in located.edits)


def _choices(checked: Checked, refused: set[tuple[str, ...]]) -> Iterator[Choice]:
    """The first suggestion of each finding that can be applied; of overlapping ones the first."""
    free = 0
    for located in sorted(checked.located, key=lambda item: (item.start, item.end)):
        for number, edit in enumerate(located.edits):
            if edit is not None and edit.text is not None and edit.start >= free and _name(located, number) not in refused:
                free = max(edit.end, edit.start + 1)
                yield located, number
                break


def _name(located: Located, number: int) -> tuple[str, ...]:
    return located.key, located.finding.rule, located.finding.quote, located.finding.suggestions[number].text


def _edit(choice: Choice) -> Edit:
    edit = choice[0].edits[choice[1]]
    assert edit is not None
    return edit


def _applied(now: Fixed, choices: list[Choice], check: Callable[[bytes], Checked], refused: set[tuple[str, ...]]) -> Fixed | None:
    """The file with the choices made; None where one of them had to be refused."""
    source = now.checked.source
    assert source is not None
    if source.encode(source.text) != now.data:
        raise SavefaceError(f"{source.path}: cannot be written back byte for byte in {source.encoding}; convert it to UTF-8")
    parts, at, spans, length = [], 0, [], 0
    for choice in choices:
        start, end, text = _edit(choice)
        assert text is not None
        parts += [source.text[at:start], text]
        length += start - at
        spans.append((length, length + len(text)))
        length += len(text)
        at = end
    try:
        data = source.encode("".join(parts) + source.text[at:])
        after = check(data)
        wrong = {n for n, choice in enumerate(choices) if not _reads_right(now.checked, after, choice, choices)}
    except (UnicodeEncodeError, SavefaceError):  # which of them it was, one by one
        if len(choices) > 1:
            for choice in choices:
                _applied(now, [choice], check, refused)
            return None
        wrong, after = {0}, now.checked
    for n, (start, end) in enumerate(spans):
        if any(item.start < end and start < item.end for item in after.located):
            wrong.add(n)
    if wrong:
        refused.update(_name(*choices[n]) for n in wrong)
        return None
    return Fixed(data, after, now.count + len(choices))


def _reads_right(before: Checked, after: Checked, choice: Choice, choices: Sequence[Choice]) -> bool:
    """Whether the reply reads as it did but for its replaced spans, and all other replies as they did."""
    old, new = _records(before), _records(after)
    if [r.key for r in old] != [r.key for r in new]:
        return False
    key, reply = choice[0].key, choice[0].reply
    mine = [c[0].finding.suggestions[c[1]] for c in choices if (c[0].key, c[0].reply) == (key, reply)]
    touched = {c[0].key for c in choices}
    for one, other in zip(old, new, strict=True):
        if one.key not in touched and one.text != other.text:
            return False
        if one.key == key and one.text != other.text and other.text != _spliced(one.text, mine):
            return False
    return True


def _records(checked: Checked) -> Sequence[Record]:
    assert checked.source is not None
    return checked.source.records


def _spliced(text: str, suggestions: Sequence[Suggestion]) -> str:
    out, at = "", 0
    for words, start, end, _ in sorted(suggestions, key=lambda s: s.start or 0):
        out += text[at:start] + words
        at = end or at
    return out + text[at:]


def diff(path: str, before: str, after: str) -> Iterator[str]:
    """What --fix would change, as a unified diff; line ends stand as they are."""
    from difflib import unified_diff
    from io import StringIO

    old, new = (list(StringIO(text, newline="")) for text in (before, after))
    for line in unified_diff(old, new, path, path):
        yield line if line.endswith(("\n", "\r")) else line + "\n\\ No newline at end of file\n"
