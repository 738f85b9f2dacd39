"""The tools for language models, as the protocol's official client meets them over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent

from saveface import Linter

TEXT = "😀 Please calm down. Your refund of $40 left today.\nThis is our policy."
T = TypeVar("T")


def session(talk: Callable[[Client], Awaitable[T]], *arguments: str, folder: Path | None = None) -> T:
    """Start the server in a folder and talk to it."""

    async def run() -> T:
        parameters = StdioServerParameters(
            command=sys.executable, args=["-m", "saveface", "mcp", *arguments], env=dict(os.environ), cwd=folder
        )
        async with Client(stdio_client(parameters)) as client:
            return await talk(client)

    return asyncio.run(run())


def call(tool: str, *options: str, folder: Path | None = None, **arguments: Any) -> CallToolResult:
    """One call of one tool."""

    async def talk(client: Client) -> CallToolResult:
        result = await client.call_tool(tool, arguments)
        assert isinstance(result, CallToolResult)
        return result

    return session(talk, *options, folder=folder)


def value(result: CallToolResult) -> Any:
    """The structured answer; a list comes wrapped."""
    assert not result.is_error, result.content
    content: Any = result.structured_content
    return content["result"] if list(content) == ["result"] else content


def refusal(result: CallToolResult) -> str:
    """What an error says."""
    assert result.is_error
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_the_tools_are_read_only_and_described() -> None:
    async def talk(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = session(talk)
    assert [tool.name for tool in tools] == ["lintText", "lintFile", "getLintFixedTextContent", "getLintFixedFileContent"]
    for tool in tools:
        assert tool.annotations.read_only_hint and not tool.annotations.open_world_hint
        assert tool.description and tool.output_schema


def test_a_text(linter: Linter) -> None:
    answer = value(call("lintText", text=TEXT))
    assert answer["path"] is None
    found = linter.check(TEXT)
    assert [(f["rule"], f["start"], f["end"], f["quote"]) for f in answer["findings"]] == [(f.rule, f.start, f.end, f.quote) for f in found]
    assert [f["line"] for f in answer["findings"]] == [1, 2]
    assert [s["text"] for s in answer["findings"][0]["suggestions"]] == [s.text for s in found[0].suggestions]


@pytest.mark.parametrize(("text", "language"), [("这是公司的规定。", "zh"), ("Таковы правила компании.", "ru")])
def test_other_languages(text: str, language: str) -> None:
    (finding,) = value(call("lintText", text=text, language=language))["findings"]
    assert (finding["rule"], finding["language"]) == ("policy/shield", language)


def test_the_fixed_text() -> None:
    answer = value(call("getLintFixedTextContent", text=TEXT))
    assert answer["replaced"] == 1
    assert answer["text"].endswith(" Your refund of $40 left today.\nThis is our policy.") and "calm down" not in answer["text"]
    assert [f["rule"] for f in answer["left"]] == ["policy/shield"]


def test_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(TEXT.encode())
    (tmp_path / "b.txt").write_text("Thank you.", "utf-8")
    first, second = value(call("lintFile", folder=tmp_path, filePaths=["a.md", str(tmp_path / "b.txt")]))
    assert (first["path"], len(first["findings"]), second["findings"]) == ("a.md", 2, [])
    (fixed,) = value(call("getLintFixedFileContent", "--root", str(tmp_path), filePaths=["a.md"]))
    assert fixed["replaced"] == 1
    assert (tmp_path / "a.md").read_bytes() == TEXT.encode()


def test_options() -> None:
    assert [f["rule"] for f in value(call("lintText", "--ignore", "argue", text=TEXT))["findings"]] == ["policy/shield"]


def test_what_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "drafts"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "a.json").write_text("{}", "utf-8")
    (inside / "bad.txt").write_bytes(b"\xff\xff\xff")
    (inside / "long.txt").write_text("x" * 100_001, "utf-8")
    cases = {
        "../secret.txt": "no such file",
        str(tmp_path / "secret.txt"): "no such file",
        "link.txt": "no such file",
        "none.txt": "no such file",
        "a.json": "not a draft",
        "bad.txt": "not UTF-8",
        "long.txt": "longer than",
    }

    async def talk(client: Client) -> None:
        for path, said in cases.items():
            result = await client.call_tool("lintFile", {"filePaths": [path]})
            assert isinstance(result, CallToolResult)
            assert said in refusal(result), path
        for arguments in ({}, {"text": 1}, {"text": "a", "language": "de"}, {"text": "x" * 100_001}):
            result = await client.call_tool("lintText", arguments)
            assert isinstance(result, CallToolResult) and result.is_error
        assert value(await client.call_tool("lintText", {"text": ""}))["findings"] == []  # and it goes on

    session(talk, folder=inside)
