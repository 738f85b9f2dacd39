"""The language server as an editor meets it: a real client talks to the real process."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import url2pathname

import pytest
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from saveface.lexicon import store

SERVER = ClientServerConfig(server_command=[sys.executable, "-m", "saveface", "lsp", "--stdio"])
URI = "file:///drafts/reply.md"
PUBLISH = "textDocument/publishDiagnostics"
pytestmark = pytest.mark.asyncio


def able(
    *, encodings: list[str] | None = None, pull: bool = False, snippets: bool = False, ask: bool = True, versions: bool = True
) -> types.ClientCapabilities:
    """What an editor says that it can do."""
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(e) for e in encodings or ["utf-16"]]),
        text_document=types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities() if pull else None,
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        ),
        workspace=types.WorkspaceClientCapabilities(
            configuration=ask,
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=pull),
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=versions, snippet_edit_support=snippets),
        ),
    )


class Editor:
    """One session of an editor with one document."""

    def __init__(self, client: LanguageClient, encoding: str) -> None:
        self.client = client
        self.encoding = encoding

    async def open(self, text: str, uri: str = URI, language: str = "markdown") -> list[types.Diagnostic]:
        """Open a document; the diagnostics that are pushed."""
        item = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await self.client.wait_for_notification(PUBLISH)
        return list(self.client.diagnostics[uri])

    def show(self, text: str, uri: str = URI, language: str = "markdown", version: int = 1) -> None:
        """Open a document without waiting for anything."""
        item = types.TextDocumentItem(uri=uri, language_id=language, version=version, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, text: str, version: int, uri: str = URI) -> None:
        """Replace the document's text."""
        name = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(name, [change]))

    async def pull(self, uri: str = URI, before: str | None = None) -> Any:
        """Ask for diagnostics."""
        name = types.TextDocumentIdentifier(uri)
        return await self.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(name, previous_result_id=before))

    async def fixes(self, where: types.Range, uri: str = URI) -> list[types.CodeAction]:
        """The code actions at a place."""
        context = types.CodeActionContext(diagnostics=[], only=[types.CodeActionKind.QuickFix])
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or [] if isinstance(action, types.CodeAction)]

    async def hover(self, at: types.Position, uri: str = URI) -> types.Hover | None:
        """The hover at a place."""
        return await self.client.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), at))


@asynccontextmanager
async def editing(
    capabilities: types.ClientCapabilities, settings: dict[str, Any] | None = None, options: Any = None
) -> AsyncIterator[Editor]:
    """A session from initialize to exit; ``settings`` is what the workspace has as ``saveface``."""
    client = await SERVER.start()
    assert isinstance(client, LanguageClient)
    client.set_configuration({"saveface": settings} if settings is not None else {})
    answer = await client.initialize_session(types.InitializeParams(capabilities=capabilities, initialization_options=options))
    encoding = answer.capabilities.position_encoding
    assert encoding is not None
    try:
        yield Editor(client, types.PositionEncodingKind(encoding).value)
    finally:
        await client.shutdown_session()
        await client.stop()  # type: ignore[no-untyped-call]


