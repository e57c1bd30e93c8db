"""A real station tells nodes how to ask, withdraws what its model knows, and measures it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from shared.protocol.asking import AskingState, AskRules, AskSettings, Attention
from shared.protocol.questions import QuestionGone
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    make_answer,
    make_query,
)

RULES = AskRules(strategy="margin", stream="quantile", questions_per_hour=30.0, audit_share=0.1)
NAMES = ("mug", "bowl")
TAUGHT = 24


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station", withdraw_from_tracks=TAUGHT) as running:
        yield running


def _teach(node: FakeNode, ada: FakeOperator, *, tracks: int = TAUGHT) -> int:
    """Names enough tracks that the head keeps its risk; returns the version that learned them."""
    ids = [node.ask(make_query(NAMES[n % 2], seed=n)) for n in range(tracks)]
    node.until(lambda: node.waiting == 0)
    for n, query_id in enumerate(ids):
        ada.name(query_id, NAMES[n % 2])
    ada.until(lambda: ada.waiting == 0)
    ada.command("train")
    ada.until(
        lambda: any(v.tracks == tracks and v.state == "active" for v in ada.status().versions)
    )
    return ada.status().active_version


def test_that_settings_are_said_until_the_node_has_them_and_the_status_says_what_is_in_force(
    node: FakeNode, ada: FakeOperator
) -> None:
    result = ada.set_asking("rover-1", RULES)
    assert (result.ok, result.text) == (True, "kept, and rover-1 is told")
    node.until(lambda: node.heard_of(AskSettings))
    told = node.heard_of(AskSettings)[0]
    assert (told.rules, told.revision, told.set_by) == (RULES, 1, "ada")
    node.asking = AskingState(rules=RULES, since_s=50.0, revision=1, tokens=3.5)
    node.tell(0)
    node.until(lambda: node.waiting == 0)
    ada.until(lambda: any(n.asking == node.asking for n in ada.status().nodes))
    assert ada.status().nodes[0].settings_revision == 1
    times = _times_told(node)
    known_s = ada.status().at_s
    ada.until(lambda: ada.status().at_s > known_s + 1.0)  # they would be said again by now
    assert _times_told(node) == times


def _times_told(node: FakeNode) -> int:
    """How often settings were sent, of which none are on their way."""
    node.ask(make_query())
    node.until(lambda: node.waiting == 0)
    return len(node.heard_of(AskSettings))


def test_that_settings_are_said_again_until_acknowledged_even_by_a_station_that_restarted(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "station"
    with RunningStation.start(folder) as running:
        endpoint = str(running.endpoint)
        with (
            FakeNode(running.endpoint, tmp_path) as node,
            FakeOperator(running.endpoint, tmp_path) as ada,
        ):
            node.dont_ack_settings = True
            node.connect()
            ada.connect()
            ada.set_asking("rover-1", RULES)
            node.until(lambda: len(node.heard_of(AskSettings)) >= 2)
    with (
        RunningStation.start(folder, endpoint=endpoint) as running,
        FakeNode(running.endpoint, tmp_path) as node,
    ):
        node.connect()
        node.until(lambda: node.heard_of(AskSettings))
        assert node.heard_of(AskSettings)[0].rules == RULES


def test_that_a_later_setting_has_a_higher_revision_than_the_node_ever_heard_of(
    node: FakeNode, ada: FakeOperator
) -> None:
    node.asking = AskingState(rules=RULES, since_s=50.0, revision=41)
    node.tell(0)
    ada.until(lambda: ada.status().nodes and ada.status().nodes[0].asking)
    ada.set_asking("rover-1", None)
    node.until(lambda: node.heard_of(AskSettings))
    assert (node.heard_of(AskSettings)[0].revision, node.heard_of(AskSettings)[0].rules) == (
        42,
        None,
    )


def test_that_what_cannot_be_obeyed_is_refused_in_words(
    running: RunningStation, tmp_path: Path, ada: FakeOperator
) -> None:
    assert "no robot of that name" in ada.set_asking("nobody", RULES).text
    with FakeNode(running.endpoint, tmp_path, "old") as old:
        old.hello = msgspec.structs.replace(old.hello, minor=1)
        old.connect()
        refused = ada.set_asking("old", RULES)
        assert (refused.ok, "older release" in refused.text) == (False, True)
        old.hello = msgspec.structs.replace(old.hello, minor=2)
    with FakeNode(running.endpoint, tmp_path, "new") as new:
        new.connect()
        tarot = msgspec.structs.replace(RULES, strategy="tarot")
        assert "none is called 'tarot'" in ada.set_asking("new", tarot).text
        assert new.heard_of(AskSettings) == []


def test_that_an_older_node_hears_nothing_that_it_does_not_know(
    running: RunningStation, tmp_path: Path, node: FakeNode
) -> None:
    with FakeNode(running.endpoint, tmp_path, "old") as old:
        old.hello = msgspec.structs.replace(old.hello, minor=1)
        old.connect()
        node.until(lambda: node.heard_of(Attention))
        old.ask(make_query(node_id="old"))
        old.until(lambda: old.waiting == 0)
        assert old.heard_of(Attention) == []


def test_that_a_node_hears_how_much_people_can_take(tmp_path: Path) -> None:
    limits = {"unattended_questions": 5, "answer_within_s": 60.0}
    with (
        RunningStation.start(tmp_path / "station", **limits) as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        node.until(lambda: node.heard_of(Attention))
        alone = node.heard_of(Attention)[-1]
        assert (alone.room, alone.waiting, alone.operators) == (5, 0, 0)
        query_id = node.ask(make_query())
        node.until(lambda: node.waiting == 0)
        ada.connect()
        ada.want(1)
        ada.until(lambda: ada.held)
        node.until(lambda: node.heard_of(Attention)[-1].operators == 1)
        assert node.heard_of(Attention)[-1].room == 9  # 60 s at 6 s each, less the one that waits
        ada.submit(make_answer(query_id, elapsed_ms=20_000.0))
        ada.until(lambda: ada.waiting == 0)
        node.until(lambda: node.heard_of(Attention)[-1].answer_s == 20.0)
        assert node.heard_of(Attention)[-1].room == 3


def test_that_a_question_that_a_new_head_answers_is_withdrawn_from_everybody(
    running: RunningStation, node: FakeNode, ada: FakeOperator
) -> None:
    ada.want(1)
    known = node.ask(make_query("mug", seed=77))
    strange = node.ask(make_query("teapot", seed=78))
    check = node.ask(make_query("mug", seed=79, reason="audit", value=0.1))
    node.until(lambda: node.waiting == 0)
    version = _teach(node, ada)
    node.until(lambda: any(a.resolved_by for a in node.answers))
    (told,) = (a for a in node.answers if a.resolved_by)
    assert (told.query_id, told.kind, told.resolved_by <= version) == (known, "withdrawn", True)
    ada.until(lambda: ada.status().withdrawn == 1)
    gone = [g for g in ada.heard_of(QuestionGone) if known in g.query_ids]
    assert gone[-1].reason == "the model knows it by now"
    assert ada.status().waiting == 2
    ada.held.clear()
    ada.want(5)
    ada.until(lambda: set(ada.held) == {strange, check})


def test_that_a_withdrawn_question_stays_closed_over_a_restart_and_late_answers_still_count(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "station"
    with (
        RunningStation.start(folder, withdraw_from_tracks=TAUGHT) as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        ada.connect()
        known = node.ask(make_query("mug", seed=77))
        node.until(lambda: node.waiting == 0)
        _teach(node, ada)
        ada.until(lambda: ada.status().withdrawn == 1)
        endpoint = str(running.endpoint)
    with (
        RunningStation.start(folder, endpoint=endpoint) as running,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        ada.connect()
        assert (ada.status().waiting, ada.status().withdrawn) == (0, 1)
        answers = ada.status().answers
        ada.name(known, "mug")
        ada.until(lambda: ada.waiting == 0)
        ada.until(lambda: ada.status().answers == answers + 1)


def test_that_what_an_operator_looks_at_is_not_taken_away(
    running: RunningStation, node: FakeNode, ada: FakeOperator
) -> None:
    looked_at = node.ask(make_query("mug", seed=77))
    node.until(lambda: node.waiting == 0)
    ada.want(1)
    ada.until(lambda: looked_at in ada.held)
    ada.want(0)
    other = node.ask(make_query("bowl", seed=80))
    node.until(lambda: node.waiting == 0)
    _teach(node, ada)
    ada.until(lambda: ada.status().withdrawn == 1)
    assert looked_at in ada.held
    assert [g for g in ada.heard_of(QuestionGone) if looked_at in g.query_ids] == []
    node.until(lambda: {a.query_id for a in node.answers if a.resolved_by} == {other})
    ada.held.clear()  # the next one is on top: now it may go
    ada.want(1)
    ada.until(lambda: ada.status().withdrawn == 2)


def test_that_random_checks_measure_the_model_and_teach_it_nothing(
    running: RunningStation, node: FakeNode, ada: FakeOperator
) -> None:
    version = _teach(node, ada)
    labels = ada.status().labels
    assert ada.status().audit is None
    right = make_query("mug", seed=90, reason="audit", head_version=version, predicted="mug")
    wrong = make_query("mug", seed=91, reason="audit", head_version=version, predicted="bowl")
    unknown = make_query("teapot", seed=92, reason="audit", head_version=version, predicted="bowl")
    for envelope, name in ((right, "mug"), (wrong, "mug"), (unknown, "teapot")):
        ada.name(node.ask(envelope), name)
    skipped = node.ask(make_query("mug", seed=93, reason="audit", head_version=version))
    node.until(lambda: node.waiting == 0)
    ada.submit(make_answer(skipped, "", kind="dont_know"))
    ada.until(lambda: ada.waiting == 0)

    def audited() -> bool:
        audit = ada.status().audit
        return audit is not None and audit.told is not None and audit.told.tracks == 3

    ada.until(audited)
    status = ada.status()
    assert status.audit is not None
    assert status.audit.told is not None
    assert status.audit.active is not None
    assert (status.audit.told.hits, status.audit.active.hits) == (1, 2)
    assert status.audit.active.low < 2 / 3 < status.audit.active.high
    assert status.labels == labels
    assert status.training == "idle"
    of_version = next(v for v in status.versions if v.version == version)
    assert (of_version.audit_hits, of_version.audit_tracks) == (1, 3)


def test_that_questions_that_look_alike_do_not_come_one_after_the_other(
    running: RunningStation, node: FakeNode, ada: FakeOperator
) -> None:
    first, twin = (node.ask(make_query("mug", seed=n, value=0.9 - n / 10)) for n in (0, 1))
    other = node.ask(make_query("bowl", value=0.1))
    node.until(lambda: node.waiting == 0)
    ada.want(2)
    ada.until(lambda: len(ada.held) == 2)
    assert set(ada.held) == {first, other}
    ada.want(1)
    ada.until(lambda: twin in ada.held)


def test_that_the_station_says_whether_to_go_on(
    running: RunningStation, node: FakeNode, ada: FakeOperator
) -> None:
    ada.until(lambda: ada.status().advice)
    advice = ada.status().advice
    assert advice is not None
    assert advice.verdict == "too_early"
    assert advice.text.startswith("Go on")


def test_that_a_head_of_few_tracks_withdraws_nothing(
    running: RunningStation, node: FakeNode, ada: FakeOperator
) -> None:
    known = node.ask(make_query("mug", seed=77))
    node.until(lambda: node.waiting == 0)
    _teach(node, ada, tracks=TAUGHT - 2)
    ada.want(1)
    ada.until(lambda: known in ada.held)
    assert ada.status().withdrawn == 0
