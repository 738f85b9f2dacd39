"""Quick fixes: write an alternative in place of what was found, or suppress the finding with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lsprotocol import types

from .document import Edit, Located
from .ignores import insertion
from .lines import Lines
from .render import diagnostic
from .words import words

_BLANK = re.compile(r"\[[^\[\]]+\]")


@dataclass(frozen=True, slots=True)
class Target:
    """A document that is to be changed: whether it takes comments, and what the editor understands."""

    uri: str
    version: int | None
    lines: Lines
    comments: bool
    snippets: bool
    versioned: bool


def actions(located: Located, target: Target) -> Iterator[types.CodeAction]:
    """The fixes of one finding, the first that leaves nothing to fill in being the preferred one."""
    finding = located.finding
    preferred = next((n for n, s in enumerate(finding.suggestions) if located.edits[n] and not s.blanks), None)
    for n, edit in enumerate(located.edits):
        if edit is not None:
            title = words(finding.interface)["write"].format(edit.text)
            yield _action(title, located, target, edit, _blank_stops if finding.suggestions[n].blanks else None, n == preferred)
    if target.comments:
        yield _ignore(located, target)


def _ignore(located: Located, target: Target) -> types.CodeAction:
    say = words(located.finding.interface)
    at, indent = insertion(target.lines.text, located.start)
    ending = "\r\n" if "\r\n" in target.lines.text else "\n"
    comment = f"{indent}<!-- saveface: ignore {located.finding.rule} -- {say['reason']} -->{ending}"

    def stop(text: str) -> str:
        before, reason, after = text.rpartition(say["reason"])
        return f"{_escaped(before)}${{1:{reason}}}{_escaped(after)}"

    return _action(say["ignore"].format(located.finding.rule), located, target, Edit(at, at, comment), stop, False)


def _action(
    title: str, located: Located, target: Target, edit: Edit, snippet: Callable[[str], str] | None, preferred: bool
) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(located, target.lines)],
        is_preferred=preferred or None,
        edit=_workspace_edit(target, edit, snippet),
    )


def _workspace_edit(target: Target, edit: Edit, snippet: Callable[[str], str] | None) -> types.WorkspaceEdit:
    """The change; where the editor can, what has to be filled in is a stop that Tab goes to."""
    where = target.lines.range(edit.start, edit.end)
    plain = types.TextEdit(where, edit.text)
    if not target.versioned:
        return types.WorkspaceEdit(changes={target.uri: [plain]})
    stops = types.SnippetTextEdit(where, types.StringValue(snippet(edit.text))) if snippet is not None and target.snippets else None
    document = types.OptionalVersionedTextDocumentIdentifier(target.uri, target.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [stops or plain])])


def _blank_stops(text: str) -> str:
    out, at = "", 0
    for number, blank in enumerate(_BLANK.finditer(text), 1):
        out += f"{_escaped(text[at : blank.start()])}${{{number}:{_escaped(blank.group())}}}"
        at = blank.end()
    return out + _escaped(text[at:])


def _escaped(text: str) -> str:
    return re.sub(r"([\\$}])", r"\\\1", text)