def cut(text: str, where: types.Range, encoding: str) -> str:
    """The text of a range, reckoned from bytes: no code of the project's own."""
    codec, size = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[encoding]
    lines = [line.encode(codec) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    assert where.start.line == where.end.line
    return lines[where.start.line][where.start.character * size : where.end.character * size].decode(codec)


def applied(text: str, action: types.CodeAction) -> str:
    """A text of one-unit characters after a code action."""
    assert action.edit is not None
    if action.edit.document_changes:
        (change,) = action.edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        (edit,) = change.edits
        assert isinstance(edit, types.TextEdit)
    else:
        ((edit,),) = (action.edit.changes or {}).values()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    begin, end = (starts[p.line] + p.character for p in (edit.range.start, edit.range.end))
    return text[:begin] + edit.new_text + text[end:]


DRAFT = "😀 您好！🎉 这是公司的规定。\r\nПривет 👍🏽 — таковы правила компании.\n\n👩‍👩‍👧 Naïve: I'm sorry you feel that way. The right size leaves today.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_places_in_the_agreed_units(encoding: str) -> None:
    async with editing(able(encodings=[encoding, "utf-16"])) as editor:
        assert editor.encoding == encoding
        found = await editor.open(DRAFT)
        assert [(d.code, cut(DRAFT, d.range, encoding)) for d in found] == [
            ("policy/shield", "这是公司的规定"),
            ("policy/shield", "таковы правила"),
            ("pseudo-apology/feelings", "sorry you feel that way"),
        ]
        for diagnostic in found:  # hover counts in the same units, up to the finding's last character
            last = types.Position(diagnostic.range.end.line, diagnostic.range.end.character - 1)
            shown = await editor.hover(last)
            assert shown is not None and shown.range == diagnostic.range
            assert await editor.hover(types.Position(last.line, last.character + 1)) is None


async def test_an_editor_that_says_nothing_counts_in_utf16() -> None:
    async with editing(types.ClientCapabilities()) as editor:
        assert editor.encoding == "utf-16"
        (found,) = await editor.open("😀😀 This is our policy.")
        assert (found.range.start.character, found.range.end.character) == (5, 23)


async def test_a_diagnostic_has_its_rule_and_a_page_that_exists() -> None:
    async with editing(able()) as editor:
        (found,) = await editor.open("This is our policy.\n", uri="file:///a.txt", language="plaintext")
        assert (found.code, found.source, found.severity) == ("policy/shield", "saveface", types.DiagnosticSeverity.Error)
        assert found.message == store.load("manual")["rules"]["policy/shield"]["languages"]["en"]["title"]
        assert found.code_description is not None
        page = Path(url2pathname(urlparse(found.code_description.href).path))
        assert page.read_text("utf-8").startswith("# policy/shield")


async def test_lines_end_where_editors_end_them() -> None:
    text = "a\u2028b\x0cc\x85d\rThis is our policy.\r\n\nCalm down."
    async with editing(able()) as editor:
        assert [(d.range.start.line, d.range.start.character) for d in await editor.open(text)] == [(1, 0), (3, 0)]


async def test_typing_brings_new_diagnostics_and_closing_takes_them_away() -> None:
    async with editing(able()) as editor:
        assert await editor.open("Thank you.\n") == []
        for version, text in enumerate(("This is our", "This is our policy", "This is our policy."), 2):
            editor.type(text, version)
        await editor.client.wait_for_notification(PUBLISH)
        assert [d.code for d in editor.client.diagnostics[URI]] == ["policy/shield"]
        editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(URI)))
        await editor.client.wait_for_notification(PUBLISH)
        assert list(editor.client.diagnostics[URI]) == []


async def test_typing_while_the_settings_are_asked_for() -> None:
    async with editing(able(), {"ignore": ["argue"]}) as editor:
        editor.show("Calm down.")
        for version in range(2, 6):
            editor.type("Calm down. This is our policy."[: 20 + 5 * version], version)
        await editor.client.wait_for_notification(PUBLISH)
        assert [d.code for d in editor.client.diagnostics[URI]] == ["policy/shield"]
        assert editor.client.messages == []


async def test_pulled_diagnostics_and_none_unasked() -> None:
    async with editing(able(pull=True)) as editor:
        editor.show("This is our policy.")
        first = await editor.pull()
        assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
        assert [d.code for d in first.items] == ["policy/shield"]
        again = await editor.pull(before=first.result_id)
        assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
        editor.type("Thank you.", 2)
        after = await editor.pull(before=first.result_id)
        assert isinstance(after, types.RelatedFullDocumentDiagnosticReport)
        assert list(after.items) == []
        assert editor.client.diagnostics == {}


