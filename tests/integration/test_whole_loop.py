"""Node, station and simulated operator as real processes on the demo's clip."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.demo.evaluation import DemoReport
from operator_gui.demo.runner import prepare_folder, run_simulated
from operator_gui.demo.settings import DemoFiles
from operator_gui.processes import Children
from operator_gui.station.report import station_report
from shared.keys import SigningKey
from tests.integration.loop_world import Loop, count_lines, settings_for, until

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    return run_simulated(
        settings_for(tmp_path_factory.mktemp("demo") / "run", passes=2), lambda _: None
    )


def test_that_every_frame_of_both_passes_is_processed(report: DemoReport) -> None:
    assert report.frames == 2 * 250
    assert report.frames_dropped == 0
    assert report.passes == 2


def test_that_one_object_is_asked_about_once(report: DemoReport) -> None:
    assert report.objects is not None
    assert report.questions_per_object is not None
    assert 0 < report.questions_per_object <= 1.2


def test_that_every_question_is_answered_by_a_person_or_by_a_newer_model(
    report: DemoReport,
) -> None:
    assert report.answers + report.withdrawn == report.questions > 0
    assert report.answers > 0


def test_that_better_heads_become_active_while_the_node_runs(report: DemoReport) -> None:
    assert len(report.versions_active) >= 2
    assert list(report.versions_active) == sorted(set(report.versions_active))
    assert report.answer_to_active_ms.p50 is not None


def test_that_more_objects_are_named_right_after_answering(report: DemoReport) -> None:
    assert report.named_right_before is not None
    assert report.named_right_after is not None
    assert report.named_right_after > report.named_right_before


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    files = DemoFiles(tmp_path / "run")
    prepare_folder(files)
    with Children(files.logs) as children:
        yield Loop(children, files, settings_for(files.out, passes=0))


def test_that_killing_the_station_or_the_node_loses_no_answer(loop: Loop) -> None:
    station, edge = loop.start_station(), loop.start_edge()
    operator = loop.start_operator()
    for round_number in range(1, 4):
        until(lambda n=round_number: len(loop.answered()) >= 3 * n, "some answers")  # type: ignore[misc]
        station.kill()
        edge.kill()
        station, edge = loop.start_station(), loop.start_edge()
    before = len(loop.answered())
    until(lambda: len(loop.answered()) > before, "another answer after the last restart")
    until(
        lambda: station_report(loop.files.station).answers == len(loop.answered()),
        "every answer at the station, once",
    )
    operator.stop()


def test_that_the_node_runs_on_without_a_station(loop: Loop) -> None:
    loop.endpoint = "tcp://127.0.0.1:9"  # nobody listens there
    SigningKey.load_or_create(loop.files.public_key.parent)
    edge = loop.start_edge()

    def has_played_more_than_once() -> bool:
        edge.check()
        return count_lines(loop.files.detections) > 250

    until(has_played_more_than_once, "more than one pass")
    assert edge.exit_code is None
    edge.stop()
    report = msgspec.json.decode(loop.files.edge_report.read_bytes())
    assert report["questions"] > 0
    assert report["outbox_count"] == report["questions"]
