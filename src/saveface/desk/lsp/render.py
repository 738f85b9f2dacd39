"""Findings as the protocol shows them: diagnostics and the text of a hover."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lsprotocol import types

from ...reporters.words import words
from .document import Examined, Located, Problem
from .lines import Lines
from .pages import page

SOURCE = "saveface"
_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def diagnostics(examined: Examined, lines: Lines) -> list[types.Diagnostic]:
    """All findings of a document, then what in its suppressions could not be understood."""
    return [*(diagnostic(one, lines) for one in examined.located), *(_problem(one, lines) for one in examined.problems)]


def diagnostic(located: Located, lines: Lines) -> types.Diagnostic:
    """A finding: its title, its rule as the code, and the link to the rule's page. The reason is the hover's."""
    finding = located.finding
    link = page(finding.rule)
    return types.Diagnostic(
        range=lines.range(located.start, located.end),
        severity=_SEVERITY[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(link) if link else None,
        source=SOURCE,
        message=finding.title,
    )


def _problem(problem: Problem, lines: Lines) -> types.Diagnostic:
    return types.Diagnostic(
        range=lines.range(problem.start, problem.end),
        severity=types.DiagnosticSeverity.Warning,
        code="suppression",
        source=SOURCE,
        message=problem.message,
    )


def hover(found: Iterable[Located], lines: Lines, markdown: bool) -> types.Hover | None:
    """Reasons and suggestions of the findings at one place; None where there are none."""
    found = list(found)
    if not found:
        return None
    text = ("\n\n---\n\n" if markdown else "\n\n").join(_say(one, markdown) for one in found)
    form = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(form, text), lines.range(found[0].start, found[0].end))


def _say(located: Located, markdown: bool) -> str:
    finding = located.finding
    say = words(finding.interface)
    suggestions = [s.text for s in finding.suggestions]
    if not markdown:
        instead = "".join(f"\n→ {text}" for text in suggestions)
        return f"{finding.title} ({say[finding.severity]}, {finding.rule})\n{finding.why}{instead}"
    link = page(finding.rule)
    rule = f"[{finding.rule}]({link})" if link else f"`{finding.rule}`"
    instead = "".join(f"\n- {_plain(text)}" for text in suggestions)
    head = f"**{_plain(finding.title)}** · {say[finding.severity]} · {rule}\n\n{_plain(finding.why)}"
    return f"{head}\n\n{say['instead']}:\n{instead}" if instead else head


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", text)
