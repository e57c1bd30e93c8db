"""The whole way of a question on real sockets, files and a real trainer process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.report import station_report
from shared.bundle import decode_manifest
from shared.keys import PUBLIC_KEY_FILE, TrustedKey
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobRequest, DeployOffer
from shared.protocol.questions import Question, QuestionGone
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.station.station_world import (
    EMBEDDER_SHA256,
    FakeNode,
    FakeOperator,
    RunningStation,
    make_answer,
    make_query,
)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station") as running:
        yield running


def step_both(node: FakeNode, operator: FakeOperator) -> None:
    node.step()
    operator.step()


def asked(node: FakeNode, envelope: Envelope) -> str:
    """Asks and waits until the station has it."""
    query_id = node.ask(envelope)
    node.until(lambda: node.waiting == 0)
    return query_id


def teach(node: FakeNode, operator: FakeOperator, names: list[str]) -> list[str]:
    """Asks and answers once for each name; waits until all is on disk."""
    ids = [node.ask(make_query(name, seed=i)) for i, name in enumerate(names)]
    node.until(lambda: node.waiting == 0)
    for query_id, name in zip(ids, names, strict=True):
        operator.name(query_id, name)
    operator.until(lambda: operator.waiting == 0)
    return ids


def test_that_an_answer_becomes_a_signed_version_on_the_node(
    running: RunningStation, node: FakeNode, ada: FakeOperator
) -> None:
    query_id = asked(node, make_query("mug"))
    ada.want(3)
    ada.until(lambda: query_id in ada.held)
    question = ada.held[query_id]
    assert isinstance(question.message, Question)
    assert len(question.payloads) == 1 + 2
    ada.name(query_id, "  Coffee   mug ")
    wait_until(lambda: node.offers() and node.answers, step=lambda: step_both(node, ada))
    assert node.answers[0].name == "Coffee mug"
    offer = node.heard_of(DeployOffer)[0]
    trusted = TrustedKey.load(running.folder / "keys" / PUBLIC_KEY_FILE)
    assert trusted.verify(offer.manifest, offer.signature)
    manifest = decode_manifest(offer.manifest)
    assert manifest.version == 1
    assert manifest.key_id == trusted.key_id
    assert manifest.head is not None
    assert manifest.head.class_names == ("Coffee mug",)
    wait_until(
        lambda: any(p.state == "deployed" for p in ada.status().progress),
        step=lambda: step_both(node, ada),
    )
    report = station_report(running.folder)
    assert (report.questions, report.answers, report.labels) == (1, 1, 2)
    assert report.versions_active == (1,)
    assert len(report.answer_to_active_ms) == 1


def test_that_a_node_fetches_the_head_and_the_embedder_in_parts(
    node: FakeNode, ada: FakeOperator
) -> None:
    teach(node, ada, ["mug", "bowl"])
    wait_until(node.offers, step=lambda: step_both(node, ada))
    head = node.manifest_of(node.offers()[0]).head
    assert head is not None
    for sha256, size in ((head.file.sha256, head.file.size_bytes), (EMBEDDER_SHA256, 32)):
        node.heard.clear()
        node.link.send(BlobRequest(sha256=sha256, offset=2, length=10))
        node.until(node.chunks)
        assert node.chunks()[0].total_bytes == size
        assert len(node.heard[-1].payloads[0]) == 10
    node.link.send(BlobRequest(sha256="0" * 64, offset=0, length=10))
    node.until(node.refusals)
    assert node.refusals()[0].code == "unknown_blob"
    node.link.send(BlobRequest(sha256=EMBEDDER_SHA256, offset=32, length=10))
    node.until(lambda: len(node.refusals()) == 2)
    assert "has 32 bytes" in node.refusals()[1].reason


def test_that_two_operators_never_hold_the_same_question(
    running: RunningStation, node: FakeNode, ada: FakeOperator, tmp_path: Path
) -> None:
    for seed in range(6):
        node.ask(make_query(seed=seed))
    node.until(lambda: node.waiting == 0)
    with FakeOperator(running.endpoint, tmp_path, "bob") as bob:
        bob.connect()
        ada.want(3)
        bob.want(3)

        def step() -> None:
            ada.step()
            bob.step()

        wait_until(lambda: len(ada.held) == len(bob.held) == 3, step=step)
        assert not ada.held.keys() & bob.held.keys()
        taken = next(iter(ada.held))
        bob.submit(make_answer(taken, "mug"))  # late, and Ada still sees it
        wait_until(lambda: taken not in ada.held, step=step)
        assert ada.heard_of(QuestionGone)[-1].query_ids == (taken,)


def test_that_a_silent_operator_loses_what_it_holds(node: FakeNode, tmp_path: Path) -> None:
    with RunningStation.start(tmp_path / "other", lease_s=0.6) as running:
        with FakeNode(running.endpoint, tmp_path, "rover-2") as other:
            other.connect()
            query_id = asked(other, make_query(node_id="rover-2"))
        with FakeOperator(running.endpoint, tmp_path, "silent") as silent:
            silent.connect()
            silent.want(1)
            silent.until(lambda: query_id in silent.held)
            with FakeOperator(running.endpoint, tmp_path, "bob") as bob:
                bob.connect()
                bob.want(1)
                bob.until(lambda: query_id in bob.held)


def test_that_an_undo_reopens_the_question_in_front_and_tells_the_node(
    node: FakeNode, ada: FakeOperator
) -> None:
    first = asked(node, make_query(value=0.1))
    asked(node, make_query(value=0.9, seed=1))
    answer = ada.name(first, "mug")
    ada.until(lambda: ada.waiting == 0)
    ada.submit(make_answer(first, "", kind="withdrawn", supersedes=answer.answer_id))
    ada.until(lambda: ada.waiting == 0)
    ada.want(1)
    ada.until(lambda: ada.held)
    assert list(ada.held) == [first]
    wait_until(
        lambda: [told.kind for told in node.answers] == ["name", "withdrawn"],
        step=lambda: step_both(node, ada),
    )
    ada.until(lambda: ada.status().waiting == 2)
    assert ada.status().labels == 0


def test_that_taking_back_the_only_answer_leaves_the_active_version(
    node: FakeNode, ada: FakeOperator
) -> None:
    (query_id,) = teach(node, ada, ["mug"])
    wait_until(node.offers, step=lambda: step_both(node, ada))
    ada.until(lambda: ada.status().progress)
    (given,) = ada.status().progress
    ada.submit(make_answer(query_id, "", kind="withdrawn", supersedes=given.answer_id))
    ada.until(lambda: "no answer is left to learn from" in ada.status().note)
    assert ada.status().active_version == 1


def test_that_later_puts_a_question_behind_everything_asked_since(
    node: FakeNode, ada: FakeOperator
) -> None:
    first = asked(node, make_query(value=0.9))
    ada.submit(make_answer(first, "", kind="later"))
    ada.until(lambda: ada.waiting == 0)
    second = asked(node, make_query(value=0.1, seed=1))
    ada.want(1)
    ada.until(lambda: ada.held)
    assert list(ada.held) == [second]
    ada.want(1)
    ada.until(lambda: len(ada.held) == 2)
    assert node.answers == []


def test_that_examples_show_what_suggested_names_looked_like(
    node: FakeNode, ada: FakeOperator
) -> None:
    teach(node, ada, ["mug", "bowl"])
    wait_until(node.offers, step=lambda: step_both(node, ada))
    query_id = asked(node, make_query("mug", seed=5))
    ada.want(1)
    ada.until(lambda: query_id in ada.held)
    question = ada.held[query_id].message
    assert isinstance(question, Question)
    likely = [s.probability for s in question.query.suggestions]
    assert likely == sorted(likely, reverse=True)
    sources = {s.name: s.source for s in question.query.suggestions}
    assert sources == {"mug": "station", "bowl": "station", "cup": "detector"}
    assert [example.name for example in question.examples] == ["mug", "bowl"]
    assert len(ada.held[query_id].payloads) == 1 + 2 + 2


def test_that_a_version_can_be_rolled_back_and_deployed_again(
    node: FakeNode, ada: FakeOperator
) -> None:
    assert not ada.command("train").ok
    assert "no answer to learn from" in ada.results[-1].text
    assert "no earlier version" in ada.command("roll_back").text
    teach(node, ada, ["mug"])
    wait_until(lambda: 1 in node.offers(), step=lambda: step_both(node, ada))
    teach(node, ada, ["bowl"])
    wait_until(lambda: 2 in node.offers(), step=lambda: step_both(node, ada))
    result = ada.command("roll_back")
    assert (result.ok, result.text) == (True, "version 1 is being deployed again as 3")
    wait_until(lambda: 3 in node.offers(), step=lambda: step_both(node, ada))
    head = node.manifest_of(3).head
    assert head is not None
    assert head.class_names == ("mug",)
    assert ada.command("deploy", 2).ok
    wait_until(lambda: 4 in node.offers(), step=lambda: step_both(node, ada))
    assert not ada.command("deploy", 99).ok
    assert ada.command("train").text.startswith("version 5 learned from 2 tracks")
    ada.until(lambda: ada.status().active_version == 5)
    states = {v.version: v.state for v in ada.status().versions}
    assert states[1] == states[2] == "retired"


def test_that_what_passed_waits_for_an_operator_where_that_is_wanted(tmp_path: Path) -> None:
    with (
        RunningStation.start(tmp_path / "station", deploy_policy="confirm") as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        ada.connect()
        teach(node, ada, ["mug"])
        ada.until(lambda: ada.status().versions)
        assert ada.status().versions[0].state == "passed"
        assert "version 1 passed its tests and waits" in ada.status().note
        assert node.offers() == []
        assert ada.command("deploy", 1).text == "version 1 is being deployed"
        wait_until(lambda: 1 in node.offers(), step=lambda: step_both(node, ada))
        ada.until(lambda: ada.status().active_version == 1 and not ada.status().note)


def test_that_nothing_is_even_trained_before_an_operator_wants_it(tmp_path: Path) -> None:
    with (
        RunningStation.start(tmp_path / "station", deploy_policy="manual") as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        ada.connect()
        teach(node, ada, ["mug"])
        ada.until(lambda: ada.status().answers == 1)
        assert (ada.status().training, ada.status().versions) == ("idle", ())
        assert ada.command("train").text == (
            "version 1 learned from 1 tracks; deploy it when you like"
        )
        assert node.offers() == []


def test_that_an_offer_is_repeated_until_the_node_reports(
    node: FakeNode, ada: FakeOperator
) -> None:
    node.dont_report = node.dont_ack_answers = True
    teach(node, ada, ["mug"])
    wait_until(
        lambda: len(node.offers()) >= 3 and max(node.batches.values(), default=0) >= 3,
        step=lambda: step_both(node, ada),
    )
    node.dont_report = node.dont_ack_answers = False
    wait_until(lambda: ada.status().nodes[0].active_version == 1, step=lambda: step_both(node, ada))


def test_that_a_node_that_refused_a_version_is_not_offered_it_again(
    node: FakeNode, ada: FakeOperator, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("refused version 1: no wish to", "version 1 is taken back")
    node.refuse_versions = True
    teach(node, ada, ["mug"])
    wait_until(lambda: node.offers() and not node.waiting, step=lambda: step_both(node, ada))
    node.refuse_versions = False
    node.heard.clear()
    teach(node, ada, ["bowl"])
    wait_until(node.offers, step=lambda: step_both(node, ada))
    assert node.offers()[0] == 2


def test_that_a_newcomer_is_offered_the_active_version(
    running: RunningStation, node: FakeNode, ada: FakeOperator, tmp_path: Path
) -> None:
    teach(node, ada, ["mug"])
    wait_until(node.offers, step=lambda: step_both(node, ada))
    with FakeNode(running.endpoint, tmp_path, "rover-2") as newcomer:
        newcomer.connect()
        newcomer.until(lambda: set(newcomer.offers()) == {1})


def test_that_a_robot_that_is_off_is_still_known_after_a_restart(tmp_path: Path) -> None:
    home = tmp_path / "station"
    with RunningStation.start(home) as running, FakeNode(running.endpoint, tmp_path) as node:
        node.connect()
        with FakeOperator(running.endpoint, tmp_path) as ada:
            ada.connect()
            ada.until(lambda: [one.online for one in ada.status().nodes] == [True])
        told = ada.status().nodes[0]
    with RunningStation.start(home) as again, FakeOperator(again.endpoint, tmp_path) as ben:
        ben.connect()
        (known,) = ben.status().nodes
        assert (known.node_id, known.name, known.online) == (told.node_id, told.name, False)
        assert 0.0 < known.last_heard_s <= ben.status().at_s
        with FakeNode(again.endpoint, tmp_path) as node:
            node.connect()
            ben.until(lambda: [one.online for one in ben.status().nodes] == [True])


def test_that_a_made_view_is_asked_about_but_is_no_track_and_an_offer_judges_it(
    running: RunningStation, node: FakeNode, ada: FakeOperator
) -> None:
    names = ["mug", "bowl"] * 4
    sources = teach(node, ada, names)
    made = [make_query(name, made_from=i) for name, i in zip(names, sources, strict=True)]
    ids = [node.ask(envelope) for envelope in made]
    node.until(lambda: node.waiting == 0)
    ada.want(1)
    ada.until(lambda: ada.held)
    (question,) = (envelope.message for envelope in ada.held.values())
    assert isinstance(question, Question)
    assert question.query.made_from in sources
    assert [s.name for s in question.query.suggestions] == ["cup"]  # its own, not the head's
    for query_id, name in zip(ids, names, strict=True):
        ada.name(query_id, name)
    wait_until(
        lambda: any(offer.made_views != "untested" for offer in node.heard_of(DeployOffer)),
        step=lambda: step_both(node, ada),
    )
    wait_until(
        lambda: {c.name: c.tracks for c in ada.status().classes} == {"mug": 4, "bowl": 4},
        step=lambda: step_both(node, ada),
    )
