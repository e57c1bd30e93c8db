"""What the gate found of a version, for operators; since minor version 3."""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Count, Id, Name, Text
from shared.protocol.message import Message

MAX_FINDINGS = 32
MAX_COMPARISONS = 256


class GateFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule found, in words. `state` is "open" where there was too little to look at."""

    rule: Name
    state: Literal["passed", "refused", "open"]
    text: Text


class GateComparison(msgspec.Struct, frozen=True, kw_only=True):
    """Both heads on the same tracks: how many the active one named rightly (`before`), the
    candidate (`after`), and only the one (`lost`) or the other (`gained`).

    `name` is the class, "" for all; `exam` says in words which tracks they are.
    """

    exam: Name
    name: Name = ""
    tracks: Count
    before: Count
    after: Count
    lost: Count
    gained: Count


class GateReportWanted(Message, frozen=True, kw_only=True, tag="gate_report_wanted"):
    """An operator wants to see what the gate found of a version; answered by `GateReport`."""

    version: Count


class GateReport(Message, frozen=True, kw_only=True, tag="gate_report"):
    """What the gate found of a version, by the rules of that day.

    `examined` is false for a version of which nothing is kept: of an earlier release, or unknown.
    `against` is the dataset revision of the head that was active then, "" for none.
    `comparisons`: of all classes together first, then of single ones, the worst first.
    `unlikely`: ids of queries whose answers contradict all others.
    """

    version: Count
    examined: bool
    passed: bool = False
    against: Annotated[str, msgspec.Meta(max_length=64)] = ""
    findings: Annotated[tuple[GateFinding, ...], msgspec.Meta(max_length=MAX_FINDINGS)] = ()
    comparisons: Annotated[
        tuple[GateComparison, ...], msgspec.Meta(max_length=MAX_COMPARISONS)
    ] = ()
    unlikely: Annotated[tuple[Id, ...], msgspec.Meta(max_length=256)] = ()
