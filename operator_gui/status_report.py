"""What a station says of itself, in lines for a terminal."""

from pathlib import Path

from operator_gui.station_caller import StationCaller
from operator_gui.viewmodels.access import joining_words, stranger_words
from operator_gui.viewmodels.asking import held_words, rules_words
from operator_gui.viewmodels.robot_words import (
    playback_words,
    recording_words,
    temperature_tip,
    temperature_words,
    wrong_clock_words,
)
from operator_gui.viewmodels.words import around, plural, whole_duration
from shared.clock import SystemClock
from shared.protocol.standing import Measured
from shared.protocol.status import NodeSummary, StationStatus
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint


def fetch_status(
    endpoint: Endpoint,
    *,
    timeout_s: float,
    curve: ClientCurve | None = None,
    calls: Path | None = None,
) -> StationStatus:
    """The station's next word of itself. Raises LinkError if none comes in time.

    Parameters as `StationCaller` has them.
    """
    clock = SystemClock()
    with StationCaller(
        endpoint, operator="status", clock=clock, connect_s=timeout_s, curve=curve, calls=calls
    ) as station:
        return station.status()


def status_lines(status: StationStatus) -> list[str]:
    """The station, its model and every node, a line each."""
    waiting = f"{status.waiting:,} waiting"
    if status.waiting:
        waiting += f", oldest {whole_duration(status.oldest_waiting_s)}"
    lines = [
        f"questions  {waiting}; {status.answers:,} answers, {status.labels:,} labels"
        + (f", {status.withdrawn:,} withdrawn as known" if status.withdrawn else ""),
        f"model      {_model(status)}",
    ]
    if status.rollout is not None:
        lines.append(f"rollout    {status.rollout.text}")
    if status.suspicious:
        wrong = "1 looks" if status.suspicious == 1 else f"{status.suspicious:,} look"
        lines.append(f"labels     {wrong} wrong: see `whatsit classes suspicious`")
    if status.advice is not None:
        lines.append(f"advice     {status.advice.text}")
    lines += [line for node in status.nodes for line in _node_lines(node, status.at_s)]
    lines += [f"joining    {joining_words(who)}" for who in status.joining]
    lines += [f"stranger   {stranger_words(who, status.at_s)}" for who in status.strangers]
    if status.note:
        lines.append(f"note       {status.note}")
    return lines


def _model(status: StationStatus) -> str:
    if not status.active_version:
        return "none yet"
    text = f"v{status.active_version}, {plural(len(status.classes), 'class', 'classes')}"
    audit = status.audit
    if audit is None or audit.active is None:
        return f"{text}, no random checks yet"
    told = f"; as told by robots {_measured(audit.told)}" if audit.told is not None else ""
    return f"{text}, audit {_measured(audit.active)}{told}"


def _measured(share: Measured) -> str:
    return f"{around(share.value, share.low, share.high)} of {share.tracks}"


def _node_lines(node: NodeSummary, now_s: float) -> list[str]:
    heard = "live" if node.online else f"offline {whole_duration(now_s - node.last_heard_s)}"
    lines = [f"robot      {node.name}: {heard}, model v{node.active_version}"]
    if node.rollout:
        lines.append(f"           {node.rollout}")
    if node.outbox_evicted:
        lost = plural(node.outbox_evicted, "question")
        lines.append(f"           {lost} had to go: its outbox or disk was full")
    if node.temperature is not None and node.online:
        heat, sensor = temperature_words(node.temperature), temperature_tip(node.temperature)
        lines.append(f"           {heat} ({sensor})")
    if clock := wrong_clock_words(node):
        lines.append(f"           {clock}")
    if node.playback is not None and node.online:
        lines.append(f"           plays a recording: {playback_words(node.playback)}")
    if node.recording is not None and node.online:
        lines.append(f"           records {recording_words(node.recording)}")
    asking = node.asking
    if asking is None:
        return lines
    lines.append(f"           asks by {rules_words(asking)}")
    spent = f"{asking.tokens:.0f} left, {asking.asked} asked"
    if asking.returned:
        spent += f", {asking.returned} given back"
    lines.append(f"           {held_words(asking.held)}, {spent}")
    if asking.problem:
        lines.append(f"           settings not obeyed: {asking.problem}")
    elif node.settings_revision > asking.revision:
        lines.append("           newer settings are on their way")
    return lines
