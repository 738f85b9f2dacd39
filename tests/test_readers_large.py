"""Readers of JSON, YAML and PO on files of ten megabytes: places stay true to the end of the file."""

from __future__ import annotations

import json
import random

import pytest

from saveface.readers import read

SIZE = 10_000_000
BLOCKS = {
    "json": ("[\n", '{{"id": {n}, "text": "Reply {n}: \\"you\\" should \\u2014 caf\\u00e9 您好 😀 wait{pad}"}}', ",\n", "\n]\n"),
    "yaml": ("replies:\n", "- id: {n}\n  text: |\n    Reply {n}: \"you\" should —\n    café 您好 😀 wait{pad}\n", "", ""),
    "po": ("", 'msgid "m{n}"\nmsgstr ""\n"Reply {n}: \\"you\\" should — "\n"café 您好 😀 wait{pad}"\n', "\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("format_", BLOCKS)
def test_ten_megabytes(format_: str) -> None:
    head, block, between, tail = BLOCKS[format_]
    pad = " and wait" * 60
    count = SIZE // len(block.format(n=0, pad=pad).encode()) + 1
    text = head + between.join(block.format(n=n, pad=pad) for n in range(count)) + tail
    data = text.encode()
    assert len(data) >= SIZE
    source = read(f"x.{format_}", data, options={"include": ["**.text", "*"]})
    assert len(source.records) == count
    for number in [0, count - 1, *random.Random(1).sample(range(count), 500)]:
        record = source.records[number]
        start = record.text.index("Reply")
        assert record.text[start : start + 6 + len(str(number))] == f"Reply {number}"
        left, right = record.source(start, record.text.index("you"))
        assert source.text[left:right] == (f'Reply {number}: \\"' if format_ != "yaml" else f'Reply {number}: "')
        left, right = record.source(record.text.index("您好"), record.text.index(" wait"))
        assert source.text[left:right] == "您好 😀"
    if format_ == "json":
        assert [record.text for record in source.records[:50]] == [row["text"] for row in json.loads(text)[:50]]
