"""The description of the API, as data: OpenAPI 3.1, served at /openapi.json."""

from __future__ import annotations

from typing import Any

from .. import __version__
from ..model import INTERFACES, LANGUAGES, SEVERITIES
from .requests import BATCH_LIMIT, CHOICES, ID_LIMIT, TEXT_LIMIT

_RULE = "blame/should-have"
_TEXT = "I'm sorry you feel that way. 😀"


def _object(properties: dict[str, Any], required: list[str] | None = None, *, closed: bool = False) -> dict[str, Any]:
    """An object whose fields are all there unless ``required`` lists fewer; ``closed`` refuses others."""
    out: dict[str, Any] = {"type": "object", "properties": properties, "required": list(properties) if required is None else required}
    if closed:
        out["additionalProperties"] = False
    return out


def _text(what: str, limit: int | None = None) -> dict[str, Any]:
    return {"type": "string", "description": what} | ({} if limit is None else {"maxLength": limit})


def _choice(values: tuple[str, ...], what: str, *, null: bool = False) -> dict[str, Any]:
    if null:
        return {"type": ["string", "null"], "enum": [*values, None], "description": what}
    return {"type": "string", "enum": list(values), "description": what}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: dict[str, Any], limit: int | None = None) -> dict[str, Any]:
    return {"type": "array", "items": items} | ({} if limit is None else {"maxItems": limit})


def _json(schema: dict[str, Any], example: Any = None) -> dict[str, Any]:
    return {"application/json": {"schema": schema} | ({} if example is None else {"example": example})}


_OFFSET = {"type": "integer", "minimum": 0}
_PLACE = {"type": ["integer", "null"], "minimum": 0}

_DRAFT = {
    "text": _text("The reply, as it would be sent.", TEXT_LIMIT),
    "language": _choice(LANGUAGES, "Its language; told sentence by sentence when not given.", null=True),
    "ui_language": _choice(INTERFACES, "The language of titles and reasons; the draft's own when not given.", null=True),
    "answering": {"type": ["string", "null"], "maxLength": TEXT_LIMIT, "description": "The customer's message that the reply answers."},
    "case": {"anyOf": [_ref("Case"), {"type": "null"}], "description": "Which case it is, where somebody has decided that."},
    "offsets": _choice(CHOICES["offsets"], "The unit of start and end in the answer.") | {"default": "code_points"},
}
_ANSWER = {
    "language": _choice(INTERFACES, "What the draft is written in; null where it is nothing that saveface reads.", null=True),
    "offsets": _choice(CHOICES["offsets"], "The unit of start and end."),
    "counts": _object(dict.fromkeys(SEVERITIES, _OFFSET)),
    "findings": _list(_ref("Finding")),
}
_TITLED = {
    "id": _text("Family and name with a slash between."),
    "family": _text("The part before the slash."),
    "severity": _choice(SEVERITIES, "How much it costs."),
    "titles": {"type": "object", "additionalProperties": {"type": "string"}, "description": "By language: en, zh, ru."},
}
_STRINGS = _list({"type": "string"})

