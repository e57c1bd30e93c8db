"""The command `whatsit`. Each sub-command is imported only when it is called."""

import codecs
import contextlib
import io
import logging
import os
import signal
import sys
import tempfile
import threading
import traceback
from pathlib import Path

import cyclopts

from shared import __version__
from shared.errors import StorageError, WhatsitError
from shared.help_page import HelpPage
from shared.logs import start_logging
from shared.parentage import end_with_parent
from shared.signals import hangup

OWN = ("edge_node", "operator_gui", "shared")


def build_app() -> cyclopts.App:
    """The command line with its sub-commands, none of which is imported yet."""
    app = cyclopts.App(
        name="whatsit",
        version=__version__,
        help="A robot asks a person “What's this?”, learns from the answer, knows a second later.",
        help_formatter=HelpPage(),
        # `--empty-trust` and its like would fill the pages, and nobody needs them.
        default_parameter=cyclopts.Parameter(negative_iterable=()),
        result_action="return_value",
        exit_on_error=False,
        print_error=False,
    )
    for name, target, summary in (
        ("backup", "shared.backup.cli:backup", "Keep a state folder in one verified file."),
        ("cameras", "edge_node.sources.cli:cameras", "List cameras, or try one source."),
        (
            "classes",
            "operator_gui.labels.cli:classes",
            "List, rename, merge, split or delete classes.",
        ),
        ("deploy", "operator_gui.versions.cli:deploy", "Have all robots run a version."),
        ("demo", "operator_gui.demo.cli:demo", "Try it all on a recorded clip, without hardware."),
        ("doctor", "shared.doctor.cli:doctor", "Say what is wrong here, and how to mend it."),
        ("edge", "edge_node.cli:edge", "Run the edge node on a camera or a recording."),
        ("export", "operator_gui.station.exchange.cli:export", "Write labels as a data set."),
        (
            "evaluate",
            "operator_gui.evaluation.cli:evaluate",
            "Compare heads on a station's labels.",
        ),
        ("fuse", "operator_gui.station.exchange.cli:fuse", "Write a version as one ONNX file."),
        ("import", "operator_gui.station.exchange.cli:import_", "Take in labels from a data set."),
        ("inspect", "edge_node.adoption.cli:inspect", "Say how an ONNX model is read."),
        ("adopt", "edge_node.adoption.cli:adopt", "Make a bundle of an ONNX model."),
        ("log", "operator_gui.robots.cli:log", "Show the latest lines of a robot's log."),
        ("models", "operator_gui.versions.cli:models", "List a station's versions, or show one."),
        ("operator", "operator_gui.cli:operator", "Answer questions: the desktop app."),
        ("play", "operator_gui.robots.cli:play", "Pause, wind or pace a robot's recording."),
        (
            "provenance",
            "operator_gui.labels.cli:provenance",
            "Say which version learned from what.",
        ),
        ("record", "operator_gui.robots.cli:record", "Have a robot record what it sees."),
        ("recording", "edge_node.recording.cli:recording", "Say what is in an MCAP recording."),
        ("replay", "edge_node.what_if.cli:replay", "Say what other strategies would have asked."),
        ("restore", "shared.backup.cli:restore", "Make a state folder out of a backup."),
        ("retrain", "operator_gui.retraining.cli:retrain", "Train a model with your own program."),
        ("rollback", "operator_gui.versions.cli:rollback", "Go back to an earlier version."),
        ("simulate", "edge_node.simulation.cli:simulate", "Try strategies on labelled data."),
        ("station", "operator_gui.cli:station", "Collect, learn and deploy, without a window."),
        ("status", "operator_gui.cli:status", "Say how a station, its model and robots fare."),
        ("train", "operator_gui.versions.cli:train", "Have a station learn from all labels now."),
    ):
        app.command(target, name=name, help=summary)
    bench = cyclopts.App(name="bench", help="Measure: a table of figures and their goals.")
    bench.command("edge_node.bench.cli:edge", name="edge", help="Measure what a node costs.")
    bench.command(
        "operator_gui.bench.cli:learn", name="learn", help="Measure how soon an answer is known."
    )
    bench.command(
        "operator_gui.bench.cli:gui", name="gui", help="Measure how the app keeps up with you."
    )
    app.command(bench)
    keys = cyclopts.App(name="keys", help="Say who may talk to a station over a network.")
    for name, function, summary in (
        ("show", "show", "Print the public key of this station, robot or app."),
        ("join", "join", "Ask a station to let this robot or app in."),
        ("pending", "pending", "List who waits to be let in."),
        ("accept", "accept", "Let in who shows this code."),
        ("refuse", "refuse", "Send away who shows this code."),
        ("list", "listing", "List whose keys a station knows."),
        ("log", "log", "Say who had what done."),
        ("add", "add", "Let a public key in, on the station's machine."),
        ("revoke", "revoke", "Shut a key out, on the station's machine."),
    ):
        keys.command(f"operator_gui.keys.cli:{function}", name=name, help=summary)
    app.command(keys)
    return app


