"""Spoilt heads at a real station with a real trainer process: none goes out, and all see why."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from operator_gui.operator_events import LinkChanged
from operator_gui.station.trainer import COMMAND
from operator_gui.viewmodels.learning import deploy_action
from operator_gui.viewmodels.link_view import LinkView
from shared.cli import run
from shared.protocol.gate import GateReport, GateReportWanted
from shared.protocol.status import VersionSummary
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    make_answer,
    make_query,
)

NAMES = ("mug", "bowl", "vase")


def teach(
    node: FakeNode, ada: FakeOperator, seen: Sequence[str], called: Sequence[str]
) -> list[str]:
    """One question each about what it is in truth, and what Ada calls it; the questions' ids."""
    first = len(node.heard)
    ids = [node.ask(make_query(name, seed=first + at)) for at, name in enumerate(seen)]
    node.until(lambda: node.waiting == 0)
    for query_id, name in zip(ids, called, strict=True):
        ada.submit(make_answer(query_id, name))
    ada.until(lambda: ada.waiting == 0, deadline_s=60.0)
    return ids


def spoiling(way: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.fault.spoiling_trainer", way)


class World:
    """A station that trains when told to, with sixty honest answers and an active version."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self.running = RunningStation.start(
            folder / "station", trainer_command=command, auto_train=False
        )
        self.node = FakeNode(self.running.endpoint, folder)
        self.ada = FakeOperator(self.running.endpoint, folder)

    def __enter__(self) -> "World":
        self.node.connect()
        self.ada.connect()
        honest = [NAMES[at % 3] for at in range(60)]
        teach(self.node, self.ada, honest, honest)
        assert self.ada.command("train").ok
        return self

    def __exit__(self, *_: object) -> None:
        self.node.__exit__()
        self.ada.__exit__()
        self.running.stop()

    def refusal(self) -> str:
        """Trains again; why the second version was refused, as all parts of it tell."""
        result = self.ada.command("train")
        assert not result.ok
        self.ada.heard.clear()
        status = self.ada.status()
        assert status.active_version == 1
        self.node.step()
        assert set(self.node.offers()) <= {1}
        refused = status.versions[-1]
        assert (refused.version, refused.state) == (2, "refused")
        assert result.text == f"version 2 was refused: {refused.reason}"
        assert result.text in status.note
        view = LinkView(link=LinkChanged("connected", "", 0), status=status)
        assert deploy_action(view, refused).reason == f"v2 was refused: {refused.reason}"
        assert not self.ada.command("deploy", 2).ok
        return refused.reason

    def report(self, version: int) -> GateReport:
        assert self.ada.link.send(GateReportWanted(version=version))
        self.ada.until(lambda: any(r.version == version for r in self.ada.heard_of(GateReport)))
        return self.ada.heard_of(GateReport)[-1]


@pytest.mark.parametrize(
    ("way", "words", "rules"),
    [
        (
            "other_order",
            "are its classes in another order than its names?",
            {"as taught", "taught"},
        ),
        ("not_a_number", "holds numbers that are not finite", {"graph"}),
        ("one_class_more", "has the shape", {"graph"}),
        ("slow", "times the active model's (at most", {"latency"}),
    ],
)
def test_that_a_spoilt_head_stays_at_the_station_and_says_why(
    tmp_path: Path,
    way: str,
    words: str,
    rules: set[str],
    expected_warnings: ExpectWarnings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected_warnings("version 2 was refused")
    with World(tmp_path, spoiling(way)) as world:
        assert words in world.refusal()
        assert run(["status", "--station", str(world.running.endpoint)]) == 0
        assert "note       version 2 was refused: " in capsys.readouterr().out
        report = world.report(2)
        refused = {finding.rule for finding in report.findings if finding.state == "refused"}
        assert not report.passed
        assert rules <= refused
        assert world.report(1).passed
        assert not world.report(99).examined


def test_that_a_batch_of_wrong_names_is_not_learned_until_it_is_put_right(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("version 2 was refused")
    with World(tmp_path, COMMAND) as world:
        seen = [NAMES[at % 3] for at in range(40)]
        called = [NAMES[(at + 1) % 3] if at % 10 < 3 else NAMES[at % 3] for at in range(40)]
        ids = teach(world.node, world.ada, seen, called)
        assert "of the 40 latest answers contradict all others" in world.refusal()
        unlikely = set(world.report(2).unlikely)
        assert 10 <= len(unlikely) <= 14
        given = {p.query_id: p for p in world.ada.status().progress if p.query_id in unlikely}
        truth = dict(zip(ids, seen, strict=True))
        for query_id, answer in given.items():
            again = make_answer(query_id, truth[query_id], supersedes=answer.answer_id)
            world.ada.submit(again)
        world.ada.until(lambda: world.ada.waiting == 0)
        assert world.ada.command("train").ok
        wait_until(lambda: 3 in world.node.offers(), step=world.node.step)


def test_that_what_a_person_says_twice_is_believed(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("version 2 was refused")
    with World(tmp_path, COMMAND) as world:
        seen = [NAMES[at % 3] for at in range(40)]
        called = [NAMES[(at + 1) % 3] for at in range(40)]
        ids = teach(world.node, world.ada, seen, called)
        assert "40 of the 40 latest answers contradict" in world.refusal()
        given = {p.query_id: p for p in world.ada.status().progress}
        for query_id, name in zip(ids, called, strict=True):
            supersedes = given[query_id].answer_id
            world.ada.submit(make_answer(query_id, name, supersedes=supersedes))
        world.ada.until(lambda: world.ada.waiting == 0, deadline_s=60.0)
        assert "latest answers" not in world.ada.command("train").text


def test_that_steps_by_wrong_answers_are_taken_back_once_all_are_judged_together(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("was refused: .*latest answers contradict all others")
    in_steps = {"train_at_once_s": 1e-6, "train_after_s": 1.0}
    with (
        RunningStation.start(tmp_path / "station", **in_steps) as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        ada.connect()

        def step() -> None:
            node.step()
            ada.step()

        honest = [NAMES[at % 3] for at in range(60)]
        teach(node, ada, honest, honest)
        # A training may be running already: what it goes back to has to know all of these.
        assert ada.command("train").ok
        wait_until(
            lambda: any(v.state == "active" and v.tracks == 60 for v in ada.status().versions),
            step=step,
            deadline_s=60.0,
        )
        seen = [NAMES[at % 3] for at in range(40)]
        called = [NAMES[(at + 1) % 3] if at % 10 < 3 else NAMES[at % 3] for at in range(40)]
        teach(node, ada, seen, called)
        wait_until(
            lambda: any(v.state == "refused" for v in ada.status().versions),
            step=step,
            deadline_s=60.0,
        )

        def restored() -> list[VersionSummary]:
            return [v for v in ada.status().versions if v.restored_from]

        wait_until(restored, step=step, deadline_s=60.0)
        back = restored()[-1]
        assert 60 <= back.tracks < 100  # what it went back to did not learn all of them
        assert "learned the same answers and was refused" in back.reason
        wait_until(lambda: ada.status().active_version == back.version, step=step, deadline_s=60.0)
        # A busy machine may train before the last answers are in: those go nowhere either.
        later = [v for v in ada.status().versions if v.version > back.version]
        assert all(v.state == "refused" for v in later)