_SCHEMAS = {
    "Case": _object(
        {
            "liable": _choice(CHOICES["liable"], "Whether the company answers for what went wrong."),
            "motive": _choice(CHOICES["motive"], "Whether what the customer wants is reasonable."),
        },
        closed=True,
    ),
    "Draft": _object(_DRAFT, ["text"], closed=True),
    "BatchDraft": _object(
        _DRAFT | {"id": {"type": ["string", "null"], "maxLength": ID_LIMIT, "description": "Comes back with the draft's findings."}},
        ["text"],
        closed=True,
    ),
    "Batch": _object({"drafts": _list(_ref("BatchDraft"), BATCH_LIMIT)}, closed=True),
    "Suggestion": _object(
        {
            "text": _text("What to write instead."),
            "start": _PLACE | {"description": "With end: the half-open span that text replaces; null where it replaces none."},
            "end": _PLACE,
            "blanks": {"type": "boolean", "description": "Whether text has blanks in square brackets for a person to fill in."},
        }
    ),
    "Finding": _object(
        {
            "rule": _text("The rule's id; GET /v1/rules/{id} has its page."),
            "severity": _choice(SEVERITIES, "How much it costs."),
            "start": _PLACE | {"description": "Where it begins in text; null, as end is, for what the whole draft lacks."},
            "end": _PLACE | {"description": "Where it ends, exclusive."},
            "quote": _text("The text between start and end."),
            "title": _text("What it is, in a few words."),
            "why": _text("Why it costs a customer."),
            "language": _choice(LANGUAGES, "The language of the sentence."),
            "interface": _choice(INTERFACES, "The language of title and why."),
            "suggestions": _list(_ref("Suggestion")),
        }
    ),
    "Answer": _object(_ANSWER),
    "BatchAnswer": _object({"results": _list(_object({"id": {"type": ["string", "null"]}} | _ANSWER))}),
    "Rules": _object({"rules": _list(_object(_TITLED))}),
    "Rule": _object(
        {
            "id": _text("Family and name with a slash between."),
            "severity": _choice(SEVERITIES, "How much it costs."),
            "sources": _STRINGS,
            "languages": {
                "type": "object",
                "description": "By language: en, zh, ru.",
                "additionalProperties": _object(
                    {
                        "title": _text("What it is."),
                        "why": _text("Why it costs a customer."),
                        "flag": _STRINGS | {"description": "Texts that it finds."},
                        "pass": _STRINGS | {"description": "Texts that it leaves alone."},
                        "instead": _STRINGS | {"description": "What to write instead."},
                    }
                ),
            },
        }
    ),
    "Health": _object({"status": {"type": "string", "enum": ["ok"]}, "version": {"type": "string"}}),
    "Error": _object(
        {
            "error": _object(
                {
                    "code": _text("For programs: never changes for the same mistake."),
                    "message": _text("One sentence for people."),
                    "field": _text("The part of the request that it is about."),
                },
                ["code", "message"],
            )
        }
    ),
}

_FAULTS = {
    "400": "The body is no JSON.",
    "401": "The token is missing or wrong.",
    "403": "This host name or this page's origin is not allowed.",
    "404": "There is no such thing.",
    "408": "The body took too long to arrive.",
    "413": "The body is too large.",
    "415": "The body is not sent as JSON.",
    "422": "A field is missing, unknown or wrong; field says which.",
    "503": "Busy, or the check took too long.",
}


def _responses(good: str, what: str, example: Any = None, faults: str = "") -> dict[str, Any]:
    out: dict[str, Any] = {"200": {"description": what, "content": _json(_ref(good), example)}}
    return out | {status: {"description": _FAULTS[status], "content": _json(_ref("Error"))} for status in faults.split()}


def _body(schema: str, example: Any) -> dict[str, Any]:
    return {"required": True, "content": _json(_ref(schema), example)}


_CHECKING = "400 401 403 408 413 415 422 503"
_OPEN: dict[str, Any] = {"security": []}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "saveface",
        "version": __version__,
        "summary": "Finds what loses a customer in an agent's reply, says why, and offers better words.",
        "license": {"name": "MIT", "identifier": "MIT"},
    },
    "servers": [{"url": "/"}],
    "security": [{}, {"token": []}],
    "paths": {
        "/v1/check": {
            "post": {
                "operationId": "check",
                "summary": "Check a draft.",
                "requestBody": _body("Draft", {"text": _TEXT, "offsets": "utf16"}),
                "responses": _responses("Answer", "What was found, by place.", faults=_CHECKING),
            }
        },
        "/v1/check-batch": {
            "post": {
                "operationId": "checkBatch",
                "summary": "Check several drafts.",
                "requestBody": _body("Batch", {"drafts": [{"id": "4471", "text": _TEXT}]}),
                "responses": _responses("BatchAnswer", "An answer a draft, in their order.", faults=_CHECKING),
            }
        },
        "/v1/rules": {
            "get": {
                "operationId": "listRules",
                "summary": "List the rules.",
                "responses": _responses("Rules", "All rules in the catalogue's order.", faults="401 403"),
            }
        },
        "/v1/rules/{id}": {
            "get": {
                "operationId": "getRule",
                "summary": "Show a rule: reason, examples, better words.",
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "description": "The rule's id; its slash may stand as it is or as %2F.",
                        "schema": {"type": "string", "pattern": "^[a-z-]+/[a-z-]+$"},
                        "example": _RULE,
                    }
                ],
                "responses": _responses("Rule", "The rule.", faults="401 403 404"),
            }
        },
        "/healthz": {
            "get": {
                "operationId": "health",
                "summary": "Whether the server runs.",
                "responses": _responses("Health", "It runs.", faults="403"),
                **_OPEN,
            }
        },
    },
    "components": {
        "schemas": _SCHEMAS,
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Where the server was started with a token."}},
    },
}
