"""Puts messages into an outbox and acknowledges some, saying on stdout what it did, until killed.

Each line is written after `put` returned ("put 7"), before an acknowledgement begins ("drop 7")
and after it returned ("gone 7").
"""

import sys
from pathlib import Path

from shared.outbox import Outbox
from shared.protocol.codec import Envelope
from shared.protocol.deployment import DeployReport


def envelope(number: int) -> Envelope:
    """A message that says which one it is in its header and in its payload."""
    report = DeployReport(
        report_id=str(number), node_id="n", version=number, state="active", at_s=1.0
    )
    return Envelope(report, (number.to_bytes(8, "big") * 500,))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(path: Path, first: int) -> None:
    """Two messages in, one out, for ever."""
    outbox = Outbox(path)
    for number in range(first, first + 1_000_000):
        outbox.put(str(number), float(number % 7), envelope(number))
        say(f"put {number}")
        if number % 2:
            say(f"drop {number - 1}")
            outbox.acknowledge((str(number - 1),))
            say(f"gone {number - 1}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
