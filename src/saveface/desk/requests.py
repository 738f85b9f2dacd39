"""What may be asked: the bodies of requests, read strictly, with a sentence for every mistake."""

from __future__ import annotations

import re
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from ..model import INTERFACES, LANGUAGES
from .errors import ApiError

TEXT_LIMIT = 20_000
"""Code points of a draft or a customer's message."""
BATCH_LIMIT = 100
ID_LIMIT = 200

Text = Annotated[str, Meta(max_length=TEXT_LIMIT)]
Offsets = Literal["code_points", "utf16"]


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the company is liable, and whether what the customer wants is reasonable."""

    liable: Literal["yes", "no"]
    motive: Literal["reasonable", "unreasonable"]


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply to check; ``answering`` is the customer's message, ``offsets`` the unit of the places in the answer."""

    text: Text
    language: Literal["en", "zh", "ru"] | None = None
    ui_language: Literal["en", "zh", "zh-hant", "zh-hk", "ru"] | None = None
    answering: Text | None = None
    case: Case | None = None
    offsets: Offsets = "code_points"


class BatchDraft(Draft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft among others; ``id`` comes back with its findings."""

    id: Annotated[str, Meta(max_length=ID_LIMIT)] | None = None


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Several drafts."""

    drafts: Annotated[tuple[BatchDraft, ...], Meta(max_length=BATCH_LIMIT)]


CHOICES: dict[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "ui_language": INTERFACES,
    "offsets": ("code_points", "utf16"),
    "liable": ("yes", "no"),
    "motive": ("reasonable", "unreasonable"),
}

Body = TypeVar("Body", Draft, Batch)


def decode(body: bytes, kind: type[Body]) -> Body:
    """A body as what it should be. ApiError 400 where it is no JSON, 422 where it is another thing than asked for."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise _mistake(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ApiError(400, "not_json", "The body is not valid JSON in UTF-8.") from None


def _mistake(said: str) -> ApiError:
    """A field and a sentence from msgspec's words (``Expected `str`, got `int` - at `$.text```)."""
    what, _, place = said.partition(" - at `$")
    field = place.rstrip("`").removeprefix(".")
    if unknown := re.search(r"unknown field `(.*?)`", what):
        return ApiError(422, "unknown_field", "There is no such field.", field=_join(field, unknown[1][:80]))
    if missing := re.search(r"missing required field `(.*?)`", what):
        return ApiError(422, "missing_field", "This field is required.", field=_join(field, missing[1]))
    known = CHOICES.get(field.rpartition(".")[2])
    if what.startswith("Invalid enum value") and known:
        return ApiError(422, "unknown_value", f"Unknown value; known: {', '.join(known)}.", field=field)
    if most := re.search(r"of length <= (\d+)", what):
        return ApiError(422, "too_long", f"This is too long; at most {most[1]} are allowed.", field=field)
    return ApiError(422, "wrong_type", f"{what.replace('`', '')}.", field=field or None)


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name
