"""What a run is about: which files, each with the settings that hold for it."""

from __future__ import annotations

import os

from .config.find import nearest
from .config.settings import DEFAULT, Settings
from .model import SavefaceError
from .options import Options
from .readers import SUFFIXES
from .readers.files import STDIN, expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .config.load import Config

NO_REPLIES = (
    *("package.json", "package-lock.json", "composer.json", "tsconfig.json", "jsconfig.json", "manifest.json", "deno.json"),
    *("mkdocs.yml", "mkdocs.yaml", "action.yml", "action.yaml", "pre-commit-hooks.yaml", "pnpm-lock.yaml", "saveface-baseline.json"),
    *("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml", "requirements.txt", "robots.txt", "CMakeLists.txt"),
)
"""Names that say that a file is a tool's; whoever means one names it. All other files that a reader knows are a folder's replies."""


class Plan:
    """Files and settings of one run; a configuration is read once, and none where there is none."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._forced: Config | None = None
        if options.config is not None:
            from .config.load import load

            self._forced = load(os.path.abspath(options.config))
        self._answering = None
        if options.answering is not None:
            from .readers.files import read

            self._answering = read(options.answering, options.encoding)

    def config(self, path: str) -> Config | None:
        """The configuration of a file: the one that was named, else the nearest above it."""
        if self._forced is not None or self.options.isolated:
            return self._forced
        found = nearest(os.path.dirname(os.path.abspath(path)))
        if found is None:
            return None
        from .config.load import load

        return load(found)

    def settings(self, path: str) -> Settings:
        """What holds for a file: its configuration, and over it the command line."""
        config = self.config(self.real(path))
        found = config.settings(self.real(path)) if config else DEFAULT
        options = self.options
        said = {
            "select": options.select,
            "ignore": options.ignore,
            "min_severity": options.min_severity,
            "language": options.language,
            "ui_language": options.ui_language,
            "encoding": options.encoding,
            "format": options.input_format,
            "answering": self._answering,
            "case": options.case,
        }
        said = {name: value for name, value in said.items() if value is not None}
        return found._replace(**said) if said else found

    def name(self, path: str) -> str:
        """The path that tells a file's format: standard input may borrow one."""
        return self.options.stdin_filename or path if path == STDIN else path

    def real(self, path: str) -> str:
        """The path whose settings count: standard input may borrow one."""
        return (self.options.stdin_filename or os.path.join(os.getcwd(), STDIN)) if path == STDIN else path

    def files(self, paths: Iterable[str]) -> Iterator[str | SavefaceError]:
        """The files to check. What is named is checked, excluded or not, unless --force-exclude; a folder's files are chosen."""
        given = list(paths)
        named = set(given)
        seen: set[str] = set()
        for path in expand(given, self.takes, self.enters):
            if isinstance(path, SavefaceError):
                yield path
                continue
            if path in seen or (path in named and path != STDIN and self._is_left_out(path)):
                continue
            seen.add(path)
            yield path

    def _is_left_out(self, path: str) -> bool:
        config = self.config(path)
        force = self.options.force_exclude or bool(config and config.run("force-exclude", False))
        return bool(force and config and config.excluded(path))

    def takes(self, path: str) -> bool:
        """Whether a file of a folder is checked."""
        config = self.config(path)
        if config is not None:
            if config.excluded(path):
                return False
            included = config.included(path)
            if included is not None:
                return included
        name = os.path.basename(path)
        return name.lower().endswith(tuple(SUFFIXES)) and name not in NO_REPLIES

    def enters(self, folder: str) -> bool:
        """Whether a folder below a given one is looked into."""
        if os.path.basename(folder) in ("node_modules", "__pycache__", "venv", "site-packages"):
            return False
        config = self.config(os.path.join(folder, "."))
        return config is None or not config.excluded(folder)

    def run_config(self, paths: Iterable[str]) -> Config | None:
        """The configuration of the run as a whole (fail level, baseline, cache): the first path's."""
        first = next(iter(paths), ".")
        return self.config(os.path.join(first, ".") if os.path.isdir(first) else self.real(first))
