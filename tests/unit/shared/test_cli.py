"""The command line as people meet it: one line for what went wrong, and no traceback."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from shared import __version__, cli
from shared.errors import ConfigError, SourceError, StorageError

ROOT = Path(cli.__file__).parents[1]


def whatsit(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shared.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "COLUMNS": "100"},
    )


def test_that_help_names_every_command() -> None:
    result = whatsit("--help")
    assert (result.returncode, result.stderr) == (0, "")
    for command in ("demo", "edge", "operator", "station"):
        assert f"  {command}: " in result.stdout


def test_that_the_version_is_said() -> None:
    result = whatsit("--version")
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, __version__, "")


@pytest.mark.parametrize("word", ["nosuch", "--nosuch", "-x", "édge"])
def test_that_an_unknown_command_or_option_is_one_line_and_exit_code_2(word: str) -> None:
    result = whatsit(word)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr == f"whatsit: no command or option {word!r}. Try: whatsit --help\n"


def test_that_help_and_refusals_import_no_command() -> None:
    program = (
        "import sys; from shared.cli import run; codes = [run(['--help']), run(['nosuch'])]; "
        "heavy = ('zmq', 'cv2', 'numpy', 'onnxruntime', 'PySide6', 'sklearn', 'edge_node', "
        "'operator_gui'); sys.exit(repr((codes, [m for m in heavy if m in sys.modules])))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert result.stderr.splitlines()[-1] == "([0, 2], [])"


def test_that_a_file_that_cannot_be_written_when_ready_is_said_and_no_draft_is_left(
    tmp_path: Path,
) -> None:
    taken = tmp_path / "ready"
    taken.mkdir()
    with pytest.raises(StorageError, match=r"cannot write .*ready: Is a directory; name another"):
        cli.write_ready_file(taken, "tcp://127.0.0.1:7341")
    assert list(tmp_path.iterdir()) == [taken]
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="Not a directory"):
        cli.write_ready_file(tmp_path / "file" / "ready", "tcp://127.0.0.1:7341")
    cli.write_ready_file(tmp_path / "told", "tcp://127.0.0.1:7341")
    assert (tmp_path / "told").read_text() == "tcp://127.0.0.1:7341\n"


COMMANDS = """
import sys
import time
from shared import cli
from shared.errors import ConfigError, SourceError

def command(number: int = 0, *, speed: float = 1.0) -> int | None:
    if number == 1: raise SourceError("cannot open camera /dev/video0:\\n  no such device")
    if number == 2: raise ConfigError("no key 'fsp'")
    if number == 3: raise KeyboardInterrupt
    if number == 4: return 1 // 0
    if number == 5: import no_such_package
    if number == 6: import shared.no_such_module
    if number == 7: return 42
    if number == 8:
        while True: print("x" * 10000)
    if number == 9: from shared.errors import NoSuchError
    if number == 12: print("✓ карты")
    if number == 14: print('{"name": "Tür 🚪"}')
    if number == 13: print("clip\\udce4.mp4")
    if number == 10:
        stop = cli.stop_on_signals()
        print("waits", flush=True)
        stop.wait(60)
        print("ended in order")
    if number == 11:
        try:
            print("waits", flush=True)
            time.sleep(60)
        finally:
            print("ended in order")

build = cli.build_app
def with_command():
    app = build()
    app.command(command, name="try")
    app.command("no_such_package.cli:main", name="lacking")
    return app
