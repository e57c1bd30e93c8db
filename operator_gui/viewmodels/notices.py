"""Short news for the operator that asks for no answer."""

from dataclasses import dataclass
from typing import Literal

NoticeTone = Literal["info", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One line; `tone` is said in words and shape too, not by colour alone."""

    text: str
    tone: NoticeTone = "info"

    @property
    def shown_s(self) -> float:
        """Long enough to be read, and longer for what matters."""
        seconds = 3.0 + 0.05 * len(self.text)
        return seconds if self.tone == "info" else 2 * seconds
