"""The application: endpoints and page behind the gate."""

from __future__ import annotations

import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from .api import Api
from .errors import ApiError
from .findings import Checker
from .gate import Gate, Token, internal
from .settings import Settings

_STATIC = Path(__file__).parent / "static"
_CODES = {404: ("not_found", "There is nothing at this address."), 405: ("method_not_allowed", "This address does not take that method.")}


def application(settings: Settings, checker: Checker) -> ASGIApp:
    """The server as an ASGI application, to be mounted at the root."""
    middleware = []
    if settings.origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.origins,
                allow_methods=["GET", "POST"],
                allow_headers=["authorization", "content-type"],
                allow_private_network=True,
            )
        )
    if settings.token is not None:
        middleware.append(Middleware(Token, settings.token))
    app = Starlette(
        routes=[*Api(checker, settings).routes(), *_page()],
        middleware=middleware,
        exception_handlers={ApiError: _api_error, HTTPException: _http_error, Exception: _unforeseen},
    )
    app.router.redirect_slashes = False
    return Gate(app, settings)


def _page() -> list[Route]:
    """The files of the page, read once."""

    def serving(path: Path) -> Callable[[Request], Awaitable[Response]]:
        kind = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        body = path.read_bytes()

        async def serve(_: Request) -> Response:
            return Response(body, media_type=kind, headers={"cache-control": "no-cache"})

        return serve

    return [
        Route("/" if path.name == "index.html" else f"/{path.name}", serving(path), methods=["GET"])
        for path in sorted(_STATIC.iterdir())
        if path.suffix in (".html", ".css", ".js", ".svg")
    ]


async def _api_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error.response()


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, message = _CODES.get(error.status_code, ("http_error", "The request could not be answered."))
    return ApiError(error.status_code, code, message, headers=dict(error.headers or {})).response()


async def _unforeseen(_: Request, __: Exception) -> Response:
    return internal().response()
