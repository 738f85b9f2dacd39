"""Findings that a library is known to have: keyed by file, reply, rule and the reply's text, never by line."""

from __future__ import annotations

import os
from _blake2 import blake2b
from collections import namedtuple

from .model import SavefaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from .reporters.place import Checked, Located

NAME = "saveface-baseline.json"
VERSION = 1


class Entry(namedtuple("Entry", ("file", "record", "rule", "text"))):
    """``file`` is relative to the baseline's folder; ``text`` is a hash of the reply, so that a changed one is looked at anew."""

    __slots__ = ()

    if TYPE_CHECKING:
        file: str
        record: str
        rule: str
        text: str


def digest(text: str) -> str:
    """The hash by which a reply's text is known."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Baseline:
    """The entries of one file, and which of them were met."""

    def __init__(self, path: str, entries: Iterable[Entry] = ()) -> None:
        self.path = path
        self.folder = os.path.dirname(os.path.abspath(path))
        self.entries = set(entries)
        self.met: set[Entry] = set()

    def file(self, path: str) -> str:
        """A checked file's name in the baseline."""
        return path if path == "<stdin>" else os.path.relpath(os.path.abspath(path), self.folder).replace(os.sep, "/")

    def entry(self, text: Checked, located: Located) -> Entry:
        """The entry that would cover a finding."""
        return Entry(self.file(text.path), located.key, located.finding.rule, located.reply or digest(text.text))

    def apply(self, text: Checked) -> None:
        """Move the findings that are known to those that are suppressed."""
        from .reporters.place import Suppressed

        kept = []
        for located in text.located:
            entry = self.entry(text, located)
            if entry in self.entries:
                self.met.add(entry)
                text.suppressed.append(Suppressed(located, "external", f"known, in {os.path.basename(self.path)}"))
            else:
                kept.append(located)
        text.located = kept

    def lapsed(self, texts: Sequence[Checked]) -> set[Entry]:
        """Entries of the checked files that no finding met, and of files that are gone."""
        checked = {self.file(text.path) for text in texts if text.error is None}
        return {e for e in self.entries - self.met if e.file in checked or not os.path.exists(os.path.join(self.folder, e.file))}

    def dump(self) -> bytes:
        """JSON with an entry a line, sorted, so that versions compare and merge."""
        from .reporters.json_ import dumps

        rows = [dumps(e._asdict()) for e in sorted(self.entries)]
        return (f'{{"version": {VERSION}, "entries": [\n' + ",\n".join(rows) + "\n]}\n").encode()


def read(path: str) -> Baseline:
    """A baseline file; mistakes are errors with its name."""
    import json

    remedy = "make it anew with saveface baseline"
    try:
        with open(path, "rb") as file:
            data: Any = json.loads(file.read())
    except OSError as error:
        raise SavefaceError(f"{path}: cannot be read ({error.strerror}); saveface baseline makes one") from None
    except json.JSONDecodeError as error:
        raise SavefaceError(f"{path}:{error.lineno}: not JSON: {error.msg}; {remedy}") from None
    except (UnicodeDecodeError, RecursionError):
        raise SavefaceError(f"{path}: not a baseline; {remedy}") from None
    if not isinstance(data, dict) or data.get("version") != VERSION or not isinstance(data.get("entries"), list):
        raise SavefaceError(f"{path}: not a baseline of this version ({VERSION}); {remedy}")
    entries = []
    for number, row in enumerate(data["entries"], 1):
        if not isinstance(row, dict) or set(row) != set(Entry._fields) or not all(isinstance(v, str) for v in row.values()):
            raise SavefaceError(f"{path}: entry {number} wants {', '.join(Entry._fields)}, each a text; {remedy}")
        entries.append(Entry(**row))
    return Baseline(path, entries)