def main() -> None:
    """Runs the command line and exits: 0 done, 1 failed, 2 asked wrongly, 130 interrupted, 143
    terminated."""
    for number in (signal.SIGTERM, *hangup()):
        signal.signal(number, _unwind)
    end_with_parent()
    _say_what_cannot_be_spelt()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command and returns its exit code; every failure is one line on stderr."""
    try:
        result = build_app()(arguments)
        sys.stdout.flush()
    except cyclopts.UnknownCommandError as error:
        # Its own text would import every sub-command, and what those need may not be installed.
        word = (error.unused_tokens or [""])[0]
        return _fail(f"no command or option {word!r}. Try: whatsit --help", 2)
    except cyclopts.CycloptsError as error:
        words = ("whatsit", *(error.command_chain or ()), "--help")
        return _fail(f"{_one_line(str(error))} Try: {' '.join(words)}", 2)
    except WhatsitError as error:
        return _fail(_one_line(str(error)), error.exit_code)
    except ImportError as error:
        missing = error.__cause__ or error  # cyclopts wraps what a sub-command's import raised
        if not isinstance(missing, ModuleNotFoundError) or (missing.name or "").startswith(OWN):
            return _fail_internally(error)
        return _fail(
            f"{missing}; install what this command needs: pip install 'whatsit[operator]'", 1
        )
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if unsaid := _unsaid():
            return _fail(f"cannot write what there is to say: {unsaid}", 1)
        return _fail_internally(error)
    except Exception as error:
        return _fail_internally(error)
    return result if isinstance(result, int) else 0


def configure_logging(*, verbose: bool) -> None:
    """Logs to stderr, one line each: transitions always, details where `verbose`."""
    start_logging(verbose=verbose)


def log_nothing() -> None:
    """For commands that say all they have to say in their own words."""
    logging.getLogger().addHandler(logging.NullHandler())


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM, Ctrl-C and a terminal that is gone set. To be called on the main
    thread."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, *hangup()):
        signal.signal(number, lambda *_: stop.set())
    return stop


def write_ready_file(path: Path | None, content: str) -> None:
    """Tells whoever waits for `path` that all is ready; the file appears with its content.

    Raises StorageError if it cannot be written.
    """
    if path is None:
        return
    draft = path.with_suffix(".new")
    try:
        draft.write_text(f"{content}\n")
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise StorageError(
            f"cannot write {path}: {error.strerror}; name another file with --ready-file"
        ) from error


def _say_what_cannot_be_spelt() -> None:
    """A name that the terminal has no letters for is shown by its numbers, as on stderr."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        codecs.register_error("by_number", _by_number)
        sys.stdout.reconfigure(errors="by_number")


def _by_number(error: UnicodeError) -> tuple[str, int]:
    """As JSON has it too, so that what is read by programs can be read."""
    assert isinstance(error, UnicodeEncodeError)  # the only direction
    data = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    units = (data[at : at + 2].hex() for at in range(0, len(data), 2))
    return "".join(f"\\u{unit}" for unit in units), error.end


def _unwind(number: int, _frame: object) -> None:
    """For commands that do not listen to signals themselves: what they began is ended in order."""
    sys.exit(128 + number)


def _fail(text: str, code: int) -> int:
    with contextlib.suppress(OSError):  # as of a terminal that is gone
        print(f"whatsit: {text}", file=sys.stderr, flush=True)
    return code


def _unsaid() -> str:
    """Why standard output takes nothing, as on a full disk; empty where it does."""
    try:
        sys.stdout.write("\n")  # for some of what failed to be written is not tried again
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at the exit
        return error.strerror or str(error)
    return ""


def _fail_internally(error: Exception) -> int:
    return _fail(f"internal error: {_one_line(repr(error))}; details: {_write_details()}", 70)


def _one_line(text: str) -> str:
    return " ".join(text.replace("╭", " ").replace("╰", " ").split())


def _write_details() -> Path:
    with tempfile.NamedTemporaryFile(
        "w", prefix="whatsit-error-", suffix=".txt", delete=False
    ) as file:
        traceback.print_exc(file=file)
    return Path(file.name)


if __name__ == "__main__":
    main()