async def test_a_suggestion_replaces_its_span() -> None:
    text = "Hello.\n\nPlease calm down. Your parcel left today.\n"
    async with editing(able()) as editor:
        (found,) = await editor.open(text)
        fixes = await editor.fixes(types.Range(found.range.start, found.range.start))
        first = fixes[0]
        assert first.kind == types.CodeActionKind.QuickFix and first.is_preferred and list(first.diagnostics or ()) == [found]
        better = applied(text, first)
        assert better.startswith("Hello.\n\n") and better.endswith(" Your parcel left today.\n") and "calm down" not in better
        assert sum(bool(fix.is_preferred) for fix in fixes) == 1
        elsewhere = types.Position(0, 0)
        assert await editor.fixes(types.Range(elsewhere, elsewhere)) == []


async def test_blanks_are_stops_where_the_editor_has_them() -> None:
    async with editing(able(snippets=True)) as editor:
        (found,) = await editor.open("This is our policy.")
        fix = next(f for f in await editor.fixes(found.range) if "[real reason]" in f.title)
        assert fix.edit is not None and fix.edit.document_changes
        change = fix.edit.document_changes[0]
        assert isinstance(change, types.TextDocumentEdit)
        (edit,) = change.edits
        assert isinstance(edit, types.SnippetTextEdit)
        assert "${1:[" in edit.snippet.value and "${2:[" in edit.snippet.value


@pytest.mark.parametrize("versions", [True, False])
async def test_ignore_here_with_a_reason(versions: bool) -> None:
    text = (
        "---\ntitle: x\n---\nHello.\n\n> This is our policy, you said.\n  Your order left.\n  This is our policy.\n\nThis is our policy.\n"
    )
    async with editing(able(versions=versions)) as editor:
        first, second = await editor.open(text)
        assert (first.range.start.line, second.range.start.line) == (7, 9)
        fix = (await editor.fixes(first.range))[-1]
        after = applied(text, fix)
        comment = "  <!-- saveface: ignore policy/shield -- reason -->\n"
        assert after == text.replace("  Your order left.\n", comment + "  Your order left.\n")
        editor.type(after, 2)
        await editor.client.wait_for_notification(PUBLISH)
        (left,) = editor.client.diagnostics[URI]
        assert left.range.start.line == 10


async def test_front_matter_stays_first() -> None:
    text = "---\ntitle: x\n---\nThis is our policy.\n"
    async with editing(able()) as editor:
        (found,) = await editor.open(text)
        after = applied(text, (await editor.fixes(found.range))[-1])
        assert after == "---\ntitle: x\n---\n<!-- saveface: ignore policy/shield -- reason -->\nThis is our policy.\n"


async def test_a_comment_would_reach_the_customer_in_plain_text() -> None:
    async with editing(able()) as editor:
        (found,) = await editor.open("This is our policy.", uri="file:///a.txt", language="plaintext")
        fixes = await editor.fixes(found.range, uri="file:///a.txt")
        assert fixes and not any("<!--" in applied("This is our policy.", fix) for fix in fixes)


async def test_a_document_that_is_not_open_has_nothing() -> None:
    async with editing(able()) as editor:
        assert await editor.hover(types.Position(0, 0)) is None
        assert await editor.fixes(types.Range(types.Position(0, 0), types.Position(9, 9))) == []


async def test_a_wrong_suppression_is_told() -> None:
    text = "<!-- saveface: ignore blame/wrnog -- x -->\nThis is our policy.\n\n<!-- saveface: off -->\n"
    async with editing(able()) as editor:
        found = await editor.open(text)
        assert [d.code for d in found] == ["policy/shield", "suppression", "suppression"]
        assert "blame/wrnog" in found[1].message and "'off'" in found[2].message


async def test_hover_has_the_reason_and_better_words() -> None:
    page = store.load("manual")["rules"]["policy/shield"]["languages"]["en"]
    async with editing(able()) as editor:
        (found,) = await editor.open("This is our policy.")
        shown = await editor.hover(found.range.start)
        assert shown is not None and isinstance(shown.contents, types.MarkupContent)
        assert shown.contents.kind == types.MarkupKind.Markdown
        assert page["why"].split(".")[0] in shown.contents.value and "\\[real reason\\]" in shown.contents.value


