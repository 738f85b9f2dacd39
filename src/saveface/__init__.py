"""saveface: a phrasing linter for the replies of customer-service agents, in English, Chinese and Russian."""

from .linter import Linter
from .model import Finding, SavefaceError, Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .talk.conversation import Conversation, Turn

__version__ = "0.1.0"
__all__ = ["Conversation", "Finding", "Linter", "SavefaceError", "Suggestion", "Turn", "__version__"]


def __getattr__(name: str) -> object:
    """Conversations are imported when they are asked for: a draft needs none."""
    if name in ("Conversation", "Turn"):
        from .talk import conversation

        return getattr(conversation, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
