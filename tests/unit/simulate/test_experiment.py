"""All trials of a simulation, what they come to, and the files that are written of it."""

import csv
import gc
import io
import itertools
import json
import threading
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from edge_node.simulation.arguments import parse_budget, parse_settings, parse_strategies
from edge_node.simulation.experiment import (
    Budget,
    Experiment,
    Settings,
    Variant,
    budget_of,
    folds,
    run_experiment,
)
from edge_node.simulation.files import check_folder, write_files
from edge_node.simulation.gathering import Gathered
from edge_node.simulation.picture import LabelledData
from edge_node.simulation.report import SimulationReport, build_report, figures, summarise
from edge_node.simulation.tables import data_lines, print_report
from shared.errors import SelectionError, UsageError
from shared.selection.registry import STRATEGIES
from tests.unit.simulate.made_up import objects


def settings(**changes: object) -> Settings:
    words = {
        "strategies": "margin",
        "seeds": 3,
        "budget": "20",
        "batch": "5",
        "start": 5,
        "wrong": "0",
        "risk": 0.1,
        "test_share": 0.4,
        "jobs": 2,
    }
    return parse_settings(**(words | changes))  # type: ignore[arg-type]


def gathered(*, tests: int = 0) -> Gathered:
    some = objects(each=20)
    n = len(some)
    return Gathered(
        objects=some,
        sessions=np.arange(n),
        parts=("pool",) * (n - tests) + ("test",) * tests if tests else ("any",) * n,
        copied=np.zeros(n, np.bool_),
        unusable=("a.png: it is damaged",),
        copies=2,
    )


def run(chosen: Settings, stop: threading.Event | None = None, **more: object) -> Experiment:
    return run_experiment(
        folds(gathered(), chosen),
        chosen,
        stop=stop or threading.Event(),
        timer_s=itertools.count(0.0).__next__,
        **more,  # type: ignore[arg-type]
    )


def reported(chosen: Settings) -> tuple[SimulationReport, Experiment]:
    experiment = run(chosen)
    data = summarise(
        LabelledData("made up", (), None, ("b.csv: no boxes",)),
        gathered(),
        folds(gathered(), chosen),
        embedder_sha256="e" * 64,
    )
    return build_report(data, experiment, chosen), experiment


def printed(report: SimulationReport) -> str:
    file = io.StringIO()
    print_report(report, Console(file=file, width=120))
    return file.getvalue()


@pytest.fixture(scope="module")
def report() -> tuple[SimulationReport, Experiment]:
    return reported(settings(wrong="0,0.3", batch="5,10"))


def test_that_the_baseline_is_tried_too_and_only_once() -> None:
    assert [s.name for s in parse_strategies("margin")] == ["margin", "random"]
    assert [s.name for s in parse_strategies("random, margin,random")] == ["random", "margin"]
    assert [s.name for s in parse_strategies("")] == [next(iter(STRATEGIES)), "random"]
    assert {s.name for s in parse_strategies("all")} == set(STRATEGIES)


def test_that_an_unknown_strategy_is_refused_with_the_nearest() -> None:
    with pytest.raises(SelectionError, match="did you mean 'margin'"):
        parse_strategies("margn")


def test_that_variants_differ_from_the_first_in_one_way_each() -> None:
    assert settings(wrong="0,0.05,0.1", batch="10,1").variants == (
        Variant(10, 0.0),
        Variant(10, 0.05),
        Variant(10, 0.1),
        Variant(1, 0.0),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("400", Budget(400, None)),
        ("30%", Budget(None, 0.3)),
        ("0.25", Budget(None, 0.25)),
        ("100%", Budget(None, 1.0)),
        ("1.0", Budget(None, 1.0)),
        ("1", Budget(1, None)),
    ],
)
def test_that_a_budget_is_a_number_or_a_share(text: str, expected: Budget) -> None:
    assert parse_budget(text) == expected


