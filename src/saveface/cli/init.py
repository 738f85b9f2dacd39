"""``saveface init``: look at what is there, and write a commented configuration that fits it."""

from __future__ import annotations

import os
from collections import Counter, defaultdict

import click

from ..config.find import NAMES, nearest
from ..model import SavefaceError
from ..options import Options
from ..plan import Plan
from ..readers import recognise
from ..readers.files import decode, expand
from ..writing import write_whole

_MOST = 2000
"""Files that are looked at."""

_TEMPLATE = """\
# What saveface checks here, and how. Every key: docs/configuration.md; what holds for a file: saveface config PATH.

# Files that are taken when a folder is checked.{seen}
include = [{include}]
# exclude = ["archive/"]
# force-exclude = true            # also when an excluded file is named, as pre-commit does

# Rules (blame/wrong) or families (blame); all when not given. saveface rules lists them.
# select = ["blame", "policy/shield"]
# ignore = ["pseudo-apology/formulaic"]
# min-severity = "info"
# fail-level = "warning"          # the mildest severity that fails a run
# ui-language = "en"              # of titles and reasons: en, zh, zh-hant, zh-hk, ru
# baseline = "saveface-baseline.json"
# lexicons = ["ours/"]            # your own words: forbidden ones, allowed ones, rules
# extend = "pkg:your_package"     # a configuration that several projects share

# [severity]
# "policy/terms" = "info"
# blame = "error"

# Other settings for some paths; the last that fits counts.
{overrides}"""

_OVERRIDE = """\
# [[overrides]]
# paths = ["legal/**"]
# ignore = ["policy/terms"]
# format = "yaml"                 # when it is not recognised
# include-keys = ["**.text"]      # in YAML and JSON: only these key paths
# columns = ["reply"]             # in CSV, TSV and XLSX: only these columns
"""


@click.command("init")
@click.option("--force", is_flag=True, help="Replace a saveface.toml that is there.")
def command(force: bool) -> None:
    """Write saveface.toml for this folder after looking at its files."""
    name = NAMES[0]
    if os.path.exists(name) and not force:
        raise SavefaceError(f"{name}: is there already; --force replaces it")
    above = nearest(os.getcwd())
    if above is not None and os.path.dirname(above) == os.getcwd() and os.path.basename(above) not in NAMES:
        raise SavefaceError(f"{os.path.relpath(above)}: has a [tool.saveface] table already; change that, or take it away first")
    formats = _look()
    patterns = sorted(_pattern(folder, suffix) for folder, suffix in formats)
    counts: Counter[str] = Counter()
    for found in formats.values():
        counts.update(found)
    seen = f" Found here: {', '.join(f'{n} {name}' for name, n in counts.most_common())}." if counts else ""
    include = ", ".join(f'"{p}"' for p in patterns or ["*.txt", "*.md"])
    write_whole(name, _TEMPLATE.format(seen=seen, include=include, overrides=_OVERRIDE).encode())
    click.echo(f"{name} written.{seen}")


def _look() -> dict[tuple[str, str], Counter[str]]:
    """Top folder and suffix → how many replies' files of which format."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    plan = Plan(Options(isolated=True))
    for number, path in enumerate(expand(["."], plan.takes, plan.enters)):
        if number >= _MOST or isinstance(path, SavefaceError):
            break
        path = os.path.normpath(path)
        suffix = os.path.splitext(path)[1].lower()
        if format_ := _format(path, suffix):
            folder = path.replace(os.sep, "/").partition("/")[0] if os.sep in path else ""
            found[folder, suffix][format_] += 1
    return found


def _format(path: str, suffix: str) -> str | None:
    """A file's format as it would be recognised; None for one that cannot be read."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        return "xlsx" if suffix == ".xlsx" else recognise(path, decode(data, path))
    except (OSError, SavefaceError):
        return None


def _pattern(folder: str, suffix: str) -> str:
    return f"{folder}/**/*{suffix}" if folder else f"/*{suffix}"
