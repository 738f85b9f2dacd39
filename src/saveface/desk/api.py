"""The endpoints: each reads a request, asks the checker or the catalogue, and answers with JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .. import __version__
from ..lexicon import store
from .errors import ApiError
from .findings import Checker
from .openapi import DOCUMENT
from .requests import Batch, Draft, decode
from .settings import Settings

_RETRY = {"retry-after": "1"}


class Api:
    """The routes of one server, with the thread in which it checks.

    One thread: checking holds the interpreter, so several would only wait for each other; drafts are taken as they come, and
    a batch steps back after each of its drafts.
    """

    def __init__(self, checker: Checker, settings: Settings) -> None:
        self.checker, self.settings = checker, settings
        self._thread = ThreadPoolExecutor(1, "saveface-check")
        self._waiting = 0

    def routes(self) -> list[Route]:
        """All endpoints but the page."""
        return [
            Route("/v1/check", self.check, methods=["POST"]),
            Route("/v1/check-batch", self.check_batch, methods=["POST"]),
            Route("/v1/rules", self.rules, methods=["GET"]),
            Route("/v1/rules/{id:path}", self.rule, methods=["GET"]),
            Route("/healthz", self.health, methods=["GET"]),
            Route("/openapi.json", self.openapi, methods=["GET"]),
        ]

    async def check(self, request: Request) -> Response:
        """One draft."""
        return await self._in_time(self._answer(decode(await self._body(request), Draft)))

    async def check_batch(self, request: Request) -> Response:
        """Several drafts, answered in their order."""
        batch = decode(await self._body(request), Batch)

        async def answers() -> dict[str, Any]:
            return {"results": [{"id": draft.id, **await self._answer(draft)} for draft in batch.drafts]}

        return await self._in_time(answers())

    async def rules(self, request: Request) -> Response:
        """The catalogue without its pages."""
        rules = store.load("manual")["rules"]
        return _json({"rules": [_listed(rule, row) for rule, row in rules.items()]})

    async def rule(self, request: Request) -> Response:
        """One rule with its reason, examples and suggestions in every language."""
        rule = request.path_params["id"]
        row = store.load("manual")["rules"].get(rule)
        if row is None:
            raise ApiError(404, "unknown_rule", "There is no such rule; GET /v1/rules lists them.")
        pages = {name: {key: page[key] for key in ("title", "why", "flag", "pass", "instead")} for name, page in row["languages"].items()}
        return _json({"id": rule, "severity": row["severity"], "sources": row["sources"], "languages": pages})

    async def health(self, request: Request) -> Response:
        """That the server runs, and which version."""
        return _json({"status": "ok", "version": __version__})

    async def openapi(self, request: Request) -> Response:
        """The description of this API."""
        return _json(DOCUMENT)

    async def _in_time(self, work: Coroutine[Any, Any, Any]) -> Response:
        limit = self.settings.time_limit
        try:
            with self._place(work):
                async with asyncio.timeout(limit):
                    return _json(await work)
        except TimeoutError:
            raise ApiError(503, "time_limit", f"The check took longer than {limit:g} seconds; send less text.", headers=_RETRY) from None

    @contextmanager
    def _place(self, work: Coroutine[Any, Any, Any]) -> Iterator[None]:
        """A place among those who wait, or a refusal."""
        if self._waiting >= self.settings.waiting_limit:
            work.close()
            raise ApiError(503, "busy", "Too many checks are waiting; try again in a moment.", headers=_RETRY)
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    async def _answer(self, draft: Draft) -> dict[str, Any]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.checker.answer, draft)

    async def _body(self, request: Request) -> bytes:
        """The body, read no further than the limit."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise ApiError(415, "not_json", "The body must be JSON: send Content-Type: application/json.")
        if request.headers.get("content-encoding", "identity") != "identity":
            raise ApiError(415, "encoded", "The body must not be compressed.")
        limit = self.settings.body_limit
        length = request.headers.get("content-length", "0")
        out = bytearray()
        if not length.isdecimal() or int(length) <= limit:
            try:
                async with asyncio.timeout(self.settings.time_limit):
                    async for chunk in request.stream():
                        out += chunk
                        if len(out) > limit:
                            break
                    else:
                        return bytes(out)
            except TimeoutError:
                raise ApiError(408, "too_slow", "The body took too long to arrive.", headers={"connection": "close"}) from None
        raise ApiError(413, "too_large", f"The body is larger than {limit} bytes.", headers={"connection": "close"})


def _listed(rule: str, row: dict[str, Any]) -> dict[str, Any]:
    titles = {name: page["title"] for name, page in row["languages"].items()}
    return {"id": rule, "family": rule.partition("/")[0], "severity": row["severity"], "titles": titles}


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
