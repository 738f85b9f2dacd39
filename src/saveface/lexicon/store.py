"""Where compiled lexicons live: in the wheel, or in a cache that is rebuilt when a lexicon changes and never trusted blindly."""

from __future__ import annotations

import gc
import marshal
import os
import sys
from _blake2 import blake2b
from functools import cache
from zlib import crc32

from ..model import SavefaceError
from .words import Pairs, Words, pack, pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

# hashlib, pathlib and tempfile stay out of this module: importing them takes longer than a draft does.

FORMAT = 3
_MAGIC = b"saveface\n"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
_DIGEST = 20
_CHECK = 4


def lexicon_folder() -> Path | None:
    """The YAML lexicons of a checkout; None in an installed wheel."""
    folder = _checkout()
    if folder is None:
        return None
    from pathlib import Path

    return Path(folder)


def _checkout() -> str | None:
    folder = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "lexicons")
    return folder if os.path.isfile(os.path.join(folder, "catalogue.yaml")) else None


def cache_folder() -> str:
    """Where what can be made again is kept."""
    base = os.environ.get("SAVEFACE_CACHE") or os.environ.get("XDG_CACHE_HOME")
    if not base and sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    return os.path.join(base or os.path.join(os.path.expanduser("~"), ".cache"), "saveface")


def tag() -> str:
    """Which Python and which format compiled tables are for."""
    return f"{sys.implementation.cache_tag}-{FORMAT}"


def _sources(folder: str) -> list[str]:
    """The files that compiled tables are made of and by."""
    out = []
    for directory, folders, files in os.walk(folder):
        folders.sort()
        out += [os.path.join(directory, name) for name in sorted(files) if name.endswith((".yaml", ".tsv"))]
    for part in ("lexicon", "text", "talk"):
        directory = os.path.join(_PACKAGE, part)
        out += [os.path.join(directory, name) for name in sorted(os.listdir(directory)) if name.endswith(".py")]
    return [*out, os.path.join(_PACKAGE, "engine", "program.py")]


def _stamp(sources: list[str]) -> bytes:
    """Changes whenever a source file is written: names, sizes and times."""
    digest = blake2b(digest_size=_DIGEST)
    for path in sources:
        stat = os.stat(path)
        digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    return digest.digest()


def _content(sources: list[str]) -> bytes:
    """Changes whenever a source file's bytes do."""
    digest = blake2b(digest_size=_DIGEST)
    for path in sources:
        digest.update(os.path.basename(path).encode() + b"\0" + _bytes(path) + b"\0")
    return digest.digest()


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def mark() -> bytes:
    """Changes whenever the program or its lexicons do: what a kept result is worth."""
    digest = blake2b(tag().encode(), digest_size=_DIGEST)
    for directory, folders, files in os.walk(_PACKAGE):
        folders[:] = sorted(f for f in folders if f not in ("__pycache__", "lexicons"))
        for name in sorted(files):
            path = os.path.join(directory, name)
            if name.endswith(".py"):
                digest.update(name.encode() + b"\0" + _bytes(path))
            elif name.endswith(".bin"):  # its header has a checksum of the rest
                with open(path, "rb") as file:
                    digest.update(name.encode() + b"\0" + file.read(len(_MAGIC) + _CHECK + 2 * _DIGEST))
    folder = _checkout()
    if folder is not None:
        digest.update(_stamp(_sources(folder)))
    return digest.digest()


