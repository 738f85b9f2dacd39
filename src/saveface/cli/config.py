"""``saveface config``: what holds for a file, and where it was said."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import click

from ..config.load import Config, Table
from ..config.schema import OF_FILES, OF_RUNS
from ..ignores import runs
from ..model import SEVERITIES
from ..options import Options
from ..plan import Plan
from ..rules import severity, table

_DEFAULTS = {"min-severity": SEVERITIES[0], "fail-level": "warning", "cache": True, "force-exclude": False}
_ADD_UP = ("severity", "lexicons")
"""Keys of which every table's word counts; of the others the last one's."""


@click.command("config")
@click.argument("path", default=".", metavar="[PATH]")
@click.option("--config", "file", metavar="FILE", help="This configuration instead of the nearest saveface.toml or pyproject.toml.")
def command(path: str, file: str | None) -> None:
    """Print what holds for a file (or here), and which file and line said so."""
    plan = Plan(Options(config=file))
    target = os.path.join(path, ".") if os.path.isdir(path) else path
    config = plan.config(target)
    click.echo(f"{path}: {'no configuration file above it' if config is None else os.path.relpath(config.file)}")
    for line in _lines(config, target):
        click.echo(line)
    settings = plan.settings(target)
    rules = table(settings.lexicons)
    click.echo("\nRules:")
    for rule in rules:
        level = severity(rule, settings.severity, settings.lexicons)
        click.echo(f"  {rule:32} {level if runs(rule, settings) else 'off'}")


def _lines(config: Config | None, path: str) -> Iterator[str]:
    tables = config.holding(path) if config else []
    for key in {**OF_RUNS, **OF_FILES}:
        said = [t for t in tables if key in t.values and (key in OF_FILES or t.paths is None)]
        if not said:
            if key in _DEFAULTS:
                yield f"  {key:14} {_shown(_DEFAULTS[key])}  (default)"
            continue
        for one in said if key in _ADD_UP else _heard(key, said):
            why = f"; its paths {', '.join(one.paths)}" if one.paths else ""
            yield f"  {key:14} {_shown(one.values[key])}  ({one.where(key)}{why})"
    pattern = config.excluded(path) if config else None
    if pattern is not None:
        yield f"  This file is excluded by {pattern!r}: checked only when it is named, and with --force-exclude not even then."


def _heard(key: str, said: Sequence[Table]) -> Sequence[Table]:
    """The tables whose word counts: the last; ``ignore`` in overrides adds to it."""
    if key != "ignore":
        return said[-1:]
    last = max((n for n, one in enumerate(said) if one.paths is None), default=0)
    return said[last:]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(f"{item[0]} = {item[1]}" if isinstance(item, tuple) else str(item) for item in value) or "(nothing)"
    return str(value)
