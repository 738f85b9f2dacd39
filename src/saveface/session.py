"""The files of one run, checked one by one; what they share is made when it is first needed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from .examine import examine, is_plain
from .linter import Linter
from .model import SavefaceError
from .plan import Plan
from .readers.files import STDIN
from .reporters.place import Checked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .baseline import Baseline
    from .cache import Cache
    from .config.settings import Settings
    from .fix import Fixed

FEW = 8
"""Up to so many drafts are checked faster than a cache is opened."""


class Session:
    """Checks the files of one run; what they share (linters, cache, baseline) is made when it is first needed."""

    def __init__(self, plan: Plan, baseline: Baseline | None = None, cache: bool = True) -> None:
        self.plan = plan
        self.baseline = baseline
        self.errors = 0
        self.files = 0
        self.standard_input = b""
        self._caches = cache
        self._cache: Cache | None = None
        self._told: set[str] = set()
        self._linters: dict[object, Linter] = {}

    def linter(self, settings: Settings) -> Linter:
        """The linter of some settings; files that share them share it."""
        key = settings.of_linter
        if key not in self._linters:
            self._linters[key] = Linter(
                select=settings.select,
                ignore=settings.ignore,
                min_severity=settings.min_severity,
                ui_language=settings.ui_language,
                severity=settings.severity,
                lexicons=settings.lexicons,
            )
        return self._linters[key]

    def check(self, paths: Iterable[str]) -> Iterator[Checked]:
        """Each file's result; one that cannot be read is told at once and has an ``error``."""
        files = list(self.plan.files(paths))
        self.files = len(files)
        for path in files:
            try:
                if isinstance(path, SavefaceError):
                    raise path
                yield self.file(path)
            except SavefaceError as error:
                if str(error) not in self._told:  # a configuration's mistake is every file's
                    print(f"saveface: {error}", file=sys.stderr)
                self._told.add(str(error))
                self.errors += 1
                name = str(error).partition(": ")[0] if isinstance(path, SavefaceError) else path
                yield Checked(_shown(name), "", error=str(error), replies=())

    def file(self, path: str) -> Checked:
        """The result of one file, its baseline applied."""
        settings = self.plan.settings(path)
        data = read_bytes(path)
        if path == STDIN:
            self.standard_input = data  # it can be read but once
        checked = self._kept(self.plan.name(path), data, settings)
        checked.path = path
        self.known(checked)
        checked.path = _shown(path)
        return checked

    def known(self, checked: Checked) -> Checked:
        """The result without what the configuration suppresses by record, and what the baseline knows."""
        config = self.plan.config(self.plan.real(checked.path))
        if config is not None and config.suppressions:
            from .ignores import suppress

            suppress(checked, self.plan.real(checked.path), config.suppressions)
        if self.baseline is not None:
            self.baseline.apply(checked)
        return checked

    def _kept(self, path: str, data: bytes, settings: Settings) -> Checked:
        if not self._caches or path == STDIN or (self.files <= FEW and is_plain(path, settings)):
            return examine(path, data, settings, self.linter)
        if self._cache is None:
            from .cache import Cache

            self._cache = Cache()
        key = self._cache.key(path, data, settings)
        found = self._cache.get(key, path, data, settings)
        if found is None:
            found = examine(path, data, settings, self.linter)
            self._cache.put(key, found, data, settings)
        return found

    def fixed(self, path: str, data: bytes) -> Fixed:
        """A file's fixes, not yet written."""
        from .examine import examine_source
        from .fix import fix

        settings = self.plan.settings(path)
        name = self.plan.name(path)
        return fix(data, lambda changed: self.known(examine_source(name, changed, settings, self.linter)))

    def close(self) -> None:
        """Write what the cache has learnt."""
        if self._cache is not None:
            self._cache.close()


def read_bytes(path: str) -> bytes:
    """The bytes of a file or of standard input."""
    try:
        if path == STDIN:
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise SavefaceError(f"{path}: cannot be read ({error.strerror})") from None


def _shown(path: str) -> str:
    return "<stdin>" if path == STDIN else path
