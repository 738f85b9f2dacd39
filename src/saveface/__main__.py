"""``python -m saveface`` and the ``saveface`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point: the user's mistakes end as one line and exit code 2."""
    # A check of plain paths, the commonest call, needs no parsing of options: click's import takes longer than the check.
    # (On Windows click expands wildcards too.)
    command, paths = sys.argv[1:2], sys.argv[2:]
    plain = command == ["check"] and paths and sys.platform != "win32" and not any(p.startswith("-") and p != "-" for p in paths)
    from .checking import utf8_streams
    from .model import SavefaceError

    utf8_streams()
    try:
        if plain:
            _check(paths)
        else:
            from .cli import group

            group(prog_name="saveface")
    except SavefaceError as error:
        print(f"saveface: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _check(paths: list[str]) -> None:
    from .checking import check

    try:
        sys.exit(check(paths))
    except KeyboardInterrupt:  # as click ends one
        print("Aborted!", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