async def test_settings_of_the_workspace() -> None:
    text = "This is our policy. We will answer as soon as possible. 您冷静一点。"
    async with editing(able(), {"select": ["policy", "argue"], "uiLanguage": "ru"}) as editor:
        first, second = await editor.open(text)
        assert [first.code, second.code] == ["policy/shield", "argue/calm-down"]
        assert first.message == store.load("manual")["rules"]["policy/shield"]["languages"]["ru"]["title"]
        editor.client.set_configuration({"saveface": {"ignore": ["policy/shield"], "minSeverity": "error", "language": None}})
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        await editor.client.wait_for_notification(PUBLISH)
        assert [d.code for d in editor.client.diagnostics[URI]] == ["argue/calm-down"]


async def test_changed_settings_are_pulled_anew() -> None:
    async with editing(able(pull=True)) as editor:
        editor.show("This is our policy.")
        before = await editor.pull()
        editor.client.set_configuration({"saveface": {"ignore": ["policy"]}})
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        after = await editor.pull(before=before.result_id)
        assert list(after.items) == []
        assert editor.client.diagnostic_refresh_count == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"select": ["policy/sheild"]}, "did you mean 'policy/shield'?"),
        ({"select": "policy"}, "saveface.select: must be a list"),
        ({"minSeverity": "grave"}, "unknown severity 'grave'"),
        ({"uiLanguage": "fr"}, "unknown interface language 'fr'"),
        ({"language": "de"}, "unknown language 'de'"),
        ({"language": 1}, "saveface.language: must be a string"),
        ({"min_severity": "error"}, "saveface.min_severity: unknown setting"),
        ([], "settings must be an object"),
    ],
)
async def test_a_mistake_in_the_settings_is_shown_once(settings: Any, said: str) -> None:
    async with editing(able(), settings) as editor:
        (found,) = await editor.open("This is our policy.")
        assert found.code == "policy/shield"
        await editor.fixes(found.range)
        (message,) = editor.client.messages
        assert said in message.message and message.type == types.MessageType.Warning


@pytest.mark.parametrize("options", [{"saveface": {"ignore": ["policy"]}}, {"ignore": ["policy"]}])
async def test_settings_of_an_editor_that_is_not_to_be_asked(options: Any) -> None:
    async with editing(able(ask=False), options=options) as editor:
        assert await editor.open("This is our policy.") == []
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings={"saveface": {}}))
        await editor.client.wait_for_notification(PUBLISH)
        assert [d.code for d in editor.client.diagnostics[URI]] == ["policy/shield"]


async def test_what_is_not_read_is_said() -> None:
    async with editing(able()) as editor:
        assert await editor.open('a = "This is our policy."', uri="file:///a.py", language="python") == []
        (message,) = editor.client.log_messages
        assert "a.py: not checked" in message.message


@pytest.mark.parametrize("name", ["visual_studio_code", "neovim", "emacs"])
async def test_with_the_capabilities_of_real_editors(name: str) -> None:
    async with editing(client_capabilities(name)) as editor:
        text = "I'm sorry you feel that way. The right size leaves today.\n"
        editor.show(text)
        report = await editor.pull()
        (found,) = report.items
        assert found.code == "pseudo-apology/feelings"
        assert (await editor.hover(found.range.start)) is not None
        assert await editor.fixes(found.range)


async def test_hostile_and_odd_documents() -> None:
    async with editing(able()) as editor:
        for number, text in enumerate(["", "\n", "\r", "\x00", "<!--", "<!-- saveface: -->", "> a\n> b", "```\n", "[" * 5000, "😀" * 3000]):
            await editor.open(text, uri=f"file:///{number}.md")
            await editor.hover(types.Position(99, 99), uri=f"file:///{number}.md")
            whole = types.Range(types.Position(0, 0), types.Position(999, 999))
            assert await editor.fixes(whole, uri=f"file:///{number}.md") == []
