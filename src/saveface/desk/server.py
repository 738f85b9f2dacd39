"""Run the application: bind, say where, and keep the log free of what people write."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

import uvicorn

from ..model import SavefaceError
from .app import application
from .findings import Checker
from .settings import Settings


def run(settings: Settings, checker: Checker, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; ``announce`` is given the page's address once the lexicons are loaded and the port is open."""
    listening = bind(settings.host, settings.port)
    checker.warm()
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    announce(f"http://{shown}:{port}/")
    config = uvicorn.Config(
        application(settings, checker),
        log_level="warning",
        access_log=False,  # it would hold whatever somebody puts into an address
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        limit_concurrency=1024,
        timeout_graceful_shutdown=5,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; SavefaceError where the address cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        out = socket.socket(family, kind, protocol)  # without the protocol asyncio leaves Nagle's delay on: 40 ms an answer
        try:
            if os.name == "posix":  # elsewhere it would let two programs share the port
                out.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            out.bind(address)
            out.listen(512)
        except OSError:
            out.close()
            raise
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SavefaceError(f"cannot listen on {host} port {port}: {reason}; choose another with --host or --port") from None
    return out
