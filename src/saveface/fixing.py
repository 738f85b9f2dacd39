"""``--fix`` and ``--diff`` over the files of a run."""

from __future__ import annotations

import sys

from .fix import diff, fixable
from .model import SavefaceError
from .options import Options
from .reporters.place import Checked
from .session import Session, read_bytes
from .writing import write_whole


def fix_all(session: Session, checked: list[Checked], options: Options) -> tuple[str, bool]:
    """Fix each file, or show how; ``checked`` then holds what is left. What to tell a person, and whether anything differs."""
    count = files = 0
    for number, text in enumerate(checked):
        standard_input = text.path == "<stdin>"
        if text.error is not None or not (standard_input or any(fixable(item) for item in text.located)):
            continue
        try:
            data = session.standard_input if standard_input else read_bytes(text.path)
            fixed = session.fixed("-" if standard_input else text.path, data)
            if options.diff:
                sys.stdout.writelines(diff(text.path, text.text, fixed.checked.text) if fixed.count else ())
            elif standard_input:
                sys.stdout.buffer.write(fixed.data)
                sys.stdout.buffer.flush()
            elif fixed.data != data:
                write_whole(text.path, fixed.data)
        except SavefaceError as error:
            print(f"saveface: {error}", file=sys.stderr)
            session.errors += 1
            continue
        if fixed.count:
            count += fixed.count
            files += 1
            fixed.checked.path = text.path
            checked[number] = fixed.checked
    by_hand = sum(any(s.blanks for s in item.finding.suggestions) and not fixable(item) for text in checked for item in text.located)
    told = _told(count, files, options)
    if options.unsafe_fixes and by_hand:
        told += (
            f"{by_hand} need a person to fill in what stands in [brackets]; such suggestions are never applied, --unsafe-fixes or not.\n"
        )
    if options.diff:
        sys.stdout.flush()
        sys.stderr.write(told)
    return told, bool(count)


def _told(count: int, files: int, options: Options) -> str:
    if not count:
        return "Nothing to fix.\n" if options.diff else ""
    what = f"{count} {'finding' if count == 1 else 'findings'} in {files} {'file' if files == 1 else 'files'}"
    return f"Would fix {what}.\n" if options.diff else f"Fixed {what}.\n"
