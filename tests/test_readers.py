"""Readers: what each format gives (golden files), how it is recognised, and what a broken file is told.

``python tests/test_readers.py`` writes the expected files anew.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from saveface.model import SavefaceError
from saveface.readers import FORMATS, read, recognise
from saveface.readers.record import Source

HERE = Path(__file__).parent / "golden" / "readers"
INPUTS = sorted(p for p in HERE.rglob("*") if p.is_file() and not p.name.endswith(".expected"))
OPTIONS: dict[str, dict[str, Any]] = {
    "json.json": {"exclude": ["internal.*"]},
    "mapping.json": {"mapping": {"items": "kb.entries[]", "text": "body.rich", "id": "slug", "language": "lang"}},
}


def _read(path: Path) -> Source:
    name = path.relative_to(HERE).as_posix()
    return read(name, path.read_bytes(), options=OPTIONS.get(path.name))


def _shown(source: Source) -> str:
    """What stands in an expected file: each record's text by lines, beside what stands in the source."""
    rows = []
    for record in source.records:
        lines, at = [], 0
        for line in record.text.split("\n"):
            start, end = record.source(at, at + len(line))
            lines.append([line, source.text[start:end]])
            at += len(line) + 1
        row = {"key": record.key, "language": record.language, "text, source": lines}
        if record.ignores:
            row["ignores"] = [_ignore(source, i) for i in record.ignores]
        rows.append(row)
    everything = {"format": source.format, "records": rows, "ignores": [_ignore(source, i) for i in source.ignores]}
    return json.dumps(everything, ensure_ascii=False, indent=1) + "\n"


def _ignore(source: Source, ignore: Any) -> list[Any]:
    scope = ignore.scope if isinstance(ignore.scope, str) else source.text[slice(*ignore.scope)]
    return [" ".join(ignore.rules), ignore.reason, source.text[ignore.start : ignore.end], scope]


@pytest.mark.parametrize("path", INPUTS, ids=lambda p: p.name)
def test_golden(path: Path) -> None:
    expected = path.with_name(path.name + ".expected").read_text("utf-8")
    assert _shown(_read(path)) == expected


def test_every_format_has_a_golden_pair() -> None:
    assert {_read(path).format for path in INPUTS} == set(FORMATS)


@pytest.mark.parametrize("path", [p for p in INPUTS if p.suffix != ".xlsx"], ids=lambda p: p.name)
def test_recognised_by_shape(path: Path) -> None:
    source = _read(path)
    name = path.relative_to(HERE).as_posix()
    if path.name != "mapping.json":
        assert recognise(name, source.text) == source.format
    assert source.encode(source.text) == path.read_bytes()


@pytest.mark.parametrize(
    "item",
    [
        {"name": "a", "text": "b c", "reply": "d e"},
        {"name": "a", "subject": "b", "body": "c d", "sms": "e f"},
        {"tags": ["a"], "text": "b c", "other": "d e"},
        {"title": "a", "content": "b c", "footer": "d e"},
    ],
)
def test_what_only_resembles_a_product_is_read_whole(item: dict[str, Any]) -> None:
    source = read("x.json", json.dumps([item]).encode())
    assert source.format == "json"
    assert len(source.records) == len(item)


def test_a_forced_product_has_to_be_there() -> None:
    item = {"name": "a", "subject": "b", "body": "<p>c d</p>"}
    assert [r.text for r in read("x.json", json.dumps([item]).encode(), format="front").records] == ["b", "c d"]
    with pytest.raises(SavefaceError, match=r"x.json: no front export: looked in _results\[\]"):
        read("x.json", b'[{"a": "b"}]', format="front")
    assert read("x.json", b'{"macros": []}', format="zendesk-macros").records == []


