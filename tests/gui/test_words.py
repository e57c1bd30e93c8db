import dataclasses

import msgspec
import pytest

from operator_gui.operator_events import LinkChanged
from operator_gui.viewmodels import learning, words
from operator_gui.viewmodels.completion import KnownName, complete
from operator_gui.viewmodels.curve import points_of_versions
from operator_gui.viewmodels.empty import empty
from operator_gui.viewmodels.hint import enter_hint
from operator_gui.viewmodels.link_view import LinkView
from operator_gui.viewmodels.robot_words import wrong_clock_words
from operator_gui.viewmodels.top_bar import banner, node_chip, top_bar
from shared.protocol.answers import AnswerProgress
from shared.protocol.standing import Advice, AuditStanding, Measured
from shared.protocol.status import NodeSummary, StationStatus
from tests.gui.scenes import NOW_S, node, query, status, version

CONNECTED = LinkView(LinkChanged("connected", "", 0), status(), heard_s=10.0)
ENDPOINT = "tcp://127.0.0.1:7341"


def view_of(changed: StationStatus) -> LinkView:
    return dataclasses.replace(CONNECTED, status=changed)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0.0 s"),
        (4.1, "4.1 s"),
        (9.96, "10 s"),
        (59, "59 s"),
        (60, "1 m"),
        (180, "3 m"),
        (7200, "2 h"),
        (3 * 86400, "3 d"),
    ],
)
def test_that_durations_are_one_figure(seconds: float, text: str) -> None:
    assert words.duration(seconds) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.004, "< 1 %"), (0.42, "42 %"), (0.996, "> 99 %"), (1.0, "100 %")],
)
def test_that_a_share_is_never_rounded_to_certainty(share: float, text: str) -> None:
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((), ""),
        (("mug",), "mug"),
        (("mug", "bowl"), "mug or bowl"),
        (("a", "b", "c"), "a, b or c"),
        (("a", "b", "c", "d", "e"), "a, b, c or 2 others"),
    ],
)
def test_that_names_are_listed(names: tuple[str, ...], text: str) -> None:
    assert words.either(names) == text


def test_that_a_name_written_from_the_right_turns_no_sentence_round() -> None:
    named = msgspec.structs.replace(query(), node_name="روبوت")
    assert words.where_seen(named) == "\u2068روبوت\u2069 · seen 4.1 s · 31 views"
    assert words.either(("كوب", "mug")) == "\u2068كوب\u2069 or mug"


def test_that_the_reason_is_said_in_plain_words() -> None:
    novel = query(reason="novel", novelty=0.98)
    assert words.why_asked(novel) == "never seen anything like it (novelty .98)"
    assert words.why_asked(query()) == "could be mug or bowl"
    assert words.why_asked(query(reason="audit")) == "random check"
    assert words.why_asked(query(suggested=())) == "the model is not sure"
    assert words.where_seen(query()) == "rover-1 · seen 4.1 s · 31 views"


@pytest.mark.parametrize(
    ("count_bytes", "text"),
    [(0, "0 MB"), (40_000, "0.1 MB"), (5_400_000, "5.4 MB"), (12e6, "12 MB"), (2.5e9, "2.5 GB")],
)
def test_that_sizes_are_readable(count_bytes: float, text: str) -> None:
    assert words.size(int(count_bytes)) == text


def test_that_an_answer_says_how_far_it_has_come() -> None:
    def progress(state: str, number: int = 0) -> AnswerProgress:
        return AnswerProgress(
            answer_id="a",
            query_id="q",
            kind="name",
            state=state,
            version=number,  # type: ignore[arg-type]
        )

    assert words.progress_words(None) == "on its way"
    assert words.progress_words(progress("saved")) == "saved"
    assert words.progress_words(progress("trained", 13)) == "trained for v13"
    assert words.progress_words(progress("deployed", 13)) == "in v13"


def test_that_the_bar_reads_as_in_the_design() -> None:
    bar = top_bar(CONNECTED, 10.0)
    assert [(c.name, c.words) for c in bar.nodes] == [
        ("rover-1", "live 24 fps"),
        ("rig-2", "offline 3 m"),
    ]
    assert bar.waiting == "14 waiting, oldest 2 m"
    assert bar.model == "model v12 · 94 ± 3 % leave-one-out"
    assert (bar.station.words, bar.station.solid) == ("connected", True)


def test_that_durations_grow_between_two_words_of_the_station() -> None:
    assert top_bar(CONNECTED, 10.0 + 3600).nodes[1].words == "offline 1 h"
    names = [chip.name for chip in top_bar(CONNECTED, 10.0 + 2 * 86_400).nodes]
    assert names == [node.name for node in CONNECTED.nodes if node.online]


@pytest.mark.parametrize(
    ("ahead_s", "words"),
    [
        (None, ""),
        (60.0, ""),
        (-60.0, ""),
        (61.0, "its clock is 1 m ahead of the station's"),
        (-3 * 3600.0, "its clock is 3 h behind the station's"),
    ],
)
def test_that_a_clock_is_wrong_from_a_minute_on(ahead_s: float | None, words: str) -> None:
    assert wrong_clock_words(node(clock_ahead_s=ahead_s)) == words
    assert wrong_clock_words(node(clock_ahead_s=ahead_s, online=False)) == ""


def test_that_nothing_is_claimed_of_nodes_without_a_station() -> None:
    lost = dataclasses.replace(CONNECTED, link=LinkChanged("connecting", "", 2))
    bar = top_bar(lost, 10.0)
    assert {chip.words for chip in bar.nodes} == {"unknown"}
    assert bar.waiting == ""
    told = banner(lost)
    assert told is not None
    assert "2 answers wait safely" in told.text


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (node(state="source_lost"), "camera lost"),
        (node(state="starting"), "starting"),
        (node(online=False, last_heard_s=NOW_S - 9), "offline 9 s"),
    ],
)
def test_that_a_node_says_what_ails_it(changed: NodeSummary, text: str) -> None:
    assert node_chip(changed, NOW_S, connected=True).words == text


