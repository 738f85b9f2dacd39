"""JSON and YAML files: a tree, told by its shape to be a help desk's export, a catalogue of messages, or plain strings."""

from __future__ import annotations

import re

from ..model import SavefaceError
from ..text.icu import has_branches
from .exports import find, items_of, mapped
from .exports import recognise as recognise_product
from .language import of_path, primary
from .products import PRODUCTS, Product
from .select import select
from .tree import Branch, Leaf, held_by_keys, leaves, records, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from .record import Ignore, Record
    from .tree import Path

    Found = Iterator[tuple[str, Leaf, str, str | None]]

_PLURAL = re.compile(r".+_(?:zero|one|two|few|many|other|plural)\Z")
_INTERPOLATED = re.compile(r"\{\{\s*-?\s*\w[\w.]*\s*(?:,\s*\w+\s*)?\}\}|\$t\(")


def tree(path: str, text: str, syntax: str) -> Leaf | Branch:
    """The tree of a file in ``json``, ``json-lines`` or ``yaml``."""
    if syntax == "yaml":
        from .yaml_ import parse as parse_yaml

        return parse_yaml(path, text)
    from .json_ import parse, parse_lines

    return parse_lines(path, text) if syntax == "json-lines" else parse(path, text)


def shape(root: Leaf | Branch, path: str, syntax: str) -> str:
    """The format of a tree: a product, ``rails``, ``icu``, ``i18next``, or the syntax itself."""
    product = recognise_product(root)
    if product is not None:
        return product
    if isinstance(root, Leaf) or root.is_list:
        return syntax
    if syntax == "yaml":
        is_rails = len(root.items) == 1 and isinstance(root.items[0][2], Branch) and primary(str(root.items[0][0]))
        return "rails" if is_rails else syntax
    texts = [(where, leaf) for where, leaf in leaves(root) if leaf.is_text]
    if root.get("@@locale") is not None or any(has_branches(leaf.value) for _, leaf in texts):
        return "icu"
    plural = any(_PLURAL.match(str(where[-1])) for where, _ in texts if where)
    if texts and (plural or of_path(path, folders=True)) and any(_INTERPOLATED.search(leaf.value) for _, leaf in texts):
        return "i18next"
    return syntax


def read(path: str, text: str, options: Mapping[str, Any], syntax: str, name: str | None) -> tuple[str, list[Record], list[Ignore]]:
    """The format and the replies of a file; ``name`` forces a format, else its shape tells."""
    root = tree(path, text, syntax)
    is_wanted = wanted(options)
    if options.get("mapping"):
        product = mapped(options["mapping"], path)
        rows = list(find(root, product, path, is_wanted))
        if not rows and not _stands(root, product):
            raise SavefaceError(
                f"{path}: nothing stands where the mapping says: items {product.items[0]!r}, text {product.texts[0][0][0]!r}"
            )
    else:
        name = name or shape(root, path, syntax)
        rows = list(_rows(root, name, path, is_wanted))
        if not rows and name in PRODUCTS:
            _check_empty(root, name, path)
    held = held_by_keys(root, path, text)
    if syntax == "yaml":
        from .yaml_ import held_by_comments

        held += held_by_comments(root, path, text)
    return name or syntax, *records(rows, held, path, text)


def _stands(root: Leaf | Branch, product: Product) -> bool:
    """Whether anything is where a mapping says, if only an empty string."""
    texts = [selector for group in product.texts for selector, _ in group]
    items = [item for where in product.items for _, item in select(root, where) if isinstance(item, Branch) and not item.is_list]
    return any(True for item in items for text in texts for _ in select(item, text))


def _check_empty(root: Leaf | Branch, name: str, path: str) -> None:
    """An export without replies may be empty, but it has to be that export."""
    product = PRODUCTS[name]
    if any(leaf.is_text for _, leaf in leaves(root)) and not any(True for _ in items_of(root, product)):
        places = ", ".join(s or "the whole file" for s in product.items[:3])
        raise SavefaceError(f"{path}: no {name} export: looked in {places} for items with {', '.join(product.needs)}")


def _rows(root: Leaf | Branch, name: str, path: str, is_wanted: Callable[[Path], bool]) -> Found:
    if name in PRODUCTS:
        return find(root, PRODUCTS[name], path, is_wanted)
    if name in ("i18next", "icu", "rails"):
        return _messages(root, name, path, is_wanted)
    language = of_path(path)
    return _strings(root, is_wanted, language)


def _strings(root: Leaf | Branch, is_wanted: Callable[[Path], bool], language: str | None) -> Found:
    from .tree import spell

    for where, leaf in leaves(root):
        if leaf.is_text and is_wanted(where):
            yield spell(where), leaf, "auto", language


def _messages(root: Leaf | Branch, name: str, path: str, is_wanted: Callable[[Path], bool]) -> Found:
    """Message catalogues: the language is in the file's name, or (Rails) is the first key; descriptions are for translators."""
    from .tree import spell

    language = of_path(path, folders=True)
    said = root.get("@@locale") if isinstance(root, Branch) else None
    if isinstance(said, Leaf):
        language = primary(said.value) or language
    described = any(where[-1:] == ("defaultMessage",) for where, _ in leaves(root))
    for where, leaf in leaves(root):
        if not leaf.is_text or not is_wanted(where):
            continue
        if name == "icu" and (any(str(step).startswith("@") for step in where) or (described and where[-1] != "defaultMessage")):
            continue
        own = primary(str(where[0])) if name == "rails" and where else language
        yield spell(where), leaf, "icu" if name == "icu" else "auto", own or language
