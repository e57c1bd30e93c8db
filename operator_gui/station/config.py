"""The station's settings."""

from typing import Annotated, Literal

import msgspec

from operator_gui.station.evidence import GateRules
from shared.config import state_folder as default_state_folder
from shared.protocol.rollout import WatchTerms

DeployPolicy = Literal["auto", "confirm", "manual"]
Positive = Annotated[float, msgspec.Meta(gt=0.0, le=1e6)]


class RolloutConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a new version goes out where there is more than one node."""

    first: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    """How many nodes get it first."""

    shares: tuple[Annotated[float, msgspec.Meta(gt=0.0, le=1.0)], ...] = (0.2, 1.0)
    """The share of all nodes that has it after each further stage; the last one is 1."""

    stage_s: Annotated[float, msgspec.Meta(ge=0.0, le=1e6)] = 5.0
    """Every stage but the last lasts at least so long."""

    max_failures: Annotated[float, msgspec.Meta(ge=0.0, lt=1.0)] = 0.1
    """The share of nodes that may refuse it or go back from it before it is taken back for all."""

    node_s: Positive = 120.0
    """A node that says nothing of an offer for so long has failed."""

    settle_s: Positive = 20.0
    """A node that runs it for so long does well, even if it sees too few frames to say so."""

    offline_count: bool = False
    """Whether a stage waits for nodes that are away; else they get the version when they return."""

    watch: WatchTerms = WatchTerms()
    """What a version has to keep to on each node."""


class StationConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a station may be told. Times in seconds, sizes in bytes."""

    endpoint: str = "tcp://127.0.0.1:7341"
    """Where to listen; port 0 lets the system choose."""

    encrypt: bool = False
    """Whether the link is encrypted on loopback too; anywhere else it always is."""

    pairing: str = "auto"
    """Where those knock who want to join an encrypted link: an endpoint, "" for nowhere, or "auto"
    for the port that is two above the link's."""

    state_folder: str = msgspec.field(default_factory=lambda: str(default_state_folder("station")))
    """Where everything is kept. One station a folder."""

    risk: Annotated[float, msgspec.Meta(gt=0.0, lt=1.0)] = 0.05
    """How often the right name may be missing from a prediction set."""

    members: Annotated[int, msgspec.Meta(ge=1, le=64)] = 5
    """How many linear heads form the committee."""

    auto_train: bool = True
    """Whether answers are learned from without being told to."""

    deploy_policy: DeployPolicy = "auto"
    """What becomes of a head that passed the gate. auto: it is offered to the nodes at once.
    confirm: it waits until an operator wants it. manual: as confirm, and nothing is trained before
    an operator wants that either."""

    gate: GateRules = GateRules()
    """From where on the gate refuses a head."""

    holdout_share: Annotated[float, msgspec.Meta(ge=0.0, le=0.5)] = 0.05
    """At most this share of the labelled tracks measures, and is never learned from …"""

    holdout_from_tracks: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 200
    """… once so many teach: before that every answer is worth more as a teacher."""

    train_after_s: Positive = 0.4
    """A full training starts when this long no further answer came …"""

    train_at_most_after_s: Positive = 2.0
    """… and this long after the first answer not yet learned from, at the latest."""

    train_at_once_s: Positive = 0.25
    """Where a full training takes no longer than this, every answer gets one. Otherwise answers
    are learned in closed form at once, and full trainings wait for a longer pause."""

    lease_s: Positive = 10.0
    """An operator who is silent for this long loses the questions he or she holds."""

    away_s: Positive = 300.0
    """From an operator who has done nothing for this long, with the app open, others get the
    questions that wait there, but for the one on top."""

    offline_after_s: Positive = 4.0
    """A node that is silent for this long counts as offline."""

    offer_again_s: Positive = 2.0
    """How long to wait for a node's report before a bundle is offered again."""

    rollout: RolloutConfig = RolloutConfig()
    """How versions go out to the nodes."""

    resend_s: Positive = 3.0
    """How long to wait for a node's acknowledgement of answers before they are sent again."""

    withdraw_resolved: bool = True
    """Whether a question is withdrawn once a newer head, within its risk, answers it itself."""

    withdraw_from_tracks: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 100
    """A head that learned from fewer tracks withdraws nothing: of what heads of 40 tracks would
    have withdrawn on photos of cards, a quarter was wrong; of 100 tracks 9 %, of 200 5 %."""

    withdraw_twins: bool = True
    """Whether a question is withdrawn once a person named the very thing on another robot."""

    answer_within_s: Positive = 3600.0
    """Nodes ask no more than the operators who are there can answer within this time."""

    unattended_questions: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 500
    """How many questions may wait while no operator is there."""

    metrics: str = ""
    """Where Prometheus may ask, as "127.0.0.1:9464"; "" for nowhere."""

    keep_heads: Annotated[int, msgspec.Meta(ge=2, le=100_000)] = 50
    """How many of the latest versions can be gone back to; older heads are deleted."""

    seed: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Of the committee's random numbers."""