def test_that_an_accuracy_nobody_measured_is_not_shown() -> None:
    unmeasured = status(versions=(version(12, accuracy=None),))
    assert top_bar(view_of(unmeasured), 10.0).model == "model v12"
    assert top_bar(view_of(status(active_version=0)), 10.0).model == "no model yet"


def test_that_the_empty_desk_says_what_goes_on() -> None:
    shown = empty(CONNECTED, endpoint=ENDPOINT)
    assert shown.title == "Nothing to ask"
    assert shown.text.startswith("1 robot is watching")
    assert shown.facts == ("100 answers given so far", "model v12 knows 3 classes, right 94 %")


def test_that_a_refusal_is_told_with_its_reason() -> None:
    refused = LinkView(LinkChanged("refused", "protocol 2 is spoken here", 1))
    shown = empty(refused, endpoint=ENDPOINT)
    assert shown.kind == "refused"
    assert shown.text == "Protocol 2 is spoken here. The app asks again by itself."
    assert shown.facts == ("1 answer kept on disk until the station is back",)


def test_that_the_address_looked_for_is_named() -> None:
    assert ENDPOINT in empty(LinkView(), endpoint=ENDPOINT).text


def test_that_a_stopped_link_is_told_before_anything_else() -> None:
    stopped = dataclasses.replace(CONNECTED, failure="cannot write outbox")
    assert empty(stopped, endpoint=ENDPOINT).kind == "stopped"
    told = banner(stopped)
    assert told is not None
    assert "cannot write outbox" in told.text


def test_that_train_says_how_much_is_new() -> None:
    assert learning.train_action(CONNECTED).text == "Train now · 10 new labels"
    running = learning.train_action(view_of(status(training="running")))
    assert (running.text, running.reason) == ("Training…", "a model is being trained right now")
    assert "two classes" in learning.train_action(view_of(status(classes=()))).reason
    assert learning.train_action(LinkView()).reason == "no station is connected"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("passed", ""),
        ("retired", ""),
        ("active", "v7 is active already"),
        ("candidate", "v7 is still being tested"),
        ("refused", "v7 was refused: worse on mug"),
    ],
)
def test_that_deploying_is_refused_with_its_reason(state: str, reason: str) -> None:
    selected = version(7, state=state, reason="worse on mug")
    assert learning.deploy_action(CONNECTED, selected).reason == reason


def test_that_deploying_needs_a_selection() -> None:
    assert learning.deploy_action(CONNECTED, None).reason == "select a version in the table first"


def test_that_rolling_back_needs_something_to_go_back_to() -> None:
    assert learning.roll_back_action(CONNECTED).reason == ""
    only = view_of(status(versions=(version(12),)))
    assert "no earlier model" in learning.roll_back_action(only).reason


def test_that_the_curve_leaves_out_what_was_not_measured() -> None:
    versions = (version(2, labels=40), version(1, labels=20), version(3, accuracy=None))
    assert [point.version for point in points_of_versions(versions)] == [1, 2]


def test_that_the_hint_says_what_enter_does() -> None:
    names = (KnownName("mug", 12),)

    def hint(typed: str) -> str:
        return enter_hint(typed, complete(typed, names), None, "bowl").text

    assert hint("") == "Enter takes “bowl”"
    assert hint("MUG") == "Enter saves “mug” (12 tracks)"
    assert hint("mgu") == "Enter saves the new name “mgu”; Tab takes “mug”"
    assert hint("vase") == "Enter saves the new name “vase”"
    assert enter_hint("mgu", complete("mgu", names), complete("mgu", names)[0], "").name == "mug"


def test_that_a_made_view_is_said_to_be_one() -> None:
    made = msgspec.structs.replace(query(), made_from="q0")
    assert words.why_asked(made).startswith("made from a view")
    assert words.where_seen(made) == "rover-1 · no camera saw this"


AUDIT = AuditStanding(
    active=Measured(hits=47, tracks=50, value=0.94, low=0.91, high=0.97),
    told=Measured(hits=40, tracks=50, value=0.8, low=0.7, high=0.9),
)


def test_that_the_bar_gives_the_audit_as_in_the_design_once_it_means_something() -> None:
    assert top_bar(view_of(status(audit=AUDIT)), 10.0).model == "model v12 · audit 94 ± 3 %"
    few = AuditStanding(active=Measured(hits=2, tracks=3, value=0.7, low=0.2, high=0.9))
    assert top_bar(view_of(status(audit=few)), 10.0).model.endswith("94 ± 3 % leave-one-out")


def test_that_the_learning_page_gives_the_audit_with_its_interval() -> None:
    shown = learning.figures(view_of(status(audit=AUDIT)))[2]
    assert (shown.value, shown.caption) == ("94 % (91 to 97)", "accuracy on 50 random checks")
    none = learning.figures(view_of(status()))[2]
    assert (none.value, none.caption) == ("–", "accuracy on random checks: none yet")


def test_that_the_advice_is_headed_by_what_it_comes_to() -> None:
    assert learning.advice(view_of(status())) is None
    said = Advice(verdict="stop", text="You may stop.")
    shown = learning.advice(view_of(status(advice=said, withdrawn=1)))
    assert shown is not None
    assert shown.value == "Enough for now"
    assert shown.caption == (
        "You may stop. 1 question needed no answer: a newer model knew by itself."
    )
