"""The language server: which document is examined when, with which settings, and what is told to the editor."""

from __future__ import annotations

import asyncio
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from ... import __version__
from ...model import SavefaceError
from .actions import Target, actions
from .document import Examined, examine, kind
from .lines import Lines
from .render import diagnostics, hover
from .settings import DEFAULT, Settings, read

PAUSE = 0.15
"""Seconds without a key stroke before diagnostics are pushed."""


class SavefaceServer(LanguageServer):
    """The state of one session: settings and results by document, and the pushes that wait for the typing to pause."""

    def __init__(self) -> None:
        # The whole text comes with each change: pygls would cut lines at U+2028 and form feeds, where no editor does.
        super().__init__("saveface", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.given: Any = None  # settings that came with initialize or a change, for editors that are not to be asked
        self._settings: dict[str, asyncio.Task[Settings]] = {}
        self._results: dict[str, tuple[int | None, Settings, str, Examined]] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._count = 0

    async def settings(self, uri: str) -> Settings:
        """The settings of a document; a mistake in them is shown once, and the defaults hold."""
        if uri not in self._settings:
            self._settings[uri] = asyncio.create_task(self._ask(uri))
        # Whoever waits may be cancelled, the question to the editor not: its answer would come to nobody.
        return await asyncio.shield(self._settings[uri])

    async def _ask(self, uri: str) -> Settings:
        said = self.given
        try:
            if self._can("workspace.configuration"):
                item = types.ConfigurationItem(scope_uri=uri, section="saveface")
                said = next(iter(await self.workspace_configuration_async(types.ConfigurationParams([item]))), None)
            return read(said)
        except (SavefaceError, JsonRpcException) as error:
            message = f"{error} (the defaults are used until this is corrected)"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))
            return DEFAULT

    async def examined(self, uri: str) -> tuple[str, Examined]:
        """The result for an open document as it stands, and the name of that result; made once a version and settings."""
        settings = await self.settings(uri)
        document = self.workspace.text_documents.get(uri)
        if document is None:  # closed while the editor was asked; what is on the disk is not what it shows
            return "closed", Examined("")
        known = self._results.get(uri)
        if known is None or known[:2] != (document.version, settings) or known[3].text != document.source:
            self._count += 1
            found = examine(document.path, document.language_id, document.source, settings)
            known = document.version, settings, str(self._count), found
            self._results[uri] = known
        return known[2], known[3]

    def lines(self, text: str) -> Lines:
        """The lines of a text in the units agreed upon."""
        return Lines(text, self.workspace.position_encoding)

    @property
    def pulled(self) -> bool:
        """Whether the editor asks for diagnostics; then none are sent unasked."""
        return self._can("text_document.diagnostic")

    def push_soon(self, uri: str, pause: float) -> None:
        """Send a document's diagnostics after a pause; a later change of it begins the pause anew."""
        if self.pulled:
            return
        if (waiting := self._waiting.pop(uri, None)) is not None:
            waiting.cancel()
        task = asyncio.get_running_loop().create_task(self._push(uri, pause))
        self._waiting[uri] = task

    async def _push(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        _, found = await self.examined(uri)
        document = self.workspace.text_documents.get(uri)
        if document is not None:
            said = diagnostics(found, self.lines(found.text))
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, said, document.version))

    def forget(self, uri: str) -> None:
        """A document was closed: its diagnostics go, and what is known of it."""
        self._settings.pop(uri, None)
        self._results.pop(uri, None)
        if (waiting := self._waiting.pop(uri, None)) is not None:
            waiting.cancel()
        if not self.pulled:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def settings_changed(self) -> None:
        """Settings are asked for anew, and all open documents are shown under the new ones."""
        self._settings.clear()
        if self.pulled:
            if self._can("workspace.diagnostics.refresh_support"):
                await self.workspace_diagnostic_refresh_async(None)
            return
        for uri in list(self.workspace.text_documents):
            self.push_soon(uri, 0)

    def target(self, uri: str, found: Examined) -> Target:
        """A document as something that fixes are written for."""
        document = self.workspace.get_text_document(uri)
        versioned = self._can("workspace.workspace_edit.document_changes")
        snippets = self._can("workspace.workspace_edit.snippet_edit_support")
        comments = kind(document.path, document.language_id) == "markdown"
        return Target(uri, document.version, self.lines(found.text), comments, snippets, versioned)

    def _can(self, path: str) -> bool:
        value: Any = self.client_capabilities
        for name in path.split("."):
            value = getattr(value, name, None)
        return bool(value)


def server() -> SavefaceServer:
    """A server with all that it answers to."""
    out = SavefaceServer()

    @out.feature(types.INITIALIZE)
    def initialize(ls: SavefaceServer, params: types.InitializeParams) -> None:
        said = params.initialization_options
        ls.given = said.get("saveface", said) if isinstance(said, dict) else None

    @out.feature(types.INITIALIZED)
    async def initialized(ls: SavefaceServer, _: types.InitializedParams) -> None:
        if ls._can("workspace.did_change_configuration.dynamic_registration"):
            change = types.Registration("saveface", types.WORKSPACE_DID_CHANGE_CONFIGURATION, {"section": "saveface"})
            await ls.client_register_capability_async(types.RegistrationParams([change]))

    @out.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(ls: SavefaceServer, params: types.DidChangeConfigurationParams) -> None:
        ls.given = params.settings.get("saveface") if isinstance(params.settings, dict) else None
        await ls.settings_changed()

    @out.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(ls: SavefaceServer, params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        if kind(item.uri, item.language_id) is None:
            message = f"{item.uri}: not checked; saveface reads plain text and Markdown here, not {item.language_id}"
            ls.window_log_message(types.LogMessageParams(types.MessageType.Info, message))
        ls.push_soon(item.uri, 0)

    @out.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(ls: SavefaceServer, params: types.DidChangeTextDocumentParams) -> None:
        ls.push_soon(params.text_document.uri, PAUSE)

    @out.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(ls: SavefaceServer, params: types.DidCloseTextDocumentParams) -> None:
        ls.forget(params.text_document.uri)

    @out.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False, identifier="saveface"),
    )
    async def diagnostic(ls: SavefaceServer, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        name, found = await ls.examined(params.text_document.uri)
        if params.previous_result_id == name:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=name)
        return types.RelatedFullDocumentDiagnosticReport(items=diagnostics(found, ls.lines(found.text)), result_id=name)

    @out.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(ls: SavefaceServer, params: types.HoverParams) -> types.Hover | None:
        _, found = await ls.examined(params.text_document.uri)
        lines = ls.lines(found.text)
        at = lines.offset(params.position)
        said = ls.client_capabilities.text_document
        forms = (said.hover.content_format if said and said.hover else None) or [types.MarkupKind.Markdown]
        here = [one for one in found.located if one.start <= at < max(one.end, one.start + 1)]
        return hover(here, lines, types.MarkupKind.Markdown in forms)

    @out.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]))
    async def code_action(ls: SavefaceServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        if params.context.only is not None and not any(_is_asked(kind) for kind in params.context.only):
            return []
        _, found = await ls.examined(params.text_document.uri)
        target = ls.target(params.text_document.uri, found)
        start, end = (target.lines.offset(place) for place in (params.range.start, params.range.end))
        return [action for one in found.located if one.start <= end and start <= one.end for action in actions(one, target)]

    return out


def _is_asked(kind: str) -> bool:
    return kind == "" or types.CodeActionKind.QuickFix.value == kind
