"""Where the manual page of a rule lies, so that an editor can open it: the checkout's, or one written beside the cache."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ... import __version__
from ...cli.rules import write_pages
from ...lexicon import store


@cache
def _folder() -> Path | None:
    checkout = store.lexicon_folder()
    if checkout is not None and (checkout.parent / "docs" / "rules").is_dir():
        return checkout.parent / "docs" / "rules"
    folder = Path(store.cache_folder()) / f"rules-{__version__}"
    try:
        write_pages(store.load("manual")["rules"], folder)
    except OSError:  # nowhere to write: findings go without the link, hover has the reason
        return None
    return folder


def page(rule: str) -> str | None:
    """The page of a rule as a file URI; nothing is fetched from elsewhere."""
    folder = _folder()
    return (folder / (rule.replace("/", "-") + ".md")).absolute().as_uri() if folder else None
