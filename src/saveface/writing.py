"""Write files whole or not at all."""

from __future__ import annotations

import os
import stat

from .model import SavefaceError


def write_whole(path: str, data: bytes) -> None:
    """Put a file in place of what was there, keeping its permissions; a link's target is written, not the link."""
    import tempfile

    path = os.path.realpath(path)
    folder, name = os.path.split(path)
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else 0o666 & ~_umask()
        handle, passing = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(passing, mode)
            os.replace(passing, path)
        except BaseException:
            os.unlink(passing)
            raise
    except OSError as error:
        raise SavefaceError(f"{path}: cannot be written ({error.strerror}); nothing was changed") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
