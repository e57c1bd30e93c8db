"""Examples of the messages about labels as they change, for `messages.py`."""

from shared.protocol.curation import (
    AnswerOrigin,
    ClassesWanted,
    ClassList,
    ClassStanding,
    Confirm,
    Curate,
    Delete,
    Merge,
    OperationSummary,
    OtherAnswer,
    Provenance,
    ProvenanceWanted,
    Relabel,
    Rename,
    Split,
    SplitPart,
    SplitProposal,
    SplitWanted,
    Suspicion,
    TrackList,
    TrackSummary,
    TracksWanted,
    Undo,
)
from shared.protocol.curve import Curve, CurvePart, CurveWanted
from shared.protocol.messages import AnyMessage
from shared.protocol.mistakes import ClassRight, MistakeCell, Mistakes, MistakesWanted
from shared.protocol.standing import Measured
from shared.protocol.track_view import TrackView, TrackViewWanted

AT_S = 1_700_000_000.25

CURATION_EXAMPLES: dict[str, AnyMessage] = {
    "curate rename": Curate(command_id="c", change=Rename(name="mug", to="cup")),
    "curate merge": Curate(command_id="c", change=Merge(names=("mug", "cup"), into="mug")),
    "curate split": Curate(
        command_id="c", change=Split(name="mug", proposal_id="p", into=("mug", "tall mug"))
    ),
    "curate delete": Curate(command_id="c", change=Delete(name="mug", ask_again=True)),
    "curate relabel": Curate(command_id="c", change=Relabel(query_ids=("q1", "q2"), name="bowl")),
    "curate relabel background": Curate(
        command_id="c", change=Relabel(query_ids=("q1",), kind="not_an_object")
    ),
    "curate confirm": Curate(command_id="c", change=Confirm(query_ids=("q1",))),
    "curate undo": Curate(command_id="c", change=Undo(operation_id="c0")),
    "curate undo latest": Curate(command_id="c", change=Undo()),
    "classes_wanted": ClassesWanted(request_id="r"),
    "tracks_wanted": TracksWanted(request_id="r", show="suspicious"),
    "tracks_wanted full": TracksWanted(
        request_id="r", show="class", name="mug", cursor=12, limit=8, pictures=False
    ),
    "tracks_wanted mistaken": TracksWanted(
        request_id="r", show="mistaken", name="mug", taken_for="bowl"
    ),
    "curve_wanted": CurveWanted(request_id="r"),
    "curve_wanted full": CurveWanted(request_id="r", name="mug"),
    "curve": Curve(request_id="r"),
    "curve full": Curve(
        request_id="r",
        name="mug",
        parts=(
            CurvePart(version=1, state="retired", labels=40, answers=20, minutes=2.5),
            CurvePart(
                version=2,
                state="active",
                labels=80,
                answers=41,
                minutes=4.25,
                left_out=Measured(hits=30, tracks=40, value=0.75, low=0.5, high=0.875),
                checks=Measured(hits=3, tracks=4, value=0.75, low=0.25, high=0.9375),
            ),
        ),
    ),
    "mistakes_wanted": MistakesWanted(request_id="r"),
    "mistakes": Mistakes(request_id="r"),
    "mistakes full": Mistakes(
        request_id="r",
        classes=(ClassRight(name="mug", tracks=12, right=9),),
        cells=(MistakeCell(called="mug", taken_for="bowl", tracks=3),),
    ),
    "track_view_wanted": TrackViewWanted(request_id="r", query_id="q"),
    "track_view": TrackView(
        request_id="r", query_id="q", frame_width_px=640, box=(1.0, 2.0, 3.0, 4.0)
    ),
    "split_wanted": SplitWanted(request_id="r", name="mug", parts=3, pictures=False),
    "provenance_wanted": ProvenanceWanted(request_id="r", answer_id="a"),
    "provenance_wanted version": ProvenanceWanted(request_id="r", version=3, cursor=40),
    "class_list": ClassList(request_id="r", classes=()),
    "class_list full": ClassList(
        request_id="r",
        classes=(ClassStanding(name="mug", tracks=12, teaching=10, suspicious=1),),
        operations=(
            OperationSummary(
                operation_id="c0",
                text="renamed cup to mug",
                at_s=AT_S,
                operator="Ada",
                tracks=12,
                undone=True,
            ),
        ),
        unknown=4,
    ),
    "class_list undo": ClassList(
        request_id="r",
        classes=(),
        operations=(
            OperationSummary(
                operation_id="c1",
                text="took back: renamed cup to mug",
                at_s=AT_S,
                operator="Ada",
                tracks=12,
                undoes="c0",
            ),
        ),
    ),
    "class_list disputed": ClassList(request_id="r", classes=(), disputed=2),
    "track_list disputed": TrackList(
        request_id="r",
        tracks=(
            TrackSummary(
                query_id="q1",
                answer_id="a1",
                kind="name",
                name="mug",
                operator="Ada",
                answered_at_s=AT_S,
                node_id="n",
                views=3,
                others=(
                    OtherAnswer(kind="not_an_object", name="", operator="Bo", answered_at_s=AT_S),
                ),
            ),
        ),
        total=1,
    ),
    "track_list": TrackList(request_id="r", tracks=(), total=0),
    "track_list seen": TrackList(
        request_id="r",
        tracks=(
            TrackSummary(
                query_id="q1",
                answer_id="a1",
                kind="name",
                name="mug",
                operator="Ada",
                answered_at_s=AT_S,
                node_id="n",
                views=3,
                source_id="camera",
                seen_at_s=AT_S,
                asked_by=4,
            ),
        ),
        total=1,
    ),
    "track_list full": TrackList(
        request_id="r",
        tracks=(
            TrackSummary(
                query_id="q1",
                answer_id="a1",
                kind="name",
                name="mug",
                operator="Ada",
                answered_at_s=AT_S,
                node_id="n",
                views=3,
                teaches=False,
                is_made=True,
                suspicion=Suspicion(
                    looks_like="bowl",
                    probability=0.9375,
                    own_probability=0.03125,
                    reason="looks like bowl (94 %), and was called mug (3 %)",
                    nearest=("q7", "q9"),
                ),
            ),
        ),
        total=65,
        next_cursor=17,
    ),
    "split_proposal": SplitProposal(
        request_id="r",
        proposal_id="p",
        name="mug",
        parts=(
            SplitPart(tracks=8, examples=("q1", "q2")),
            SplitPart(tracks=4, examples=("q3",)),
        ),
        unlike=1,
    ),
    "provenance": Provenance(request_id="r", versions=(), answers=()),
    "provenance full": Provenance(
        request_id="r",
        versions=(3, 4),
        answers=(
            AnswerOrigin(
                answer_id="a1",
                query_id="q1",
                kind="name",
                name="mug",
                operator="Ada",
                answered_at_s=AT_S,
                number=17,
                node_id="n",
                supersedes="a0",
                superseded_by="a2",
                operation_id="c0",
            ),
        ),
        total=1,
        next_cursor=18,
    ),
}
