"""A conversation in its neutral form: turns with role, text and time; and the case that it is."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Mapping
from datetime import datetime

from ..model import Finding, SavefaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ROLES = ("agent", "customer", "bot", "system")
CASES = {"liable": ("yes", "no"), "motive": ("reasonable", "unreasonable")}
TURN_KEYS = ("role", "text", "time", "author", "public")


class Turn(namedtuple("Turn", ("role", "text", "time", "author", "public"), defaults=(None, None, True))):
    """One message. ``time`` is a datetime or None; ``public`` is False for an internal note."""

    __slots__ = ()

    if TYPE_CHECKING:
        role: str
        text: str
        time: datetime | None
        author: str | None
        public: bool

    @property
    def spoken_by_agent(self) -> bool:
        """A message of a human agent that the customer sees."""
        return self.role == "agent" and self.public


class TurnFinding(namedtuple("TurnFinding", ("turn", "finding"))):
    """A finding in a conversation: ``turn`` counts from 0 and is None where something is missing in the whole talk."""

    __slots__ = ()

    if TYPE_CHECKING:
        turn: int | None
        finding: Finding

    @property
    def rule(self) -> str:
        """The id of the finding's rule."""
        return self.finding.rule


class Conversation(namedtuple("Conversation", ("turns", "case"), defaults=(None,))):
    """A talk as it was held. ``case`` has ``liable`` (yes, no) and ``motive`` (reasonable, unreasonable), or is None.

    Turns may be given as mappings; times as ISO 8601 texts. A mistake in them raises SavefaceError.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        turns: tuple[Turn, ...]
        case: Mapping[str, str] | None

    def __new__(cls, turns: Iterable[Turn | Mapping[str, Any]], case: Mapping[str, Any] | str | None = None) -> Conversation:
        """Check the turns and the case."""
        known = tuple(_turn(number, turn) for number, turn in enumerate(turns, 1))
        if not any(turn.spoken_by_agent for turn in known):
            raise SavefaceError("a conversation wants at least one public turn with the role 'agent'; there is none")
        _refuse_disorder(known)
        return super().__new__(cls, known, read_case(case))


def _turn(number: int, row: Any) -> Turn:
    if isinstance(row, Turn):
        row = row._asdict()
    if not isinstance(row, Mapping):
        raise SavefaceError(f'turn {number}: {type(row).__name__} instead of an object such as {{"role": "agent", "text": "…"}}')
    for key in row:
        if key not in TURN_KEYS:
            raise SavefaceError(f"turn {number}: unknown key {key!r}; known: {', '.join(TURN_KEYS)}")
    role, text, public = row.get("role"), row.get("text"), row.get("public")
    if role not in ROLES:
        raise SavefaceError(f"turn {number}: unknown role {role!r}; known: {', '.join(ROLES)}")
    if not isinstance(text, str):
        raise SavefaceError(f"turn {number}: 'text' is {'missing' if text is None else 'no text'}; write what was said")
    if public not in (None, True, False):
        raise SavefaceError(f"turn {number}: 'public' is {public!r}; write true or false")
    author = row.get("author")
    return Turn(role, text, _time(number, row.get("time")), None if author is None else str(author), public is not False)


def _time(number: int, value: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise SavefaceError(f"turn {number}: {value!r} is no time; write ISO 8601, for example 2024-05-03T14:20:00+02:00") from None


def _refuse_disorder(turns: tuple[Turn, ...]) -> None:
    before: datetime | None = None
    for number, turn in enumerate(turns, 1):
        if turn.time is None:
            continue
        if before is not None:
            if (turn.time.tzinfo is None) != (before.tzinfo is None):
                raise SavefaceError(f"turn {number}: times with and without a zone in one conversation; give all of them one, or none")
            if turn.time < before:
                raise SavefaceError(
                    f"turn {number}: {turn.time.isoformat()} is earlier than the turn before it; put the turns in order of time"
                )
        before = turn.time


def read_case(value: Any) -> dict[str, str] | None:
    """``liable=no,motive=unreasonable``, or the same as a mapping (true and false are yes and no)."""
    if value is None or value == {} or value == "":
        return None
    if isinstance(value, str):
        parts = [part.partition("=") for part in value.split(",")]
        row: dict[Any, Any] = {name.strip(): word.strip() for name, _, word in parts}
    elif isinstance(value, Mapping):
        row = {name: {True: "yes", False: "no"}.get(word, word) if isinstance(word, bool) else word for name, word in value.items()}
    else:
        raise SavefaceError(f"the case {value!r} is no case; write liable=yes|no,motive=reasonable|unreasonable")
    for name, word in row.items():
        if name not in CASES:
            raise SavefaceError(f"unknown part {name!r} of the case; write liable=yes|no,motive=reasonable|unreasonable")
        if word not in CASES[name]:
            raise SavefaceError(f"the case has no {name}={word!s}; known: {', '.join(CASES[name])}")
    for name in CASES:
        if name not in row:
            raise SavefaceError(f"the case lacks {name!r}; write liable=yes|no,motive=reasonable|unreasonable")
    return {name: str(row[name]) for name in CASES}


def from_json(data: Any) -> Conversation:
    """The neutral form: ``{"turns": [{"role", "text", "time"?, "author"?, "public"?}], "case"?: {…}}``."""
    if not isinstance(data, dict) or not isinstance(data.get("turns"), list):
        raise SavefaceError('a conversation is an object with a list of turns: {"turns": [{"role": "agent", "text": "…", "time": null}]}')
    for key in data:
        if key not in ("turns", "case"):
            raise SavefaceError(f"unknown key {key!r}; a conversation has 'turns' and may have 'case'")
    return Conversation(data["turns"], data.get("case"))
