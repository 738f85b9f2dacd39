"""saveface: a phrasing linter for the replies of customer-service agents, in English, Chinese and Russian."""

from .linter import Linter
from .model import Finding, SavefaceError, Suggestion

__version__ = "0.1.0"
__all__ = ["Finding", "Linter", "SavefaceError", "Suggestion", "__version__"]
