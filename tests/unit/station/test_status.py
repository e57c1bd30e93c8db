from dataclasses import replace
from typing import get_args

import msgspec

from operator_gui.station.label_store import StoredAnswer
from operator_gui.station.node_memory import KnownNode
from operator_gui.station.registry import Version, VersionRecord
from operator_gui.station.sessions import Peer, Sessions, hello_refusal
from operator_gui.station.status import (
    MAX_NODES,
    LabelCounts,
    StationState,
    answer_progress,
    build_status,
    for_older_app,
)
from shared.bundle import HeadSpec, ModelFile
from shared.domain import AnswerKind, VersionState
from shared.protocol.peers import Hello
from shared.protocol.status import StationStatus, VersionSummary

HEAD = HeadSpec(
    file=ModelFile(sha256="0" * 64, size_bytes=1),
    class_names=("mug",),
    members=5,
    temperature=0.2,
    risk=0.05,
    conformal_threshold=0.0,
    known_scores=(),
    dataset_revision="r",
    labels=2,
    tracks=1,
)


def version(number: int, answer_seq: int, state: VersionState = "retired") -> Version:
    record = VersionRecord(
        version=number,
        trained_at_s=1.0,
        head=HEAD,
        classes=(),
        accuracy_low=None,
        accuracy_high=None,
        answer_seq=answer_seq,
        elapsed_ms=5.0,
        embedder_sha256="e",
    )
    return Version(record, state, "", 2.0 if state == "active" else None)


def answer(
    seq: int, kind: AnswerKind = "name", supersedes: str = "", embedder: str = "e"
) -> StoredAnswer:
    return StoredAnswer(seq, f"a{seq}", f"q{seq}", kind, "mug", supersedes, "rover", embedder)


def states(answers: list[StoredAnswer], versions: list[Version], running: int) -> list[str]:
    progress = answer_progress(
        answers, versions=versions, running={"rover": running}, embedder_sha256="e"
    )
    return [f"{item.state} {item.version}" for item in progress]


def test_that_an_answer_goes_from_saved_over_trained_to_deployed() -> None:
    versions = [version(1, 1), version(2, 2, "active")]
    answers = [answer(1), answer(2), answer(3)]
    assert states(answers, [], 0) == ["saved 0"] * 3
    assert states(answers, versions, 0) == ["trained 1", "trained 2", "saved 0"]
    assert states(answers, versions, 1) == ["deployed 1", "trained 2", "saved 0"]
    assert states(answers, versions, 2) == ["deployed 1", "deployed 2", "saved 0"]


def test_that_going_back_takes_deployed_back() -> None:
    versions = [version(1, 1), version(2, 2), version(3, 1, "active")]
    assert states([answer(2)], versions, 3) == ["trained 2"]


class Counted(int):
    """A number that counts how often it is compared."""

    times = 0

    def __lt__(self, other: int) -> bool:
        Counted.times += 1
        return int(self) < int(other)

    def __gt__(self, other: int) -> bool:
        Counted.times += 1
        return int(self) > int(other)

    def __ge__(self, other: int) -> bool:
        Counted.times += 1
        return int(self) >= int(other)


def test_that_all_versions_of_years_are_not_gone_through_for_every_answer() -> None:
    versions = [version(number, Counted(number)) for number in range(1, 1001)]
    versions.append(version(1001, Counted(3), "active"))  # one that was gone back to
    Counted.times = 0
    answers = [answer(seq) for seq in range(900, 1050)]
    expected = [f"trained {seq}" if seq <= 1000 else "saved 0" for seq in range(900, 1050)]
    assert states(answers, versions, 1001) == expected
    assert Counted.times < 5 * len(versions)


def test_that_a_refused_version_taught_nobody() -> None:
    assert states([answer(1)], [version(1, 1, "refused")], 0) == ["saved 0"]


def test_that_what_teaches_nothing_stays_saved() -> None:
    answers = [answer(1, "dont_know"), answer(2, "later"), answer(3, embedder="other")]
    assert states(answers, [version(1, 9, "active")], 1) == ["saved 0"] * 3
    assert states([answer(1, "withdrawn", "a0")], [version(1, 9, "active")], 1) == ["deployed 1"]