def test_a_mapping_that_means_nothing_is_an_error() -> None:
    for mapping, message in [
        ({"text": "b"}, "nothing stands where the mapping says"),
        ({"text": "a", "itmes": "[]"}, "unknown key 'itmes'"),
        ({"items": "[]"}, "say where the text stands"),
        ({"text": "a", "markup": "rtf"}, "unknown markup 'rtf'"),
        ({"text": "a[b"}, "what is '\\[b'"),
    ]:
        with pytest.raises(SavefaceError, match=message):
            read("x.json", b'[{"a": "b c"}]', options={"mapping": mapping})


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Hello there", "text"),
        (b'{"a": "b"}', "json"),
        (b'{"a": 1}\n{"a": 2}\n', "json-lines"),
        (b"<p>Hello</p>", "html"),
        (b"---\nlang: en\n---\nHello", "markdown"),
        (b'# c\nmsgid ""\nmsgstr ""\n', "po"),
        (b"[NAME], hello", "text"),
        (b"{{name}}, hello", "text"),
    ],
)
def test_recognised_without_a_name(data: bytes, name: str) -> None:
    assert read("-", data).format == name


def test_a_format_can_be_forced() -> None:
    assert [r.key for r in read("x.txt", b"a: b c\n", format="yaml").records] == ["a"]
    assert [r.text for r in read("x.json", b'{"a": "b"}', format="text").records] == ['{"a": "b"}']
    with pytest.raises(SavefaceError, match="did you mean 'yaml'"):
        read("x.txt", b"", format="yml2")


def test_paths_are_chosen_by_patterns() -> None:
    data = b'{"a": {"text": "1", "id": "2"}, "b": [{"text": "3"}, "4"], "c.d": "5"}'

    def keys(**options: list[str]) -> list[str]:
        return [r.key for r in read("x.json", data, options=options).records]

    assert keys(include=["**.text"]) == ["a.text", "b[0].text"]
    assert keys(include=["b[*]"]) == ["b[1]"]
    assert keys(include=["a.*", "b.**"], exclude=["*.id"]) == ["a.text", "b[0].text", "b[1]"]
    assert keys(include=["c.d"]) == ["c.d"]


def test_columns_by_name_and_number() -> None:
    data = b"who,says\nann,hello there\n"
    assert [r.key for r in read("x.csv", data, options={"columns": ["Says"]}).records] == ["row 2, column says"]
    assert [r.text for r in read("x.csv", data, options={"columns": [1]}).records] == ["ann"]
    with pytest.raises(SavefaceError, match=r"x.csv:1: no column 'what'; there are 'who', 'says'"):
        read("x.csv", data, options={"columns": ["what"]})
    with pytest.raises(SavefaceError, match=r"x.csv:1: no column is known to hold replies"):
        read("x.csv", data)


def test_sections_of_markdown_are_records() -> None:
    data = b"# Book\n\n## Late\n\nYou waited.\n\n### More\n\nx\n\n## Lost\n\nGone."
    records = read("x.md", data, options={"heading": 2}).records
    assert [(r.key, r.text.split()) for r in records] == [("Late", ["You", "waited.", "More", "x"]), ("Lost", ["Gone."])]


def test_workbooks_need_their_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(SavefaceError, match=r"saveface\[formats\]"):
        read("x.xlsx", (HERE / "xlsx.xlsx").read_bytes())


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * (300 << 20))
    return out.getvalue()


_ALIASES = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{c}: &{c} [{','.join([f'*{b}'] * 10)}]\n" for b, c in zip("abcdefg", "bcdefgh", strict=True)
)

