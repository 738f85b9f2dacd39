"""Find the replies in a help desk's export, or where a mapping in the configuration says."""

from __future__ import annotations

from itertools import islice

from ..model import SavefaceError
from .language import of_path, primary
from .markup import MARKUPS
from .products import PRODUCTS, Product, one
from .select import first, select, steps
from .tree import Branch, Leaf, spell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from .tree import Path

_SAMPLE = 50  # items looked at to tell a shape


def items_of(root: Leaf | Branch, product: Product) -> Iterator[tuple[Path, Branch]]:
    """The items of a product's export, with their paths; none where the data have another shape."""
    for selector in product.items:
        if any(_fits(node, product) for _, node in islice(select(root, selector), _SAMPLE)):
            yield from ((path, node) for path, node in select(root, selector) if isinstance(node, Branch) and not node.is_list)
            return


def _fits(item: Leaf | Branch, product: Product) -> bool:
    return isinstance(item, Branch) and not item.is_list and all(_has(item, need) for need in product.needs)


def _has(node: Leaf | Branch, selector: str) -> bool:
    return any(True for _ in select(node, selector))


def is_sure(root: Leaf | Branch, product: Product) -> bool:
    """Whether data have a product's shape, and what tells it from other lists of replies."""
    item = next((node for _, node in items_of(root, product)), None)
    return item is not None and (not product.telling or any(_has(root, t) or _has(item, t) for t in product.telling))


def recognise(root: Leaf | Branch) -> str | None:
    """The name of the product whose shape the data have."""
    return next((name for name, product in PRODUCTS.items() if is_sure(root, product)), None)


def find(
    root: Leaf | Branch, product: Product, path: str, is_wanted: Callable[[Path], bool]
) -> Iterator[tuple[str, Leaf, str, str | None]]:
    """The replies of an export: (key, leaf, markup, language)."""
    given = of_path(path, folders=True)
    seen: dict[str, int] = {}
    for where, item in items_of(root, product):
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
    return Product("reply", (items,), (), tuple(one(t, markup) for t in texts), ids, str(mapping.get("language", "")))