def node_peer(heard_s: float) -> Peer:
    return Peer(route=b"r", role="node", peer_id="rover", name="Rover", heard_s=heard_s, said_s=0.0)


def test_that_the_status_says_who_is_offline_and_what_is_wrong() -> None:
    state = StationState(
        at_s=1000.0,
        now_s=50.0,
        waiting=3,
        oldest_waiting_s=7.0,
        counts=LabelCounts(answers=2, labels=4, classes=(("mug", 2),), latest=(answer(1),)),
        training="idle",
        peers=[node_peer(45.0)],
        offered={"rover": 2},
        versions=[version(1, 1), version(2, 2, "active")],
        embedder_sha256="e",
        offline_after_s=4.0,
        notes=("", "the disk is full", "the trainer died"),
    )
    status = build_status(state)
    assert status.active_version == 2
    assert status.note == "the disk is full; the trainer died"
    (node,) = status.nodes
    assert (node.online, node.last_heard_s, node.offered_version) == (False, 995.0, 2)
    assert status.versions[1].activated_at_s == 2.0


def test_that_a_node_that_was_here_before_the_station_started_is_offline() -> None:
    away = KnownNode(node_id="rig", name="Rig", heard_at_s=400.0, active_version=2, minor=4)
    state = StationState(
        at_s=1000.0,
        now_s=50.0,
        waiting=0,
        oldest_waiting_s=0.0,
        counts=LabelCounts(),
        training="idle",
        peers=[node_peer(50.0)],
        offered={},
        versions=[],
        embedder_sha256="e",
        offline_after_s=4.0,
        notes=(),
        revisions={"rig": 3},
        absent=[away],
    )
    rig, rover = build_status(state).nodes  # by name
    assert (rig.online, rig.last_heard_s, rig.active_version) == (False, 400.0, 2)
    assert (rig.minor, rig.settings_revision) == (4, 3)
    assert rover.online
    crowd = replace(state, peers=[node_peer(50.0)] * MAX_NODES)
    assert {node.name for node in build_status(crowd).nodes} == {"Rover"}


def test_that_the_later_of_two_connections_of_one_peer_counts() -> None:
    sessions = Sessions()
    hello = Hello(role="node", peer_id="rover", name="Rover")
    assert sessions.welcome(b"one", hello, 1.0)[1]
    assert not sessions.welcome(b"one", hello, 2.0)[1]
    assert sessions.welcome(b"two", hello, 3.0)[1]
    assert sessions.get(b"one") is None
    assert [peer.route for peer in sessions.of_role("node")] == [b"two"]
    sessions.forget_silent(90_000.0)
    assert sessions.all() == []


def test_that_another_protocol_is_refused_and_the_older_end_named() -> None:
    assert hello_refusal(Hello(role="node", peer_id="n", name="n", minor=99)) == ""
    older = hello_refusal(Hello(role="node", peer_id="n", name="n", major=0))
    assert older.endswith("update the peer")


def test_that_the_answer_to_a_random_check_teaches_nothing() -> None:
    audit = replace(answer(1), measures=True)
    assert states([audit, answer(2)], [version(1, 2, "active")], 1) == ["saved 0", "deployed 1"]


def test_that_an_answer_to_a_made_view_taught_only_a_version_that_it_helped() -> None:
    without, helped = version(1, 9), version(2, 9, "active")
    helped = replace(helped, record=msgspec.structs.replace(helped.record, made_views="help"))
    made = replace(answer(1), is_made=True)
    assert states([made], [without], 1) == ["saved 0"]
    assert states([made], [without, helped], 1) == ["trained 2"]
    assert states([made], [without, helped], 2) == ["deployed 2"]


def test_that_an_older_app_is_told_of_what_it_knows() -> None:
    told = StationStatus(
        at_s=1.0,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=0,
        labels=0,
        active_version=1,
        training="idle",
        versions=tuple(
            VersionSummary(
                version=number,
                state=state,
                trained_at_s=1.0,
                labels=1,
                tracks=1,
                classes=1,
                dataset_revision="",
            )
            for number, state in enumerate(get_args(VersionState), start=1)
        ),
    )
    assert [version.state for version in for_older_app(told).versions] == [
        *("candidate", "passed", "refused", "passed", "passed", "active", "retired")
    ]
