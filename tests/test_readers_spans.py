"""Readers: the place of every stretch of text, and what is written in its stead, in texts built at random."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from typing import Any

import polib
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from saveface.model import SavefaceError
from saveface.readers import read
from saveface.readers.layer import PLAIN, Layer
from saveface.readers.markdown import decode as decode_markdown
from saveface.readers.record import Record, Source

WORDS = st.sampled_from(
    [
        "You",
        "should",
        "have",
        "é😀",
        "您错了。",
        "it's",
        '"quoted"',
        "a\\b",
        "&",
        "x<y",
        "{{name}}",
        "#1",
        "a: b",
        "{% if x %}",
        "Ёж,",
        "%",
        "-",
    ]
)
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
TEXT = st.lists(LINE, min_size=1, max_size=4).map("\n".join)
TEXTS = st.lists(TEXT, min_size=1, max_size=3)
SEED = st.integers(0, 2**32)
NEW = ["sorry", 'We\'ll fix it, "now": 1 & # 您 <ok> \\ done', "it's {{name}} here", "- yes", "50% off"]
Decode = Callable[[str], str]


def _spans(text: str, rng: random.Random) -> list[tuple[int, int]]:
    ends = [sorted((rng.randint(0, len(text)), rng.randint(0, len(text)))) for _ in range(12)]
    return [(0, len(text)), *((a, b) for a, b in ends if a < b)]


def _holds(source: Source, texts: list[str], decode: Decode, rng: random.Random) -> None:
    """Each record is its text, and each span of it, cut out of the source and decoded, is the quote."""
    assert [r.text for r in source.records] == texts
    for record in source.records:
        for start, end in _spans(record.text, rng):
            left, right = record.source(start, end)
            assert decode(source.text[left:right]) == record.text[start:end]


def _rewrites(path: str, source: Source, rng: random.Random, **more: Any) -> None:
    """What is written in place of a span reads as meant, and changes no other text."""
    for number, record in enumerate(source.records):
        for start, end in _spans(record.text, rng):
            new = rng.choice(NEW)
            written = record.escape(new, start, end)
            if written is None:
                continue
            left, right = record.source(start, end)
            again = read(path, source.encode(source.text[:left] + written + source.text[right:]), **more)
            expected = [r.text for r in source.records]
            expected[number] = record.text[:start] + new + record.text[end:]
            assert [r.text for r in again.records] == expected
            assert [r.key for r in again.records] == [r.key for r in source.records]


def _json_string(text: str, rng: random.Random) -> str:
    def one(char: str) -> str:
        plain = json.dumps(char, ensure_ascii=False)[1:-1]
        return rng.choice([plain, plain, json.dumps(char)[1:-1], "\\/" if char == "/" else plain])

    return '"' + "".join(map(one, text)) + '"'


@settings(max_examples=60, deadline=None)
@given(TEXTS, SEED)
def test_json(texts: list[str], seed: int) -> None:
    rng = random.Random(seed)
    space = rng.choice(["", " ", "\r\n\t"])
    data = "[" + ",".join(space + f'{{"k":{space}{_json_string(t, rng)}}}' for t in texts) + "]"
    source = read("x.json", data.encode(), format="json", options={"mapping": {"text": "k", "markup": "plain"}})
    _holds(source, texts, lambda cut: str(json.loads(f'"{cut}"')), rng)
    _rewrites("x.json", source, rng, format="json", options={"mapping": {"text": "k", "markup": "plain"}})


def _html(text: str, rng: random.Random) -> str:
    """The same words with entities, tags and white space: what is seen of it is ``text``."""
    out = []
    for line in text.split("\n"):
        words = []
        for word in line.split(" "):
            coded = "".join(rng.choice([escape(c), f"&#{ord(c)};", f"&#x{ord(c):x};"]) if rng.random() < 0.2 else escape(c) for c in word)
            words.append(f"<b>{coded}</b>" if rng.random() < 0.2 else coded)
        out.append(rng.choice([" ", "\n  ", " "]).join(words))
    return "<p>" + "<br>".join(out) + "</p>"


def _seen(cut: str) -> str:
    cut = re.sub(r"\s*<br>\s*", "\0", cut)
    return unescape(re.sub(r"\s+", " ", re.sub(r"</?(?:b|p)>", "", cut))).replace("\0", "\n")


@settings(max_examples=60, deadline=None)
@given(TEXT, SEED)
def test_html(text: str, seed: int) -> None:
    rng = random.Random(seed)
    source = read("x.html", _html(text, rng).encode())
    _holds(source, [text], _seen, rng)
    _rewrites("x.html", source, rng)


@settings(max_examples=60, deadline=None)
@given(TEXTS, SEED)
def test_html_in_json_in_one_span(texts: list[str], seed: int) -> None:
    rng = random.Random(seed)
    data = json.dumps({f"k{n}": _html(t, rng) for n, t in enumerate(texts)}, ensure_ascii=rng.random() < 0.5)
    source = read("x.json", data.encode(), format="json")
    _holds(source, texts, lambda cut: _seen(json.loads(f'"{cut}"')), rng)
    _rewrites("x.json", source, rng, format="json")


def _fold(cut: str) -> str:
    """White space with n line breaks is n - 1 of them, or one space."""
    return re.sub(r"[ ]*(?:\r?\n[ ]*)+", lambda m: "\n" * (m.group().count("\n") - 1) or " ", cut)


def _yaml(text: str, style: str, rng: random.Random, end: str) -> tuple[str, Decode]:
    """A scalar of a style below a key that is indented by two, and how a cut of it is decoded."""
    indent = " " * rng.choice([4, 6])

    def broken(words: str) -> str:
        """Line breaks in some places where they are folded to a space, or to fewer breaks."""

        def one(match: re.Match[str]) -> str:
            breaks = match.group().count("\n")
            return end * (breaks + 1) + indent if breaks or rng.random() < 0.3 else " "

        return re.sub(" |\n+", one, words)

    if style == "|":
        body = end.join(indent + line for line in text.split("\n"))
        return "|-" + end + body, lambda cut: cut.replace(end + indent, "\n")
    if style == ">":
        body = indent + broken(text)
        return ">-" + end + body, _fold
    if style == "'":
        return "'" + broken(text.replace("'", "''")) + "'", lambda cut: _fold(cut).replace("''", "'")
    if style == '"':
        coded = re.sub(
            r'[\\"]|[é😀您]',
            lambda m: rng.choice([m.group() if m.group() not in '\\"' else "\\" + m.group(), f"\\U{ord(m.group()):08x}"]),
            text,
        )
        return '"' + broken(coded) + '"', lambda cut: str(yaml.safe_load(f'"{cut}"'))
    return broken(text), _fold


@settings(max_examples=100, deadline=None)
@given(TEXT, SEED, st.sampled_from(["|", ">", "'", '"', ""]), st.sampled_from(["\n", "\r\n"]))
def test_yaml(text: str, seed: int, style: str, end: str) -> None:
    rng = random.Random(seed)
    if style == "":
        text = re.sub(r"[^\w\s.,😀{}]", "", "Plain " + text).strip()
        text = re.sub(r"[ ]+", " ", re.sub(r"[ ]*\n\s*", "\n", text))
    scalar, decode = _yaml(text, style, rng, end)
    data = f"# head{end}a:{end}  b: {scalar}{end}  c: last # comment{end}"
    source = read("x.yaml", data.encode(), format="yaml", options={"mapping": {"items": "a", "text": ["b", "c"], "markup": "plain"}})
    assert [r.key for r in source.records] == ["reply a/b", "reply a/c"]
    _holds(source._replace(records=source.records[:1]), [text], decode, rng)
    _rewrites("x.yaml", source, rng, format="yaml", options={"mapping": {"items": "a", "text": ["b", "c"], "markup": "plain"}})


ANY_YAML = st.text(alphabet=st.sampled_from(list("ab é😀您 \n\t'\"\\:#-,&{}%>|\u2028\x85")), max_size=40)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(ANY_YAML, min_size=1, max_size=3),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.booleans(),
    st.integers(10, 60),
    st.booleans(),
)
def test_yaml_as_the_library_writes_it(texts: list[str], style: str | None, unicode: bool, width: int, flow: bool) -> None:
    data = yaml.safe_dump({"a": texts}, default_style=style, allow_unicode=unicode, width=width, default_flow_style=flow)
    source = read("x.yaml", data.encode(), options={"mapping": {"items": "", "text": "a[]", "markup": "plain"}})
    loaded = yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["a"]  # noqa: S506 -- safe ones both
    assert [r.text for r in source.records] == [t for t in loaded if t.strip()]
    for record in source.records:
        _pieces_stand(source.text, record.layers[0])


def _pieces_stand(text: str, layer: Layer) -> None:
    last = 0
    for n, (begin, start, end, kind) in enumerate(zip(layer.begins, layer.starts, layer.ends, layer.kinds, strict=True)):
        until = layer.begins[n + 1] if n + 1 < len(layer.begins) else len(layer.text)
        assert last <= start <= end <= len(text)
        assert kind != PLAIN or text[start:end] == layer.text[begin:until]
        last = end


@settings(max_examples=60, deadline=None)
@given(TEXTS, SEED, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n"]))
def test_csv(texts: list[str], seed: int, delimiter: str, end: str) -> None:
    rng = random.Random(seed)
    out = io.StringIO()
    form: Any = {"delimiter": delimiter, "lineterminator": end, "quoting": rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])}
    csv.writer(out, **form).writerows([["no", "reply"], *enumerate(texts)])
    options = {"mapping": {"text": "reply", "markup": "plain"}}
    source = read("x.csv", out.getvalue().encode(), options=options)
    _holds(source, texts, lambda cut: cut.replace('""', '"'), rng)
    _rewrites("x.csv", source, rng, options=options)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='a,"\n\r ;', max_size=30), st.sampled_from([",", ";"]))
def test_csv_is_cut_as_the_library_cuts(text: str, delimiter: str) -> None:
    from saveface.readers.csv_ import cut

    expected = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row not in ([], [""])]
    try:
        rows = [[cell.value for cell in row] for row in cut("x", text, delimiter)]
    except SavefaceError:  # csv takes a quote that is never closed as closed at the end
        with pytest.raises(csv.Error):
            list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        return
    assert [row for row in rows if row != [""]] == expected


def _po_string(text: str, rng: random.Random, end: str) -> str:
    parts = [""]
    for char in text:
        parts[-1] += {"\n": "\\n", '"': '\\"', "\\": "\\\\"}.get(char, char)
        if rng.random() < 0.1:
            parts.append("")
    return end.join(f'"{part}"' for part in parts)


@settings(max_examples=60, deadline=None)
@given(TEXTS, SEED, st.sampled_from(["\n", "\r\n"]))
def test_po(texts: list[str], seed: int, end: str) -> None:
    rng = random.Random(seed)
    data = f'msgid ""{end}msgstr "Language: ru\\n"{end}{end}'
    data += "".join(f'#: a.py:{n}{end}msgid "m{n}"{end}msgstr {_po_string(t, rng, end)}{end}{end}' for n, t in enumerate(texts))
    options = {"mapping": None}
    source = read("x.po", data.encode(), options=options)
    plain = [r._replace(layers=r.layers[:1]) for r in source.records]  # the words are no HTML
    assert [entry.msgstr for entry in polib.pofile(data)] == [r.text for r in plain]

    def decode(cut: str) -> str:
        return re.sub(
            r"\\(.)",
            lambda m: "\n" if m.group(1) == "n" else m.group(1),
            re.sub(r'(?<!\\)"\r?\n"', "", re.sub(r'((?:\\\\)*)"\r?\n"', r"\1", cut)),
        )

    _holds(source._replace(records=plain), texts, decode, rng)
    _rewrites("x.po", source._replace(records=plain), rng)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=4), SEED)
def test_markdown(lines: list[str], seed: int) -> None:
    rng = random.Random(seed)
    kept = r"\{\{name\}\}|\{% if x %\}"

    def dress(word: str) -> str:
        if re.fullmatch(kept, word):
            return word
        word = re.sub(r"([\\`*_{}\[\]()#+.!&<>-])", r"\\\1", word)
        form = rng.choice(["{}", "{}", "{}", "**{}**", "*{}*", "[{}](http://x.y)", "<b>{}</b>"])
        return form.format(word) if word.isalnum() else word

    data = "\n\n".join(" ".join(map(dress, line.split(" "))) for line in lines)
    layer = decode_markdown(data)
    assert layer.text == "\n\n".join(lines)
    _pieces_stand(data, layer)
    source = read("x.md", f"---\nlang: en\n---\n{data}".encode())
    _rewrites("x.md", source, rng)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), SEED)
def test_plain_text_is_itself(text: str, seed: int) -> None:
    source = read("x.txt", text.encode("utf-8", "replace"))
    _holds(source, [source.text], str, random.Random(seed))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab '{}\n#")), max_size=30))
def test_icu_apostrophes(text: str) -> None:
    data = json.dumps({"@@locale": "en", "k": text.replace("'", "''")}, ensure_ascii=False)
    assert [r.text for r in read("x.arb", data.encode()).records] == [text]


PLACEHOLDERS = ["{{ a }}", "{% if a %}", "%{a}", "#{a}", "${{ a }}", "{a}", "%a%", "%(a)s", "%1$s", "[NAME]", "<attribute key='a'/>", "[[a]]", "$name", "<%= a %>"]  # fmt: skip


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_no_placeholder_is_lost(placeholder: str) -> None:
    text = f"Dear {placeholder}, you waited"
    record: Record = read("x.txt", text.encode()).records[0]
    assert record.escape("Hello", 0, 4) == "Hello"
    assert record.escape("Hello there", 0, len(f"Dear {placeholder}")) is None
    assert record.escape("Hello", 0, 7) is None
    kept = record.escape(f"Hello {placeholder}", 0, len(f"Dear {placeholder}"))
    assert kept == (None if placeholder.startswith("{%") else f"Hello {placeholder}")


def test_a_replacement_stays_in_its_element() -> None:
    source = read("x.html", b"<p>You <b>are</b> late</p><p>Sorry &amp; thanks</p>")
    (record,) = source.records
    assert record.escape("were", 4, 7) == "were"
    assert record.escape("x", 0, 7) is None
    start = record.text.index("Sorry")
    assert record.escape("Thanks & <3", start, len(record.text)) == "Thanks &amp; &lt;3"
    assert record.escape("x", start - 3, len(record.text)) is None


GOLDEN = sorted(p for p in (Path(__file__).parent / "golden" / "readers").rglob("*") if p.is_file() and p.suffix != ".expected")
BITS = [
    b'"',
    b"'",
    b"{",
    b"]",
    b"\n",
    b"\t",
    b": ",
    b"- ",
    b"#",
    b"<!--",
    b">",
    b"&",
    b"\\",
    b"\xff",
    b"\x00",
    b"*a",
    b"saveface: ignore x",
    b"{{",
]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(GOLDEN), st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(BITS), st.integers(0, 20)), max_size=4), SEED)
def test_a_damaged_file_is_read_or_is_one_line(path: Path, edits: list[tuple[int, bytes, int]], seed: int) -> None:
    data = bytearray(path.read_bytes())
    for place, bit, lost in edits:
        data[place % len(data) : place % len(data) + lost] = bit
    try:
        source = read(path.name, bytes(data))
    except SavefaceError as error:
        assert "\n" not in str(error)  # noqa: PT017 -- most damage does no harm
        return
    for record in source.records:
        for start, end in _spans(record.text, random.Random(seed)):
            left, right = record.source(start, end)
            assert 0 <= left <= right <= len(source.text)
