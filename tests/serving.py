"""A real server on a port of its own, for tests that need one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from saveface.desk.app import application
from saveface.desk.findings import Checker
from saveface.desk.server import bind
from saveface.desk.settings import Settings


@contextmanager
def serving(settings: Settings | None = None) -> Iterator[str]:
    """The address of a server that runs in a thread as long as the block does; of its rules those for phrases."""
    settings = settings or Settings(port=0)
    listening = bind(settings.host, settings.port)
    config = uvicorn.Config(
        application(settings, Checker(ignore=["reply"])), log_level="warning", access_log=False, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
