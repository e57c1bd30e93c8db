"""The commands `whatsit bench learn` and `whatsit bench gui`."""

import sys
from pathlib import Path

from shared.errors import UsageError


def learn(
    *,
    labels: int = 3000,
    classes: int = 100,
    answers: int = 40,
    grown_answers: int = 10,
    json: Path | None = None,
) -> int:
    """Measure how soon an answer is known: from the key press to the first frame by the new head.

    A station and a node run as processes of their own on this machine, the node on the demo's
    clip; the answers go over a real operator's link.

    Parameters
    ----------
    labels
        So many were answered before.
    classes
        Of so many names.
    answers
        So many are measured, one after the other; half as many again while a full training runs.
    grown_answers
        The same with 10,000 and with 30,000 labels; 0 leaves these out.
    json
        A file for the figures.
    """
    import logging

    from operator_gui.bench.suite import LearnSuite
    from shared.clock import SystemClock
    from shared.figures import machine, table, write_figures

    if labels < 1 or not 1 <= classes <= labels:
        raise UsageError("expected at least 1 label, and at least as many labels as classes")
    if answers < 4 or (grown_answers and grown_answers < 4):
        raise UsageError("expected at least 4 answers (--answers, --grown-answers)")
    logging.basicConfig(level=logging.ERROR)
    suite = LearnSuite(
        labels=labels,
        classes=classes,
        answers=answers,
        grown_answers=grown_answers,
        clock=SystemClock(),
        say=lambda text: print(text, file=sys.stderr, flush=True),
    )
    figures = suite.measure()
    print(", ".join(f"{key} {value}" for key, value in machine().items()))
    print(table(figures))
    if json is not None:
        write_figures(figures, json)
    return 0


def gui(
    *,
    waiting: int = 100_000,
    answers: int = 10_000,
    thumbnails: int = 100_000,
    starts: int = 5,
    json: Path | None = None,
) -> int:
    """Measure how the app keeps up: key press to picture, start, memory, scrolling.

    The real window with real key events, on a real station that runs as a process of its own.
    Without a screen it is drawn into memory.

    Parameters
    ----------
    waiting
        So many questions wait at the station, of which every answer takes one or more.
    answers
        So many are given, one key press each.
    thumbnails
        So many tracks of one class are scrolled through.
    starts
        How often the app is started.
    json
        A file for the figures.
    """
    import logging
    import os

    from shared.clock import SystemClock
    from shared.figures import machine, table, write_figures

    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from operator_gui.bench.gui_figures import figures_of
    from operator_gui.bench.wall import WallSettings, measure

    if min(answers, thumbnails, starts) < 1 or waiting <= answers:
        raise UsageError("expected at least 1 of each, and more --waiting than --answers")
    logging.basicConfig(level=logging.ERROR)
    settings = WallSettings(waiting=waiting, answers=answers, thumbnails=thumbnails, starts=starts)
    loads = [os.getloadavg()[0]]
    result = measure(
        settings,
        clock=SystemClock(),
        say=lambda text: print(text, file=sys.stderr, flush=True),
    )
    figures = figures_of(result, [*loads, os.getloadavg()[0]])
    print(", ".join(f"{key} {value}" for key, value in machine().items()))
    print(table(figures))
    if json is not None:
        write_figures(figures, json)
    return 0
