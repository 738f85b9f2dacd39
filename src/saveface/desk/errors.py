"""What goes wrong between client and server: a status, a code for programs, a sentence for people."""

from __future__ import annotations

import msgspec
from starlette.responses import Response


class ApiError(Exception):
    """An answer other than the one asked for. ``field`` names the part of the request that it is about."""

    def __init__(self, status: int, code: str, message: str, *, field: str | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.field, self.headers = status, code, message, field, headers

    def response(self) -> Response:
        """The error as JSON."""
        error = {"code": self.code, "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        return Response(msgspec.json.encode({"error": error}), self.status, self.headers, "application/json")
