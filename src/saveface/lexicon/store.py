"""Where compiled lexicons live: in the wheel, or in a cache that is rebuilt when a lexicon changes and never trusted blindly."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from ..model import SavefaceError

FORMAT = 1
_MAGIC = b"saveface\n"
_PACKAGE = Path(__file__).resolve().parent.parent
_DIGEST = 20


def lexicon_folder() -> Path | None:
    """The YAML lexicons of a checkout; None in an installed wheel."""
    folder = _PACKAGE.parent.parent / "lexicons"
    return folder if (folder / "catalogue.yaml").is_file() else None


def _compiled_in_wheel() -> Path:
    return _PACKAGE / "compiled"


def _cache_folder() -> Path:
    base = os.environ.get("SAVEFACE_CACHE") or os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "saveface"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "saveface"
    return Path.home() / ".cache" / "saveface"


def tag() -> str:
    """Which Python and which format compiled tables are for."""
    return f"{sys.implementation.cache_tag}-{FORMAT}"


def _sources(folder: Path) -> list[Path]:
    compiler = [*(_PACKAGE / "lexicon").glob("*.py"), *(_PACKAGE / "text").glob("*.py"), _PACKAGE / "engine" / "program.py"]
    return sorted(folder.rglob("*.yaml")) + sorted(folder.rglob("*.tsv")) + sorted(compiler)


def _stamp(folder: Path) -> bytes:
    """Changes whenever a source file is written: names, sizes and times."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for directory, folders, files in os.walk(folder):
        folders.sort()
        for entry in sorted(files):
            if entry.endswith((".yaml", ".tsv")):
                stat = os.stat(os.path.join(directory, entry))
                digest.update(f"{directory}/{entry}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    for path in ("lexicon", "text", "engine/program.py"):
        for source in sorted((_PACKAGE / path).glob("*.py")) if "." not in path else [_PACKAGE / path]:
            stat = source.stat()
            digest.update(f"{source}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    return digest.digest()


def _content(folder: Path) -> bytes:
    """Changes whenever a source file's bytes do."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for path in _sources(folder):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()


def dump(value: Any, stamp: bytes = b"", content: bytes = b"") -> bytes:
    """A value as bytes with a header that says of what it was made and whether it is whole."""
    body = marshal.dumps(value)
    head = stamp.ljust(_DIGEST, b"\0") + content.ljust(_DIGEST, b"\0")
    return _MAGIC + head + hashlib.blake2b(head + body, digest_size=_DIGEST).digest() + body


def _parse(data: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Stamp, content mark and body; None where the file is damaged or not ours."""
    start = len(_MAGIC)
    head, check = data[start : start + 2 * _DIGEST], data[start + 2 * _DIGEST : start + 3 * _DIGEST]
    body = data[start + 3 * _DIGEST :]
    if not data.startswith(_MAGIC) or hashlib.blake2b(head + body, digest_size=_DIGEST).digest() != check:
        return None
    return head[:_DIGEST], head[_DIGEST:], body


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


@cache
def load(name: str) -> Any:
    """One compiled part: ``manual`` (catalogue, titles, examples) or a language's tables."""
    folder = lexicon_folder()
    if folder is None:
        path = _compiled_in_wheel() / f"{name}.{tag()}.bin"
        if not path.is_file():
            return _rebuild_from_wheel(name)
        parsed = _parse(path.read_bytes())
        return marshal.loads(parsed[2]) if parsed else _rebuild_from_wheel(name)
    return _load_of_checkout(folder, name)


def _load_of_checkout(folder: Path, name: str) -> Any:
    key = hashlib.blake2b(str(folder).encode(), digest_size=8).hexdigest()
    path = _cache_folder() / key / f"{name}.{tag()}.bin"
    stamp = _stamp(folder)
    try:
        parsed = _parse(path.read_bytes())
    except OSError:
        parsed = None
    if parsed is not None:
        if parsed[0] == stamp:
            return marshal.loads(parsed[2])
        content = _content(folder)
        if parsed[1] == content:
            value = marshal.loads(parsed[2])
            _keep(path, dump(value, stamp, content))
            return value
    print("saveface: compiling the lexicons (once, until one changes) …", file=sys.stderr, flush=True)
    from .build import build

    values = build(folder)
    content = _content(folder)
    for part, value in values.items():
        _keep(path.with_name(f"{part}.{tag()}.bin"), dump(value, stamp, content))
    return values[name]


def _keep(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        print(
            f"saveface: cannot keep the compiled lexicons in {path.parent} ({error.strerror}); set SAVEFACE_CACHE to a folder that can be written",
            file=sys.stderr,
        )


def _rebuild_from_wheel(name: str) -> Any:
    """Another Python than the wheel was made for, or a damaged file: compile from the YAML that the wheel carries too."""
    folder = _PACKAGE / "lexicons"
    if not (folder / "catalogue.yaml").is_file():
        raise SavefaceError(f"{folder}: the lexicons are missing; reinstall saveface")
    return _load_of_checkout(folder, name)
