"""The user's program as a child: what it is told, how it may fail, and that it always ends."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from operator_gui.retraining import training_program
from operator_gui.retraining.training_program import (
    ProgramOrder,
    TrainingError,
    command_of,
    run_program,
)
from shared.errors import UsageError
from tests.fakes import runs, wait_until


def order(folder: Path) -> ProgramOrder:
    return ProgramOrder(kind="head", data=folder, output=folder / "model.onnx", seed=7, classes=3)


def program(folder: Path, text: str) -> str:
    """The command line of a program with this text."""
    file = folder / "my_train.py"
    file.write_text(textwrap.dedent(text))
    return f"{sys.executable} {file}"


def test_that_it_finds_what_it_needs_in_its_environment_and_its_arguments(tmp_path: Path) -> None:
    script = program(
        tmp_path,
        """
        import json, os, sys
        found = {k: v for k, v in os.environ.items() if k.startswith("WHATSIT_")}
        with open(os.environ["WHATSIT_OUTPUT"], "w") as file:
            json.dump([found, sys.argv[1:]], file)
        """,
    )
    left = run_program(f"{script} --in {{data}} --seed={{seed}}", order(tmp_path), limit_s=20.0)
    found, arguments = json.loads(left)
    assert found == {
        "WHATSIT_KIND": "head",
        "WHATSIT_DATA": str(tmp_path),
        "WHATSIT_OUTPUT": str(tmp_path / "model.onnx"),
        "WHATSIT_SEED": "7",
        "WHATSIT_CLASSES": "3",
    }
    assert arguments == ["--in", str(tmp_path), "--seed=7"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise SystemExit(3)", r"failed \(exit code 3\); nothing was adopted"),
        ("import os; os.kill(os.getpid(), 9)", r"failed \(signal 9\); nothing was adopted"),
        ("pass", "ended well but left no file at"),
        ("import os; open(os.environ['WHATSIT_OUTPUT'], 'w')", "no file with content"),
        ("import os; os.mkdir(os.environ['WHATSIT_OUTPUT'])", "no file with content"),
        (
            "import os; open(os.environ['WHATSIT_OUTPUT'], 'w').truncate(1 << 29)",
            "left 536,870,912 bytes, 268,435,456 are allowed",
        ),
    ],
)
def test_that_a_program_that_fails_says_how(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        run_program(program(tmp_path, text), order(tmp_path), limit_s=20.0)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("", "expected a command line"),
        ("  ", "expected a command line"),
        ("python 'x", "cannot be read as a command line"),
        ("/no/such/program", "cannot start '/no/such/program': No such file"),
    ],
)
def test_that_what_is_no_command_is_refused(tmp_path: Path, script: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run_program(script, order(tmp_path), limit_s=20.0)


def test_that_words_stay_words_whatever_the_folder_is_called(tmp_path: Path) -> None:
    odd = ProgramOrder(kind="head", data=Path("/a b/'c"), output=Path("/a b/m"), seed=1, classes=2)
    assert command_of("python x.py '{data}' {output}", odd) == [
        "python",
        "x.py",
        "/a b/'c",
        "/a b/m",
    ]


@pytest.mark.parametrize(
    "then", ["time.sleep(600)", "raise SystemExit(0)", "signal.signal(15, 1); time.sleep(600)"]
)
def test_that_all_that_it_started_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    monkeypatch.setattr(training_program, "STOP_S", 0.5)
    waited_for = training_program._waited_for

    def started() -> list[int]:
        return [int(file.stem) for file in tmp_path.glob("*.pid")]

    def waited_for_once_both_run(child: "subprocess.Popen[bytes]", limit_s: float) -> int:
        wait_until(lambda: len(started()) == 2)
        return waited_for(child, limit_s)

    monkeypatch.setattr(training_program, "_waited_for", waited_for_once_both_run)
    script = program(
        tmp_path,
        f"""
        import os, pathlib, signal, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        for pid in (child.pid, os.getpid()):
            pathlib.Path("{tmp_path}", f"{{pid}}.pid").touch()
        {then}
        """,
    )
    with pytest.raises(TrainingError, match=r"took over 0\.2 s and was ended|left no file"):
        run_program(script, order(tmp_path), limit_s=0.2)
    wait_until(lambda: not any(map(runs, started())))


def test_that_a_signal_handler_is_put_back(tmp_path: Path) -> None:
    import signal

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(TrainingError):
        run_program(f"{sys.executable} -c ''", order(tmp_path), limit_s=20.0)
    assert signal.getsignal(signal.SIGTERM) == before
    assert "WHATSIT_DATA" not in os.environ
