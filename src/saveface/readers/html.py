"""HTML to what is seen of it: markup goes, entities are resolved, white space is one space, blocks are paragraphs."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from .layer import ATOM, FIXED, Builder, Layer

_HIDDEN = frozenset({"script", "style", "head", "template", "blockquote", "noscript", "svg", "select", "textarea", "object", "iframe"})
_OPAQUE = frozenset({"code", "pre", "kbd", "samp", "var"})
_BLOCKS = frozenset([
    "address", "article", "aside", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "main", "nav", "ol", "p", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
])  # fmt: skip
_LINES = frozenset({"br", "li", "td", "th", "caption", "option"})
_INLINE = frozenset([
    "a", "abbr", "acronym", "area", "audio", "b", "base", "basefont", "bdi", "bdo", "big", "button", "canvas", "cite", "col", "colgroup",
    "data", "datalist", "del", "dfn", "dir", "em", "embed", "font", "frame", "frameset", "i", "img", "input", "ins", "label", "link",
    "map", "mark", "marquee", "menu", "meta", "meter", "nobr", "optgroup", "output", "param", "picture", "progress", "q", "rp", "rt",
    "ruby", "s", "small", "source", "span", "strike", "strong", "sub", "sup", "time", "title", "track", "tt", "u", "video", "wbr",
])  # fmt: skip
_KNOWN = _BLOCKS | _LINES | _INLINE | _HIDDEN | _OPAQUE
_VOID = frozenset([
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
])  # fmt: skip
_OBJECT = "\ufffc"  # stands for a picture or a piece of code, as in Unicode
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LOOKS = re.compile(r"(?i)</?(?:" + "|".join(sorted(_KNOWN)) + r")(?:\s[^<>]*)?/?>|<!--|&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});")


def looks_like(text: str) -> bool:
    """Whether a string holds a tag or an entity of HTML."""
    return ("<" in text or "&" in text) and _LOOKS.search(text) is not None


class _Reader(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.out = Builder(source)
        self.source = source
        self._lines = [0]
        for match in re.finditer("\n", source):
            self._lines.append(match.end())
        self._hidden: list[str] = []  # open elements whose content is not shown or not words
        self._gap = ""  # what has to stand between the text so far and the next
        self._gap_at = (0, 0)
        self.feed(source)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _break(self, gap: str, start: int, end: int) -> None:
        if not self.out.length:
            return
        if len(gap) > len(self._gap) or self._gap == " ":
            self._gap_at = self._gap_at if self._gap.startswith("\n") else (start, end)
            self._gap = gap

    def _flush(self) -> None:
        if self._gap:
            start, end = self._gap_at
            if self.source[start:end] == self._gap:
                self.out.plain(start, end)
            else:
                self.out.atom(self._gap, start, end, FIXED if "\n" in self._gap else ATOM)
            self._gap = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._here()
        raw = self.get_starttag_text() or ""
        end = start + len(raw)
        if tag not in _KNOWN and not re.search("[-:]", tag):  # <name>, <attribute key="user.name"/>: a placeholder
            self._text(start, end)
        elif tag == "body":
            self._hidden.clear()
        elif tag in _HIDDEN or tag in _OPAQUE:
            if not self._hidden and tag in _OPAQUE:
                self._object(start, end)
            if not raw.endswith("/>"):
                self._hidden.append(tag)
            if tag == "blockquote":
                self._break("\n\n", start, end)
        elif tag == "img":
            self._object(start, end)
        else:
            self._boundary(tag, start, end)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        start = self._here()
        end = self.source.find(">", start) + 1 or len(self.source)
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
            if tag == "blockquote":
                self._break("\n\n", start, end)
        elif tag not in _KNOWN and not re.search("[-:]", tag):
            self._text(start, end)
        elif tag not in _VOID or tag == "br":
            self._boundary(tag, start, end)

    def _boundary(self, tag: str, start: int, end: int) -> None:
        if self._hidden:
            return
        if tag in _BLOCKS or (tag == "br" and self._gap == "\n"):
            self._break("\n\n", start, end)
        elif tag in _LINES:
            self._break("\n", start, end)

    def _object(self, start: int, end: int) -> None:
        if not self._hidden:
            self._flush()
            self.out.atom(_OBJECT, start, end, FIXED)

    def _text(self, start: int, end: int) -> None:
        if not self._hidden:
            self._flush()
            self.out.plain(start, end)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        start = at = self._here()
        for match in _SPACE.finditer(data):
            if match.start() + start > at:
                self._text(at, start + match.start())
            at = start + match.end()
            if self.out.length and not self._gap:
                self._gap, self._gap_at = " ", (start + match.start(), at)
        if at < start + len(data):
            self._text(at, start + len(data))

    def _reference(self, raw: str) -> None:
        if self._hidden:
            return
        start = self._here()
        if self.source.startswith(";", start + len(raw)):
            raw += ";"
        char = unescape(raw)
        if char == raw:
            self._text(start, start + len(raw))
        else:
            self._flush()
            self.out.atom(char, start, start + len(raw))

    def handle_entityref(self, name: str) -> None:
        self._reference("&" + name)

    def handle_charref(self, name: str) -> None:
        self._reference("&#" + name)

    def unknown_decl(self, data: str) -> None:
        """CDATA of XHTML: not shown by browsers, nothing to read."""


def _write(_: Layer, text: str, __: int, ___: int) -> str | None:
    if "\n" in text or "\r" in text:
        return None
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00a0", "&nbsp;")


def decode(source: str) -> Layer:
    """The visible text of a document or fragment."""
    return _Reader(source).out.layer(_write)
