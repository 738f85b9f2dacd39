"""What the reports of services share: a finding in one paragraph, and marks that stay the same when lines move."""

from __future__ import annotations

from _blake2 import blake2b
from collections import Counter
from collections.abc import Iterator, Sequence

from ..model import Finding
from .place import Checked, Located
from .words import words

_XML = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", 9: "&#9;", 10: "&#10;", 13: "&#13;"}
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\ufffd")


def message(finding: Finding) -> str:
    """Title and reason, then the first suggestion."""
    text = f"{finding.title}. {finding.why}"
    if finding.suggestions:
        text += f" {words(finding.interface)['instead'].capitalize()}: {finding.suggestions[0].text}"
    return text


def xml(text: str) -> str:
    """A text for an XML attribute or element; characters that XML does not know become U+FFFD."""
    return text.translate(_NOT_XML).translate(_XML).encode("utf-8", "replace").decode()


def fingerprints(texts: Sequence[Checked]) -> Iterator[tuple[Checked, Located, str]]:
    """Every finding with its mark: of file, reply, rule and quote; equal ones are told apart by counting them, not by line."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    for text in texts:
        for located in text.located:
            yield text, located, _mark(text, located, seen)


def fingerprint_suppressed(texts: Sequence[Checked]) -> Iterator[tuple[Checked, int, str]]:
    """The same for suppressed findings: text, number in ``suppressed``, mark."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    for text in texts:
        for number, item in enumerate(text.suppressed):
            yield text, number, _mark(text, item.located, seen)


def _mark(text: Checked, located: Located, seen: Counter[tuple[str, str, str, str]]) -> str:
    what = (text.shown_path, located.key, located.finding.rule, located.finding.quote)
    seen[what] += 1
    return blake2b("\0".join((*what, str(seen[what]))).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
