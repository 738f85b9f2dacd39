"""Exports of help desks: a row each, saying where an export keeps its replies. Recognised by shape."""

from __future__ import annotations

from collections import namedtuple

from ..model import SavefaceError
from .language import of_path, primary
from .markup import MARKUPS
from .select import first, select, steps
from .tree import Branch, Leaf, spell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from .tree import Path


class Product(namedtuple("Product", ("noun", "items", "needs", "texts", "ids", "language", "internal"), defaults=(("id",), "", ""))):
    """An export's shape, in selectors (see ``select``).

    ``items`` are where its replies may be listed; an item has all of ``needs``. ``texts`` are groups of (selector, markup)
    of which the first that holds text is read, since the others say the same. ``ids`` name an item. An item that has
    ``internal`` is a note for colleagues.
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


def _one(selector: str, markup: str) -> tuple[tuple[str, str], ...]:
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
        (_HTML_OR_TEXT, _one("actions[field=subject].value[-1]", "plain")),
        ("id", "title"),
        "locale",
        "actions[field=comment_mode_is_public].value",
    ),
    "zendesk-shortcuts": Product(
        "shortcut", ("shortcuts[]", *_LISTS, ""), ("name", "message", "options"), (_one("message", "plain"),), ("id", "name")
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
        (_one("content", "auto"),),
        ("id", "title"),
    ),
    "front": Product(
        "template",
        ("_results[]", *_LISTS, ""),
        ("name", "subject", "body"),
        (_one("subject", "plain"), _one("body", "html")),
        ("id", "name"),
    ),
    "helpscout": Product(
        "reply",
        ("_embedded.replies[]", "_embedded.saved-replies[]", "_embedded.savedReplies[]", *_LISTS, ""),
        ("name", "text"),
        (_one("text", "html"), _one("chatText", "plain")),
        ("id", "name"),
    ),
    "chatwoot": Product(
        "response",
        ("payload[]", "canned_responses[]", *_LISTS, ""),
        ("short_code", "content"),
        (_one("content", "markdown"),),
        ("id", "short_code"),
    ),
    "zammad": Product(
        "module", ("text_modules[]", *_LISTS, ""), ("name", "keywords", "content"), (_one("content", "html"),), ("id", "name"), "locale"
    ),
    "osticket": Product("response", _LISTS, ("isenabled", "title", "response"), (_one("response", "html"),), ("id", "title")),
    "frappe": Product("response", _LISTS, ("title", "message", "scope"), (_one("message", "html"),), ("name", "title")),
    "rocketchat": Product("response", ("cannedResponses[]", *_LISTS), ("shortcut", "text"), (_one("text", "auto"),), ("_id", "shortcut")),
    "livechat": Product("response", ("canned_responses[]", *_LISTS), ("tags", "text"), (_one("text", "plain"),), ("id", "tags[]")),
    "crisp": Product("shortcut", _LISTS, ("bang", "text"), (_one("text", "markdown"),), ("shortcut_id", "bang"), "locale"),
}
"""Rows that ask for more come before rows that ask for less."""


def _items(root: Leaf | Branch, product: Product) -> Iterator[tuple[Path, Branch]]:
    for selector in product.items:
        found = [(path, node) for path, node in select(root, selector) if isinstance(node, Branch) and not node.is_list]
        if any(_fits(node, product) for _, node in found[:50]):
            yield from found
            return


def _fits(item: Branch, product: Product) -> bool:
    return all(any(True for _ in select(item, need)) for need in product.needs)


def recognise(root: Leaf | Branch) -> str | None:
    """The name of the product whose shape the data have."""
    return next((name for name, product in PRODUCTS.items() if any(True for _ in _items(root, product))), None)


def find(
    root: Leaf | Branch, product: Product, path: str, is_wanted: Callable[[Path], bool]
) -> Iterator[tuple[str, Leaf, str, str | None]]:
    """The replies of an export: (key, leaf, markup, language)."""
    given = of_path(path, folders=True)
    seen: dict[str, int] = {}
    for where, item in _items(root, product):
        if product.internal and first(item, (product.internal,)) == "false":
            continue
        name = first(item, product.ids) or spell(where)
        seen[name] = seen.get(name, 0) + 1
        name += f" ({seen[name]})" if seen[name] > 1 else ""
        language = (primary(first(item, (product.language,))) if product.language else None) or given
        for group in product.texts:
            for inside, leaf, markup in _chosen(item, group):
                if is_wanted((*where, *inside)):
                    yield f"{product.noun} {name}/{spell(inside)}", leaf, markup, language


def _chosen(item: Branch, group: tuple[tuple[str, str], ...]) -> list[tuple[Path, Leaf, str]]:
    for selector, markup in group:
        found = [
            (path, node, markup) for path, node in select(item, selector) if isinstance(node, Leaf) and node.is_text and node.value.strip()
        ]
        if found:
            return found
    return []


def mapped(mapping: Mapping[str, Any], path: str) -> Product:
    """The row that a user's configuration gives for an unknown shape.

    ``items`` (a selector, ``data.replies[]``), ``text`` (one, or a list of them), ``markup``, ``id``, ``language``.
    """
    known = ("items", "text", "markup", "id", "language")
    for key in mapping:
        if key not in known:
            raise SavefaceError(f"{path}: mapping: unknown key {key!r}; known: {', '.join(known)}")
    text = mapping.get("text")
    texts = [text] if isinstance(text, str) else text
    if not isinstance(texts, (list, tuple)) or not texts or not all(isinstance(t, str) and t for t in texts):
        raise SavefaceError(f'{path}: mapping: say where the text stands, for example text = "body" or text = ["subject", "body"]')
    markup = mapping.get("markup", "auto")
    if markup not in MARKUPS:
        raise SavefaceError(f"{path}: mapping: unknown markup {markup!r}; known: {', '.join(MARKUPS)}")
    items = str(mapping.get("items", "[]"))
    for selector in (items, *texts):
        steps(selector)
    ids = (str(mapping["id"]),) if mapping.get("id") else ("id", "name", "title")
    return Product("reply", (items,), (), tuple(_one(t, markup) for t in texts), ids, str(mapping.get("language", "")))