BROKEN: dict[str, tuple[str, bytes, str]] = {
    "half a JSON": ("x.json", b'{"a": [\n"b",', r"x.json:2:5: the JSON ends too early; a list begun in line 1 is not closed"),
    "JSON without a comma": ("x.json", b'["a"\n"b"]', r"x.json:2:1: .*"),
    "JSON with a line break in a string": ("x.json", b'{"a": "b\nc"}', r"x.json:1:7: this string is not closed, or holds a line break"),
    "JSON with half an escape": ("x.json", b'["\\u12"]', r"x.json:1:3: an escape"),
    "half a JSON line": ("x.jsonl", b'{"a": 1}\n{"a": ', r"x.jsonl:2:7: the JSON ends too early"),
    "JSON nested deeply": ("x.json", b"[" * 10_000, r"x.json:1:501: nested deeper than 500 levels"),
    "YAML nested deeply": ("x.yaml", b"- " * 10_000 + b"x", r"x.yaml:1:1001: nested deeper than 500 levels"),
    "YAML nested deeply in brackets": ("x.yaml", b"a:\n " + b"[" * 10_000, r"x.yaml:2:\d+: .*"),
    "tabs in YAML": ("x.yaml", b"a:\n\tb: c", r"x.yaml:2:1: a tab where YAML wants spaces"),
    "a YAML alias bomb": ("x.yaml", _ALIASES.encode(), r"x.yaml:5:\d+: aliases stand for more than 100000 values"),
    "YAML with a colon": ("x.yaml", b"a: b\nc: d: e\n", r"x.yaml:2:5: not YAML: mapping values are not allowed"),
    "YAML with a control character": ("x.yaml", b'a: b\nc: "\x01"', r"x.yaml:2: YAML allows no character U\+0001"),
    "a ragged CSV": ("x.csv", b"id,reply\n1,a\n2,b,c\n", r"x.csv:3: 3 cells in this row, but 2 columns"),
    "a short row": ("x.csv", b"id,reply\n1\n", r"x.csv:2: 1 cells in this row, but 2 columns"),
    "an open quote in CSV": ("x.csv", b'id,reply\n1,"a\n2,b\n', r"x.csv:2: a quote is opened here and never closed"),
    "a zip bomb": ("x.xlsx", _bomb(), r"x.xlsx: unpacks to more than 256 MB"),
    "no workbook": ("x.xlsx", b"PK\x03\x04 and nothing", r"x.xlsx: not a whole workbook"),
    "an old workbook that is none": ("x.xls", b"\xd0\xcf\x11\xe0 nothing", r"x.xls: not a workbook"),
    "PO with an unknown encoding": ("x.po", b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-9\\n"\n', r"x.po:3: declares the encoding"),
    "PO that declares what it is not": (
        "x.po",
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "Ы"\n'.replace("msgstr \"Co", 'msgstr ""\n"Co').encode("cp1251"),
        r"x.po:6: declares UTF-8, but byte \d+ is not",
    ),
    "HTML that declares what it is not": ("x.html", '<meta charset="windows-1251">\n<p>Здравствуйте</p>'.encode(), r"x.html:1: declares windows-1251, but is UTF-8"),
    "PO with an open string": ("x.po", b'msgid "a"\nmsgstr "b\n', r"x.po:2: not a PO file: a string that is not closed"),
    "PO without msgstr": ("x.po", b'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', r"x.po:1: the entry that begins here has no msgstr"),
    "front matter without an end": ("x.md", b"---\nlang: en\n\nHello", r"x.md:1: front matter without its end"),
    "bytes of another encoding": ("x.yaml", "a: Здравствуйте".encode("cp1251"), r"x.yaml:1: not UTF-8 at byte 3; .*--encoding"),
    "a suppression that is none": ("x.yaml", b"# saveface: ignroe blame\na: b\n", r"x.yaml:1: saveface: 'ignroe' is not known here"),
    "a reason without dashes": ("x.md", b"\n<!-- saveface: ignore blame/wrong Quoted by law -->", r"x.md:2: saveface: 'Quoted' is no rule; put -- before"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_broken_files_are_one_clear_line(case: str) -> None:
    path, data, message = BROKEN[case]
    with pytest.raises(SavefaceError, match=r"\A" + message) as caught:
        read(path, data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_bytes_come_back(bom: str, encoding: str) -> None:
    data = (bom + '{"a": "ответ 😀"}\r\n').encode(encoding)
    source = read("x.json", data, encoding=None if bom else encoding)
    assert source.encode(source.text) == data
    assert [r.text for r in source.records] == ["ответ 😀"]


if __name__ == "__main__":
    for each in INPUTS:
        each.with_name(each.name + ".expected").write_text(_shown(_read(each)), "utf-8")
