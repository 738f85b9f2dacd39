"""What the editor's settings say (``saveface.select`` and so on), read strictly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ...linter import Linter
from ...model import LANGUAGES, SavefaceError

KEYS = ("select", "ignore", "minSeverity", "uiLanguage", "language")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one document; the empty ones are those of ``saveface check`` without options."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: str = "info"
    ui_language: str | None = None
    language: str | None = None


DEFAULT = Settings()


@cache
def linter(settings: Settings) -> Linter:
    """The linter for some settings; SavefaceError where they name what does not exist."""
    return Linter(select=settings.select, ignore=settings.ignore, min_severity=settings.min_severity, ui_language=settings.ui_language)


def read(said: Any) -> Settings:
    """The editor's ``saveface`` section; null, or a key that is null, means the default. SavefaceError on any mistake."""
    if said is None:
        return DEFAULT
    if not isinstance(said, dict):
        raise SavefaceError(f"saveface: settings must be an object with {', '.join(KEYS)}, not {said!r}")
    for key in said:
        if key not in KEYS:
            raise SavefaceError(f"saveface.{key}: unknown setting; known: {', '.join(KEYS)}")
    settings = Settings(
        select=_names(said, "select"),
        ignore=_names(said, "ignore"),
        min_severity=_word(said, "minSeverity") or DEFAULT.min_severity,
        ui_language=_word(said, "uiLanguage"),
        language=_word(said, "language"),
    )
    if settings.language not in (None, *LANGUAGES):
        raise SavefaceError(f"saveface.language: unknown language {settings.language!r}; known: {', '.join(LANGUAGES)}")
    linter(settings)
    return settings


def _names(said: dict[str, Any], key: str) -> tuple[str, ...]:
    value = said.get(key)
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise SavefaceError(f'saveface.{key}: must be a list of rules or families such as ["blame/wrong", "policy"]')
    return tuple(value)


def _word(said: dict[str, Any], key: str) -> str | None:
    value = said.get(key)
    if value is not None and not isinstance(value, str):
        raise SavefaceError(f"saveface.{key}: must be a string, not {value!r}")
    return value or None
