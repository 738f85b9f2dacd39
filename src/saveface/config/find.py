"""Find the configuration of a folder: the nearest one above it, at the price of a few calls of stat."""

from __future__ import annotations

import os
from functools import cache

NAMES = ("saveface.toml", ".saveface.toml")
PROJECT = "pyproject.toml"


@cache
def nearest(folder: str) -> str | None:
    """The configuration file that holds in a folder (absolute path); a pyproject.toml counts where it speaks of saveface."""
    for name in NAMES:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    path = os.path.join(folder, PROJECT)
    if os.path.isfile(path) and _speaks(path):
        return path
    above = os.path.dirname(folder)
    return None if above == folder else nearest(above)


def _speaks(path: str) -> bool:
    """Whether a pyproject.toml has a table for saveface; one that is no TOML is somebody else's mistake unless it names it."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    squeezed = data.replace(b" ", b"").replace(b'"', b"").replace(b"'", b"")
    if b"saveface" not in squeezed or not any(way in squeezed for way in (b"tool.saveface", b"[tool]", b"\ntool=")):
        return False  # without the import of tomllib, which takes longer than a draft
    import tomllib

    try:
        return "saveface" in tomllib.loads(data.decode()).get("tool", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return b"[tool.saveface" in data
