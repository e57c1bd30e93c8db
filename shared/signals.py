"""The signals of a terminal: Ctrl+C, and that it is gone, as where a connection over ssh breaks."""

import signal


def hangup() -> tuple[signal.Signals, ...]:
    """The signal that the terminal is gone, on which a command ends in order.

    None where whoever started the command has it ignored, as `nohup` does.
    """
    ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    return () if ignored else (signal.SIGHUP,)


def leave_terminal_to_parent() -> None:
    """Has this process pass over both: its parent gets the same, and ends it in order."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
