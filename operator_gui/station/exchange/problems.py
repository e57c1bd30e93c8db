"""What is wrong with a set that shall be imported: all of it is refused, and told where it is."""

from shared.errors import WhatsitError

MOST = 10
"""So many problems are told; where there are as many, the rest of the set is not looked at."""

LONGEST_LINE = 500
_LONGEST = 80


class ImportRefusedError(WhatsitError):
    """A set of labels is not as it should be, and nothing of it was taken.

    problems: a line each, at most `MOST`: where it is, what is wrong, what was expected.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"nothing was imported: {problems[0]}{more}")
        self.problems = problems


class Problems:
    """Collects them; `add` ends the reading once there are `MOST`."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, where: str, text: str) -> None:
        """Notes one. Raises ImportRefusedError if that makes it `MOST`."""
        # Other libraries' words may hold a piece of the file.
        line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in f"{where}: {text}")
        self._found.append(line[:LONGEST_LINE])
        if len(self._found) >= MOST:
            self.raise_if_any()

    def raise_if_any(self) -> None:
        """Raises ImportRefusedError unless all was well."""
        if self._found:
            raise ImportRefusedError(tuple(self._found))


def quoted(text: str) -> str:
    """A stranger's text on one line, with nothing in it that moves a cursor or turns the line."""
    shown = ascii(text) if not text.isprintable() else repr(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
