"""``saveface mcp``: the linter as tools of a language model, under the names that ESLint and textlint have given them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field

from .. import __version__
from ..linter import Linter
from ..model import Finding, SavefaceError
from ..readers.files import SUFFIXES, decode
from ..reporters.place import Checked
from ..rewrite import rewrite

TEXT_LIMIT = 100_000
"""Code points of a text, and bytes of a file, at the most."""

_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
Text = Annotated[str, Field(max_length=TEXT_LIMIT, description="The reply to the customer.")]
Paths = Annotated[list[str], Field(max_length=100, description=f"Paths of drafts ({', '.join(SUFFIXES)}).")]
Spoken = Annotated[Literal["en", "zh", "ru"] | None, Field(description="The text's language; told sentence by sentence when not given.")]


class SuggestionOut(BaseModel):
    """What to write instead: of the span where there is one; ``blanks``: something in square brackets has to be filled in."""

    text: str
    start: int | None
    end: int | None
    blanks: bool


class FindingOut(BaseModel):
    """A finding; offsets in code points and half-open, line and column from 1."""

    rule: str
    severity: str
    line: int
    column: int
    start: int
    end: int
    quote: str
    title: str
    why: str
    language: str
    suggestions: list[SuggestionOut]


class Linted(BaseModel):
    """The findings of one text; ``path`` where it is a file."""

    path: str | None
    findings: list[FindingOut]


class Fixed(BaseModel):
    """A text after the replacements that are safe without a person, how many they were, and the findings that are left in it."""

    path: str | None
    text: str
    replaced: int
    left: list[FindingOut]


class Files:
    """Reads drafts below some folders, and nothing else."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = [root.resolve() for root in roots]

    def read(self, path: str) -> str:
        """The text of a draft; relative paths are looked for below each folder. ToolError says why not."""
        for root in self._roots:
            file = (root / path).resolve()
            if any(file.is_relative_to(allowed) for allowed in self._roots) and file.is_file():
                return self._text(file, path)
        folders = ", ".join(str(root) for root in self._roots)
        raise ToolError(f"{path}: no such file in {folders}; start saveface mcp with --root for another folder")

    @staticmethod
    def _text(file: Path, path: str) -> str:
        if file.suffix.lower() not in SUFFIXES:
            raise ToolError(f"{path}: not a draft; saveface reads {', '.join(SUFFIXES)}")
        try:
            if file.stat().st_size > TEXT_LIMIT:
                raise ToolError(f"{path}: longer than {TEXT_LIMIT} bytes; give it in parts to lintText")
            return decode(file.read_bytes(), path)
        except OSError as error:
            raise ToolError(f"{path}: cannot be read ({error.strerror})") from None
        except SavefaceError as error:
            raise ToolError(str(error)) from None


def server(linter: Linter, roots: Sequence[Path]) -> MCPServer[Any]:
    """The server with its four tools. None of them writes anything; drafts are not logged."""
    files = Files(roots)
    out: MCPServer[Any] = MCPServer(
        "saveface",
        version=__version__,
        instructions="Checks replies to customers (English, Chinese, Russian) for wording that costs goodwill, says why, and "
        "offers better words. Check a reply before it is sent.",
        log_level="WARNING",
    )

    def lint(text: str, language: str | None, path: str | None = None) -> Linted:
        return Linted(path=path, findings=_records(text, linter.check(text, language)))

    def fix(text: str, language: str | None, path: str | None = None) -> Fixed:
        after = rewrite(text, linter, language)
        return Fixed(path=path, text=after.text, replaced=after.count, left=_records(after.text, after.findings))

    @out.tool(name="lintText", title="Check a reply", annotations=_READ_ONLY)
    def lint_text(text: Text, language: Spoken = None) -> Linted:
        """Find what would cost the customer's goodwill in a reply: the rule, its place, the reason, what to write instead."""
        return lint(text, language)

    @out.tool(name="lintFile", title="Check drafts in files", annotations=_READ_ONLY)
    def lint_file(filePaths: Paths, language: Spoken = None) -> list[Linted]:  # noqa: N803  # the name others use
        """The same for drafts in text and Markdown files."""
        return [lint(files.read(path), language, path) for path in filePaths]

    @out.tool(name="getLintFixedTextContent", title="A reply with safe replacements made", annotations=_READ_ONLY)
    def fixed_text(text: Text, language: Spoken = None) -> Fixed:
        """The reply with every finding replaced that can be without a person's knowledge; the rest is listed as left."""
        return fix(text, language)

    @out.tool(name="getLintFixedFileContent", title="Drafts in files with safe replacements made", annotations=_READ_ONLY)
    def fixed_file(filePaths: Paths, language: Spoken = None) -> list[Fixed]:  # noqa: N803  # the name others use
        """The same for drafts in files. The files stay as they are."""
        return [fix(files.read(path), language, path) for path in filePaths]

    return out


def _records(text: str, findings: Sequence[Finding]) -> list[FindingOut]:
    checked = Checked("", text, list(findings))
    out = []
    for f in findings:
        line, column = checked.place(f.start)
        suggestions = [SuggestionOut(text=s.text, start=s.start, end=s.end, blanks=s.blanks) for s in f.suggestions]
        out.append(
            FindingOut(
                rule=f.rule,
                severity=f.severity,
                line=line,
                column=column,
                start=f.start,
                end=f.end,
                quote=f.quote,
                title=f.title,
                why=f.why,
                language=f.language,
                suggestions=suggestions,
            )
        )
    return out
