"""Exports of help desks: a row each, saying where an export keeps its replies."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False


class Product(
    namedtuple("Product", ("noun", "items", "needs", "texts", "ids", "language", "internal", "telling"), defaults=(("id",), "", "", ()))
):
    """An export's shape, in selectors (see ``select``).

    ``items`` are where its replies may be listed; an item has all of ``needs``. ``texts`` are groups of (selector, markup)
    of which the first that holds text is read, since the others say the same. ``ids`` name an item. An item that has
    ``internal`` is a note for colleagues. Where the needs are what any list of replies might have, the shape is recognised
    only if also one of ``telling`` stands in the item or around the list.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        noun: str
        items: tuple[str, ...]
        needs: tuple[str, ...]
        texts: tuple[tuple[tuple[str, str], ...], ...]
        ids: tuple[str, ...]
        language: str
        internal: str
        telling: tuple[str, ...]


def one(selector: str, markup: str) -> tuple[tuple[str, str], ...]:
    """A group of one text."""
    return ((selector, markup),)


_LISTS = ("[]", "data[]", "items[]", "results[]", "payload[]")
_HTML_OR_TEXT = (("actions[field=comment_value_html].value[-1]", "html"), ("actions[field=comment_value].value[-1]", "auto"))
_SET_TEXT = (
    ("actions[name=setResponseText].arguments.body_html", "html"),
    ("actions[name=setResponseText].arguments.body_text", "plain"),
)

PRODUCTS: dict[str, Product] = {
    "zendesk-macros": Product(
        "macro",
        ("macros[]", "macro", *_LISTS, ""),
        ("title", "actions[].field"),
        (_HTML_OR_TEXT, one("actions[field=subject].value[-1]", "plain")),
        ("id", "title"),
        "locale",
        "actions[field=comment_mode_is_public].value",
    ),
    "zendesk-shortcuts": Product(
        "shortcut", ("shortcuts[]", *_LISTS, ""), ("name", "message", "options"), (one("message", "plain"),), ("id", "name")
    ),
    "intercom": Product(
        "macro",
        ("data[]", "macros[]", "[]", ""),
        ("name", "body", "visible_to"),
        ((("body", "html"), ("body_text", "plain")),),
        ("id", "name"),
    ),
    "gorgias": Product(
        "macro", ("data[]", "macros[]", "[]", ""), ("name", "actions[].arguments"), (_SET_TEXT,), ("id", "name"), "language"
    ),
    "freshdesk": Product(
        "response",
        ("canned_responses[]", "responses[]", *_LISTS, ""),
        ("title", "content_html"),
        ((("content_html", "html"), ("content", "auto")),),
        ("id", "title"),
    ),
    "freshdesk-plain": Product(
        "response",
        ("canned_responses[]", "responses[]", *_LISTS, ""),
        ("title", "content", "folder_id"),
        (one("content", "auto"),),
        ("id", "title"),
    ),
    "front": Product(
        "template",
        ("_results[]", *_LISTS, ""),
        ("name", "subject", "body"),
        (one("subject", "plain"), one("body", "html")),
        ("id", "name"),
        telling=("_results", "_links", "inbox_ids"),
    ),
    "helpscout": Product(
        "reply",
        ("_embedded.replies[]", "_embedded.saved-replies[]", "_embedded.savedReplies[]", *_LISTS, ""),
        ("name", "text"),
        (one("text", "html"), one("chatText", "plain")),
        ("id", "name"),
        telling=("_embedded", "preview", "chatText"),
    ),
    "chatwoot": Product(
        "response",
        ("payload[]", "canned_responses[]", *_LISTS, ""),
        ("short_code", "content"),
        (one("content", "markdown"),),
        ("id", "short_code"),
    ),
    "zammad": Product(
        "module", ("text_modules[]", *_LISTS, ""), ("name", "keywords", "content"), (one("content", "html"),), ("id", "name"), "locale"
    ),
    "osticket": Product("response", _LISTS, ("isenabled", "title", "response"), (one("response", "html"),), ("id", "title")),
    "frappe": Product("response", _LISTS, ("title", "message", "scope"), (one("message", "html"),), ("name", "title")),
    "rocketchat": Product(
        "response",
        ("cannedResponses[]", *_LISTS),
        ("shortcut", "text"),
        (one("text", "auto"),),
        ("_id", "shortcut"),
        telling=("cannedResponses", "scope"),
    ),
    "livechat": Product(
        "response",
        ("canned_responses[]", *_LISTS),
        ("tags", "text"),
        (one("text", "plain"),),
        ("id", "tags[]"),
        telling=("canned_responses", "group", "group_id"),
    ),
    "crisp": Product("shortcut", _LISTS, ("bang", "text"), (one("text", "markdown"),), ("shortcut_id", "bang"), "locale"),
}
"""Rows that ask for more come before rows that ask for less."""