@pytest.mark.parametrize("text", ["", "0", "-3", "101%", "1.5", "many", "nan", "0%"])
def test_that_another_budget_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--budget"):
        parse_budget(text)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("seeds", 0),
        ("start", 0),
        ("jobs", 0),
        ("risk", 0.0),
        ("risk", 1.0),
        ("test_share", 1.0),
        ("batch", "0"),
        ("batch", "5,,6"),
        ("batch", "five"),
        ("wrong", "1"),
        ("wrong", "-0.1"),
        ("wrong", "nan"),
        ("wrong", "x"),
    ],
)
def test_that_an_impossible_option_is_refused_by_its_name(option: str, value: object) -> None:
    with pytest.raises(UsageError, match=f"--{option.replace('_', '-')}"):
        settings(**{option: value})


def test_that_more_labels_than_objects_are_refused_with_how_many_there_are() -> None:
    chosen = settings(budget="37")
    with pytest.raises(UsageError, match="there are only 36 objects to ask about"):
        budget_of(folds(gathered(), chosen), chosen)


def test_that_a_start_beyond_the_budget_is_refused() -> None:
    chosen = settings(start=21)
    with pytest.raises(UsageError, match="--start 21: expected at most the budget, which is 20"):
        budget_of(folds(gathered(), chosen), chosen)


def test_that_a_share_is_of_the_pool() -> None:
    chosen = settings(budget="50%")
    assert budget_of(folds(gathered(), chosen), chosen) == 18


def test_that_seeds_test_on_other_objects_where_the_data_leaves_it_open() -> None:
    open_data = folds(gathered(), settings())
    assert not np.array_equal(open_data.of(0).test.embeddings, open_data.of(1).test.embeddings)
    assert (open_data.pool, open_data.test) == (36, 24)
    named = folds(gathered(tests=12), settings())
    assert named.of(0) is named.of(2)
    assert (named.pool, named.test) == (48, 12)


def test_that_a_fold_is_kept_only_while_it_is_needed() -> None:
    parted = folds(gathered(), settings())
    kept = weakref.ref(parted.of(0))
    gc.collect()
    assert kept() is None
    fold = parted.of(0)
    assert parted.of(0) is fold


def test_that_every_strategy_gets_every_seed_and_variant() -> None:
    found = run(settings(wrong="0,0.2"))
    assert found.seeds == 3
    assert set(found.results) == {
        (name, Variant(5, wrong)) for name in ("margin", "random") for wrong in (0.0, 0.2)
    }
    assert all(len(trials) == 3 for trials in found.results.values())


def test_that_one_job_finds_what_two_find() -> None:
    def scores(experiment: Experiment) -> list[float]:
        return [
            point.score.accuracy
            for trials in experiment.results.values()
            for trial in trials
            for point in trial
        ]

    assert scores(run(settings(jobs=1))) == scores(run(settings(jobs=2)))


def test_that_an_interrupted_run_keeps_the_seeds_that_are_whole() -> None:
    stop, labels = threading.Event(), 0

    def advance(more: int) -> None:
        nonlocal labels
        labels += more
        if labels >= 50:  # the first seed takes 40: 20 for each strategy
            stop.set()

    found = run(settings(jobs=1), stop, advance=advance)
    assert found.seeds == 1
    assert all(len(trials) == 1 for trials in found.results.values())


def test_that_a_trial_which_fails_ends_them_all() -> None:
    def broken(*_: object) -> None:
        raise SelectionError("votes: not all values are finite numbers")

    chosen = settings()
    strategy = replace(chosen.strategies[0], select=broken)
    with pytest.raises(SelectionError, match="votes"):
        run(replace(chosen, strategies=(strategy, *chosen.strategies[1:])))


def test_that_a_report_has_a_curve_for_each_strategy_and_variant(
    report: tuple[SimulationReport, Experiment],
) -> None:
    found, _ = report
    assert [(c.strategy, c.batch, c.wrong) for c in found.curves] == [
        (name, batch, wrong)
        for batch, wrong in ((5, 0.0), (5, 0.3), (10, 0.0))
        for name in ("margin", "random")
    ]
    assert [point.labels for point in found.curves[0].points] == [5, 10, 15, 20]
    assert [point.labels for point in found.curves[-1].points] == [5, 15, 20]
    for curve in found.curves:
        for point in curve.points:
            low, high = point.accuracy.low, point.accuracy.high
            assert low is not None
            assert high is not None
            assert low <= point.accuracy.value <= high


