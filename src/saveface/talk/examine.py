"""Check a conversation's file: findings of its turns at their places in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..config.settings import Settings
from ..examine import locate
from ..ignores import apply
from ..reporters.place import Checked, Located
from .files import conversation, parse

if TYPE_CHECKING:
    from ..linter import Linter
    from ..readers.record import Record


def examine_conversation(path: str, text: str, data: bytes, settings: Settings, linter: Callable[[Settings], Linter]) -> Checked | None:
    """Findings of a conversation in the neutral form; None where the file is something else."""
    values = parse(text, path)
    if not isinstance(values, dict) or not isinstance(values.get("turns"), list):
        return None
    from ..readers import read

    talk = conversation(values, path, settings.case)
    source = read(path, data, format="json", encoding=settings.encoding)
    records = {record.key: record for record in source.records}
    found: list[tuple[Record, Sequence[Located]]] = []
    missing: list[Located] = []
    for turn, finding in linter(settings).check_conversation(talk, settings.language):
        record = records.get(f"turns[{turn}].text")
        if record is None:  # what the whole talk lacks stands nowhere; a text that is no words has no reader's record
            missing.append(Located(finding, "", 0, 0, tuple(None for _ in finding.suggestions), ""))
        else:
            found.append((record, locate(record, [finding])))
    kept, hidden = apply(source, found, settings)
    checked = list(_checked(values))
    texts = [records[key].text for key in checked if key in records]
    return Checked(path, source.text, located=[*missing, *kept], replies=checked, suppressed=hidden, texts=texts, source=source)


def _checked(values: dict[str, Any]) -> Iterator[str]:
    """The keys of the turns that are linted."""
    for number, turn in enumerate(values["turns"]):
        if turn["role"] == "agent" and turn.get("public") is not False:
            yield f"turns[{number}].text"
