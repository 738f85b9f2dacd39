"""Path patterns as .gitignore has them: ``*`` within a name, ``**`` across folders, a folder means all below it."""

from __future__ import annotations

import os
import re
from functools import cache


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Matches paths with forward slashes, relative to where the pattern was written."""
    rooted = "/" in pattern.rstrip("/")
    body = pattern.strip("/").removeprefix("./")
    out = ""
    at = 0
    while at < len(body):
        if body.startswith("**/", at):
            out += "(?:[^/]+/)*"
            at += 3
        elif body.startswith("**", at):
            out += ".*"
            at += 2
        elif body[at] == "*":
            out += "[^/]*"
            at += 1
        elif body[at] == "?":
            out += "[^/]"
            at += 1
        elif body[at] == "[" and "]" in body[at + 2 :]:
            end = body.index("]", at + 2)
            inside = body[at + 1 : end].replace("\\", "\\\\")
            out += "[" + ("^" + inside[1:] if inside[0] == "!" else inside.replace("^", "\\^")) + "]"
            at = end + 1
        else:
            out += re.escape(body[at])
            at += 1
    return re.compile(("" if rooted else "(?:.*/)?") + out + "(?:/.*)?", re.DOTALL)


def fits(path: str, root: str, patterns: tuple[str, ...]) -> str | None:
    """The first of the patterns, written in the folder ``root``, that a path fits; None where none does."""
    relative = os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    return next((pattern for pattern in patterns if _compiled(pattern).fullmatch(relative)), None)
