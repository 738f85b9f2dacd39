"""Who may come in: Host, Origin and token are checked before anything is read, and every answer carries the protective headers."""

from __future__ import annotations

import hmac
import logging
import traceback
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import ApiError
from .settings import Settings, is_loopback

LOG = logging.getLogger("saveface.desk")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Gate:
    """The outermost layer: lets in or refuses, and turns what nobody caught into a 500 that tells the log no text."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1000})
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            self._admit(Headers(scope=scope), scope["path"])
            await self.app(scope, receive, guarded)
        except ApiError as error:
            await error.response()(scope, receive, guarded)
        except ClientDisconnect:
            pass
        except Exception as error:
            # Only where it happened: a message or a value could hold words of a draft.
            frames = " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)[-6:]))
            LOG.error("%s at %s", type(error).__name__, frames)
            if not started:
                await internal().response()(scope, receive, guarded)

    def _admit(self, headers: Headers, path: str) -> None:
        host = headers.get("host", "")
        if not self._answers_to(_name(host)):
            raise ApiError(
                403, "host_not_allowed", "This server does not answer to that host name; start it with --allow-host to add the name."
            )
        origin = headers.get("origin")
        if origin is not None:
            if origin not in self.settings.origins and not _same(origin, host):
                raise ApiError(
                    403, "origin_not_allowed", "Pages of that origin may not use this server; start it with --origin to allow them."
                )
        elif path.startswith("/v1/") and headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            raise ApiError(403, "origin_not_allowed", "Other sites may not use this server.")

    def _answers_to(self, name: str) -> bool:
        """Names are listed. Addresses are safe from rebinding; a server on loopback is known by loopback's own."""
        if name in self.settings.hosts or name in ("localhost", self.settings.host.lower()):
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return is_loopback(name) or not self.settings.loopback


def internal() -> ApiError:
    """The answer to our own mistake."""
    return ApiError(500, "internal", "Something went wrong in the server; its log says where.")


class Token:
    """Asks for the token, where there is one, for everything that reads a text or a rule."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app, self.expected = app, token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and scope["path"].startswith("/v1/"):
            kind, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
            if kind.lower() != "bearer" or not hmac.compare_digest(given.encode("latin-1"), self.expected):
                error = ApiError(401, "token_required", "This server asks for its token.", headers={"www-authenticate": "Bearer"})
                await error.response()(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _name(host: str) -> str:
    """The host of a Host header without its port; nothing where it cannot be one."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _same(origin: str, host: str) -> bool:
    """Whether an origin is the server's own; the scheme may differ behind a proxy that ends TLS."""
    scheme, _, rest = origin.partition("://")
    return scheme in ("http", "https") and rest.lower() == host.lower()