def unmarshal(data: bytes | memoryview) -> Any:
    """A value without the collector at its heels, which would walk what there is again and again: twice as fast."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return marshal.loads(data)
    finally:
        if collects:
            gc.enable()


class Tables(dict[str, "Any"]):
    """Compiled tables of which each part is unmarshalled when it is first asked for."""

    def __init__(self, parts: dict[str, Any]) -> None:
        super().__init__()
        self._parts = parts

    def names(self) -> list[str]:
        """Of all parts, asked for or not."""
        return list(self._parts)

    def __missing__(self, key: str) -> Any:
        part = self._parts[key]
        value: Any = Words(part) if key == "words" else unmarshal(part)
        if key == "edges":
            value = Pairs(value)
        self[key] = value
        return value


def dump(value: dict[str, Any], stamp: bytes = b"", content: bytes = b"") -> bytes:
    """Tables as bytes with a header that says of what they were made and whether they are whole."""
    short = {"words": pack, "edges": lambda edges: marshal.dumps(pairs(edges))}
    parts = {key: short.get(key, marshal.dumps)(part) for key, part in value.items()}
    return _sealed(stamp, content, marshal.dumps(parts))


def _sealed(stamp: bytes, content: bytes, tables: bytes | memoryview) -> bytes:
    body = stamp.ljust(_DIGEST, b"\0") + content.ljust(_DIGEST, b"\0") + tables
    return _MAGIC + crc32(body).to_bytes(_CHECK, "little") + body


def _parse(data: bytes) -> tuple[bytes, bytes, memoryview] | None:
    """Stamp, content mark and body; None where the file is damaged or not ours."""
    start = len(_MAGIC) + _CHECK
    body = memoryview(data)[start:]
    if not data.startswith(_MAGIC) or crc32(body) != int.from_bytes(data[len(_MAGIC) : start], "little"):
        return None
    return bytes(body[:_DIGEST]), bytes(body[_DIGEST : 2 * _DIGEST]), body[2 * _DIGEST :]


def tables(data: bytes) -> Tables:
    """Tables out of the bytes that ``dump`` made."""
    parsed = _parse(data)
    assert parsed is not None
    return Tables(unmarshal(parsed[2]))


def read(path: str) -> bytes | None:
    """The bytes that ``dump`` made and ``keep`` kept; None where they are not there or damaged."""
    try:
        data = _bytes(path)
    except OSError:
        return None
    return data if _parse(data) else None


def yaml_folder() -> Path:
    """The YAML lexicons, a checkout's or those that a wheel carries."""
    from pathlib import Path

    return lexicon_folder() or Path(_PACKAGE) / "lexicons"


def write_whole(path: str, data: bytes) -> None:
    """Write a file whole or not at all."""
    import tempfile

    folder, name = os.path.split(path)
    os.makedirs(folder, exist_ok=True)
    handle, passing = tempfile.mkstemp(dir=folder, prefix=name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(passing, path)
    except BaseException:
        os.unlink(passing)
        raise


@cache
def load(name: str) -> Any:
    """One compiled part: ``manual`` (catalogue, titles, examples) or a language's tables."""
    folder = _checkout()
    if folder is not None:
        return _load_of_checkout(folder, name)
    try:
        parsed = _parse(_bytes(os.path.join(_PACKAGE, "compiled", f"{name}.{tag()}.bin")))
    except FileNotFoundError:
        parsed = None
    return Tables(unmarshal(parsed[2])) if parsed else _rebuild_from_wheel(name)


def _load_of_checkout(folder: str, name: str) -> Any:
    key = blake2b(folder.encode(errors="surrogateescape"), digest_size=8).hexdigest()
    home = os.path.join(cache_folder(), key)
    path = os.path.join(home, f"{name}.{tag()}.bin")
    sources = _sources(folder)
    stamp = _stamp(sources)
    try:
        parsed = _parse(_bytes(path))
    except OSError:
        parsed = None
    if parsed is not None:
        if parsed[0] == stamp:
            return Tables(unmarshal(parsed[2]))
        content = _content(sources)
        if parsed[1] == content:
            values = unmarshal(parsed[2])
            keep(path, _sealed(stamp, content, parsed[2]))
            return Tables(values)
    print("saveface: compiling the lexicons (once, until one changes) …", file=sys.stderr, flush=True)
    from pathlib import Path

    from .build import build

    values = build(Path(folder))
    content = _content(sources)
    for part, value in values.items():
        keep(os.path.join(home, f"{part}.{tag()}.bin"), dump(value, stamp, content))
    return values[name]


def keep(path: str, data: bytes) -> None:
    """Write a file of the cache; where that cannot be it is told, and the run goes on."""
    try:
        write_whole(path, data)
    except OSError as error:
        print(
            f"saveface: cannot keep the compiled lexicons in {os.path.dirname(path)} ({error.strerror}); set SAVEFACE_CACHE to a folder that can be written",
            file=sys.stderr,
        )


def _rebuild_from_wheel(name: str) -> Any:
    """Another Python than the wheel was made for, or a damaged file: compile from the YAML that the wheel carries too."""
    folder = os.path.join(_PACKAGE, "lexicons")
    if not os.path.isfile(os.path.join(folder, "catalogue.yaml")):
        raise SavefaceError(f"{folder}: the lexicons are missing; reinstall saveface")
    return _load_of_checkout(folder, name)
