"""SARIF 2.1.0, as GitHub's code scanning reads it; columns in code points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..rules import page
from .json_ import dumps
from .message import fingerprint_suppressed, fingerprints, message
from .place import Checked, Located, Suppressed

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """One run with the rules that were found; suppressed findings stand in it with their reasons."""
    marked = [(text, located, mark, None) for text, located, mark in fingerprints(texts)]
    hidden = [(text, text.suppressed[n].located, mark, text.suppressed[n]) for text, n, mark in fingerprint_suppressed(texts)]
    found = [*marked, *hidden]
    rules = sorted({located.finding.rule for _, located, _, _ in found})
    severities = {located.finding.rule: located.finding.severity for _, located, _, _ in found}
    run = {
        "tool": {
            "driver": {
                "name": "saveface",
                "semanticVersion": __version__,
                "rules": [_rule(rule, severities[rule]) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not any(text.error for text in texts),
                "toolExecutionNotifications": [_unread(text) for text in texts if text.error is not None],
            }
        ],
        "results": [_result(text, located, mark, rules, why) for text, located, mark, why in found],
    }
    yield dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: str, severity: str) -> dict[str, Any]:
    row = page(rule)
    instead = [f"→ {text}" for text in row["instead"]]
    return {
        "id": rule,
        "name": "".join(part.capitalize() for part in rule.replace("/", "-").split("-")),
        "shortDescription": {"text": row["title"]},
        "fullDescription": {"text": row["why"]},
        "help": {
            "text": "\n".join([row["why"], *instead]),
            "markdown": "\n\n".join([row["why"], "\n".join(f"- {line}" for line in instead)]).strip(),
        },
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"tags": [rule.partition("/")[0]]},
    }


def _result(text: Checked, located: Located, mark: str, rules: list[str], why: Suppressed | None) -> dict[str, Any]:
    finding = located.finding
    place: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(text), "region": _region(text, located.start, located.end)}}
    place["physicalLocation"]["region"]["snippet"] = {"text": text.text[located.start : located.end]}
    if located.key:
        place["logicalLocations"] = [{"fullyQualifiedName": located.key}]
    fixes = [
        {
            "description": {"text": suggestion.text},
            "artifactChanges": [
                {
                    "artifactLocation": _artifact(text),
                    "replacements": [{"deletedRegion": _region(text, edit.start, edit.end), "insertedContent": {"text": edit.text}}],
                }
            ],
        }
        for suggestion, edit in zip(finding.suggestions, located.edits, strict=True)
        if edit is not None and edit.text is not None
    ]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": message(finding)},
        "locations": [place],
        "partialFingerprints": {"saveface/v1": mark},
    }
    if fixes:
        result["fixes"] = fixes
    if why is not None:
        result["suppressions"] = [{"kind": why.kind, "justification": why.reason}] if why.reason else [{"kind": why.kind}]
    return result


def _region(text: Checked, start: int, end: int) -> dict[str, Any]:
    (line, column), (end_line, end_column) = text.place(start), text.place(end)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": start,
        "charLength": end - start,
    }


def _artifact(text: Checked) -> dict[str, str]:
    path = text.shown_path
    if path.startswith("/") or path[1:2] == ":":
        return {"uri": "file:///" + quote(path.lstrip("/"))}
    return {"uri": quote(path, errors="replace"), "uriBaseId": "%SRCROOT%"}


def _unread(text: Checked) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": text.error},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(text)}}],
    }