def test_that_the_baseline_needs_all_labels_to_be_as_good_as_itself_at_most(
    report: tuple[SimulationReport, Experiment],
) -> None:
    baseline = report[0].curves[1]
    assert [goal.budget_share for goal in baseline.reached] == [0.25, 0.5, 1.0]
    assert all(goal.share is not None and goal.share <= 1.0 for goal in baseline.reached)
    assert baseline.area_gain.value == 0.0
    assert baseline.worse_at == ()


def test_that_choosing_is_timed_by_the_question() -> None:
    experiment = run(settings(jobs=1))
    # The clock moves on by one at each look, and there are two looks around each of four batches.
    assert sum(p.choose_s for p in experiment.results["margin", Variant(5, 0.0)][0]) == 4.0
    found, _ = reported(settings(jobs=1))
    assert found.curves[0].choose_ms == pytest.approx(1000 * 4 / 20)


def test_that_the_files_hold_what_was_found(
    tmp_path: Path, report: tuple[SimulationReport, Experiment]
) -> None:
    found, experiment = report
    check_folder(tmp_path / "out")
    paths = write_files(tmp_path / "out", found, experiment)
    assert [path.name for path in paths] == ["report.json", "curves.csv", "seeds.csv"]
    stored = json.loads(paths[0].read_text())
    assert stored["data"]["unusable"] == ["b.csv: no boxes", "a.png: it is damaged"]
    assert stored["data"]["classes"] == {"class 0": 20, "class 1": 20, "class 2": 20}
    with paths[1].open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * (4 + 4 + 3)
    assert float(rows[0]["accuracy_low"]) <= float(rows[0]["accuracy"])
    with paths[2].open() as file:
        assert len(list(csv.DictReader(file))) == 3 * len(rows)


def test_that_a_folder_which_cannot_be_made_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="name another folder"):
        check_folder(tmp_path / "file" / "out")


def test_that_figures_say_the_strategy_and_the_share(
    report: tuple[SimulationReport, Experiment],
) -> None:
    names = {item.name: item for item in figures(report[0])}
    assert "margin, batch 5, 0% wrong: area under the curve" in names
    whole = names["random, batch 5, 0% wrong: share of random's labels for its accuracy at 100%"]
    assert whole.value <= 1.0


def test_that_the_table_has_a_line_for_each_strategy_of_each_variant(
    report: tuple[SimulationReport, Experiment],
) -> None:
    text = printed(report[0])
    assert text.count("\nmargin ") == text.count("\nrandom ") == 3
    assert "10 at a time, 0% of the answers wrong" in text
    assert "3 seeds, 95 % intervals" in text


def test_that_people_are_told_what_was_left_out(
    report: tuple[SimulationReport, Experiment],
) -> None:
    text = "\n".join(data_lines(report[0].data))
    assert "made up: 60 objects of 3 classes; 36 to ask about, 24 to test on" in text
    assert "2 pictures are the same as another" in text
    assert "2 pictures cannot be used and are left out:\n  b.csv: no boxes" in text


def test_that_one_seed_is_told_without_intervals() -> None:
    text = printed(reported(settings(seeds=1))[0])
    assert "±" not in text
    assert "one seed" in text


def test_that_the_plots_are_written_in_both_forms(
    tmp_path: Path, report: tuple[SimulationReport, Experiment]
) -> None:
    pytest.importorskip("matplotlib", reason="the plots need the extra simulate")
    from edge_node.simulation.plot import write_plots

    svg, png = write_plots(report[0], tmp_path)
    assert svg.read_text().lstrip().startswith("<?xml")
    assert png.read_bytes().startswith(b"\x89PNG")
