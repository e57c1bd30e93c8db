"""`whatsit evaluate` on the folder of a real station, while it runs and afterwards."""

import json
from pathlib import Path

import pytest

from shared.cli import run
from tests.fakes import wait_until
from tests.unit.station.station_world import FakeNode, FakeOperator, RunningStation, make_query

NAMES = ("mug", "bowl", "vase", "cup")


def teach(node: FakeNode, ada: FakeOperator, count: int, **changes: object) -> None:
    names = [NAMES[at % 4] for at in range(count)]
    ids = [node.ask(make_query(name, seed=at, **changes)) for at, name in enumerate(names)]
    node.until(lambda: node.waiting == 0)
    for query_id, name in zip(ids, names, strict=True):
        ada.name(query_id, name)
    ada.until(lambda: ada.waiting == 0)


def test_that_all_heads_are_compared_while_the_station_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "station"
    with (
        RunningStation.start(folder, auto_train=False) as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        ada.connect()
        teach(node, ada, 20)
        teach(node, ada, 4, reason="audit")
        assert run(["evaluate", "--state", str(folder)]) == 0
        text = capsys.readouterr().out
        assert "20 tracks of 4 classes, 40 views" in text
        assert "no version is active" in text
        assert ada.command("train").ok
        wait_until(node.offers, step=node.step)
        ada.until(lambda: ada.status().active_version == 1)
        assert run(["evaluate", "--state", str(folder), "--heads", "ridge", "--json"]) == 0
        captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert captured.err == "trying ridge …\n"
    assert [head["kind"] for head in report["heads"]] == ["ridge"]
    assert report["heads"][0]["accuracy"][1] == 20
    assert report["active"]["audit"]["tracks"] == 4
    assert report["active"]["holdout"] is None
    assert run(["evaluate", "--state", str(folder), "--heads", "ridge,nearest_mean"]) == 0
    text = capsys.readouterr().out
    assert "nearest_mean" in text
    assert "v1 on random checks: 100.0% right" in text
    assert "v1 on hold-out: no track yet" in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--state", "nowhere"], 1, "no station keeps anything in nowhere"),
        (["--heads", "svm"], 2, "no head 'svm'"),
        (["--heads", ","], 2, "--heads names none"),
    ],
)
def test_that_what_cannot_be_compared_is_one_line(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", *arguments]) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1


def test_that_a_station_without_answers_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    RunningStation.start(tmp_path / "station").stop()
    assert run(["evaluate", "--state", str(tmp_path / "station")]) == 1
    assert "there is no answer to learn from yet" in capsys.readouterr().err
