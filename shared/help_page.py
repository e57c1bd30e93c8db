"""What `--help` prints: plain text, each option on lines of its own."""

import io
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions

WIDEST = 100
UNWRAPPED = 10_000
INDENT, HANGING = "  ", "      "
SAYS_ITS_DEFAULT = "(default"
"""Of an option whose words name its default themselves."""

NO_DEFAULTS = ("False", '""')
"""A flag that is not given, and a text that is empty, say nothing to anybody."""


class HelpPage:
    """Lays out the panels of a command's help, as cyclopts asks for it.

    The plain layout that comes with cyclopts wraps twice, which leaves lines of one word.
    """

    def __call__(self, console: "Console", options: "ConsoleOptions", panel: "HelpPanel") -> None:
        """Prints one panel: its title, and its commands or options."""
        if not panel.entries:
            return
        lines = [f"{panel.title}:"] if panel.title else []
        for entry in panel.entries:
            lines.append(_wrapped(_labels(entry, panel.format), _words(entry), console.width))
        _print(console, "\n".join(lines))

    def render_usage(self, console: "Console", options: "ConsoleOptions", usage: Any) -> None:
        """Prints how the command is called."""
        if usage:
            text = _plain(usage)
            _print(console, text if text.startswith("Usage:") else f"Usage: {text}")

    def render_description(
        self, console: "Console", options: "ConsoleOptions", description: Any
    ) -> None:
        """Prints what the command does."""
        if description and (text := _plain(description)):
            _print(console, textwrap.fill(text, min(console.width, WIDEST)))


def _labels(entry: "HelpEntry", kind: str) -> str:
    if kind == "command":
        return ", ".join((*entry.positive_names, *entry.positive_shorts))
    return ", ".join(entry.display_labels_with_metavar)


def _words(entry: "HelpEntry") -> str:
    """What it is, then what else is to be known of it. A default is said once."""
    words = [_plain(entry.description)] if entry.description else []
    if entry.choices:
        words.append(f"[choices: {', '.join(entry.choices)}]")
    is_said = any(SAYS_ITS_DEFAULT in word for word in words)
    if entry.default is not None and entry.default not in NO_DEFAULTS and not is_said:
        words.append(f"[default: {entry.default}]")
    if entry.required:
        words.append("[required]")
    return " ".join(words)


def _wrapped(labels: str, words: str, width: int) -> str:
    return textwrap.fill(
        f"{labels}: {words}" if words else labels,
        min(width, WIDEST),
        initial_indent=INDENT,
        subsequent_indent=HANGING,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _plain(text: Any) -> str:
    """The words alone of what cyclopts hands over: a text, or something that rich can print."""
    from rich.console import Console

    if isinstance(text, str):
        return " ".join(text.split())
    paper = Console(file=io.StringIO(), width=UNWRAPPED, no_color=True, force_terminal=False)
    with paper.capture() as printed:
        paper.print(text, highlight=False, markup=False)
    return " ".join(printed.get().split())


def _print(console: "Console", text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)
    console.print()
