"""What whoever starts the server decides, and the combinations that are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from ..model import SavefaceError

PORT = 7283
"""S-A-V-E on a telephone's keys."""

SHORTEST_TOKEN = 16
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+|[a-z][a-z0-9+.-]*-extension://[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """``body_limit`` in bytes, ``time_limit`` in seconds; ``hosts`` are further names the server answers to, in lower case."""

    host: str = "127.0.0.1"
    port: int = PORT
    token: str | None = None
    hosts: frozenset[str] = frozenset()
    origins: tuple[str, ...] = ()
    body_limit: int = 512 * 1024
    time_limit: float = 10.0
    waiting_limit: int = 256

    def __post_init__(self) -> None:
        if self.token is not None and (len(self.token) < SHORTEST_TOKEN or not self.token.isascii() or not self.token.isprintable()):
            raise SavefaceError(f"the token must be at least {SHORTEST_TOKEN} printable ASCII characters")
        for origin in self.origins:
            if not _ORIGIN.fullmatch(origin):
                raise SavefaceError(f"{origin!r} is no origin; one looks like https://desk.example.com, without a path")
        if not self.loopback and self.token is None:
            raise SavefaceError(
                f"--host {self.host} can be reached from other machines, so a token is required: "
                "put one into a file and name it with --token-file, or set SAVEFACE_TOKEN"
            )

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