cli.build_app = with_command
cli.main()
"""


def attempt(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMANDS, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={"TMPDIR": str(folder)},
    )


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("try", "0"), 0, ""),
        (("try", "7"), 42, ""),
        (("try", "1"), SourceError.exit_code, "cannot open camera /dev/video0: no such device"),
        (("try", "2"), ConfigError.exit_code, "no key 'fsp'"),
        (("try", "3"), 130, ""),
        (("try", "5"), 1, "pip install 'whatsit[operator]'"),
        (("lacking",), 1, "pip install 'whatsit[operator]'"),
        (("try", "five"), 2, "Try: whatsit try --help"),
        (("try", "--nosuch"), 2, "Unknown option: --nosuch"),
        (("try", "--speed"), 2, "Try: whatsit try --help"),
        (("try", "0", "0"), 2, "Try: whatsit try --help"),
    ],
)
def test_that_a_failure_is_one_line_on_stderr_and_its_exit_code(
    arguments: tuple[str, ...], code: int, line: str, tmp_path: Path
) -> None:
    result = attempt(*arguments, folder=tmp_path)
    assert result.returncode == code
    assert result.stdout == ""
    assert line in result.stderr
    assert result.stderr.count("\n") == (1 if line else 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "kind"),
    [("4", "ZeroDivisionError"), ("6", "ModuleNotFoundError"), ("9", "ImportError")],
)
def test_that_a_bug_is_one_line_too_with_the_traceback_in_a_file(
    number: str, kind: str, tmp_path: Path
) -> None:
    result = attempt("try", number, folder=tmp_path)
    assert result.returncode == 70
    assert result.stderr.startswith(f"whatsit: internal error: {kind}")
    assert result.stderr.count("\n") == 1
    (details,) = tmp_path.iterdir()
    assert str(details) in result.stderr
    assert "Traceback" in details.read_text()


def test_that_a_reader_who_leaves_is_no_error_message(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", COMMANDS, "try", "8"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={"TMPDIR": str(tmp_path)},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 1
        assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [("try", "8"), ("--version",)])
def test_that_output_that_finds_no_room_is_one_line_and_no_bug(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [sys.executable, "-c", COMMANDS, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            cwd=ROOT,
            env={"TMPDIR": str(tmp_path)},
        )
    said = "whatsit: cannot write what there is to say: No space left on device\n"
    assert (result.returncode, result.stderr) == (1, said)
    assert list(tmp_path.iterdir()) == []


def _heed_the_terminal() -> None:
    """Also where these tests run under `nohup`, of which a command would know."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextlib.contextmanager
def hung_up(*words: str, **how: Any) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A command that waits, and the rest of what it says after its terminal is gone."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT, **how) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waits\n"
        process.send_signal(signal.SIGHUP)
        yield process, process.stdout


@pytest.mark.parametrize(("command", "code"), [("10", 0), ("11", 128 + signal.SIGHUP)])
def test_that_a_terminal_that_is_gone_ends_a_command_in_order(command: str, code: int) -> None:
    words = sys.executable, "-c", COMMANDS, "try", command
    with hung_up(*words, preexec_fn=_heed_the_terminal) as (process, said):
        assert said.read() == "ended in order\n"
    assert process.returncode == code


def test_that_a_command_that_is_to_outlive_its_terminal_does() -> None:
    words = "nohup", sys.executable, "-c", COMMANDS, "try", "10"
    with hung_up(*words, stderr=subprocess.DEVNULL) as (process, said):
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.terminate()
        assert said.read() == "ended in order\n"


LEFT_ALONE = """
import os, signal
from shared.signals import leave_terminal_to_parent
leave_terminal_to_parent()
for number in (signal.SIGINT, signal.SIGHUP):
    os.kill(os.getpid(), number)
print("works on")
"""


def test_that_a_child_leaves_the_terminal_to_its_parent() -> None:
    child = subprocess.run(
        [sys.executable, "-c", LEFT_ALONE], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert child.stdout == "works on\n"


@pytest.mark.parametrize(
    ("number", "encoding", "said"),
    [
        ("12", "utf-8", "✓ карты"),
        ("12", "ascii", r"\u2713 \u043a\u0430\u0440\u0442\u044b"),
        ("13", "utf-8", r"clip\udce4.mp4"),
        ("14", "ascii", r'{"name": "Tür \ud83d\udeaa"}'.replace("ü", r"\u00fc")),
    ],
)
def test_that_what_a_terminal_has_no_letters_for_is_said_all_the_same(
    number: str, encoding: str, said: str
) -> None:
    result = subprocess.run(
        [sys.executable, "-c", COMMANDS, "try", number],
        capture_output=True,
        timeout=60,
        cwd=ROOT,
        env={"PYTHONIOENCODING": encoding},
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode() == f"{said}\n"
