"""How a robot asks, without widgets: what may be chosen, what is in force, what is on its way."""

from dataclasses import dataclass

from operator_gui.viewmodels.words import moment, percent, plural
from shared.protocol.asking import AskingState, AskRules, Held
from shared.protocol.status import NodeSummary
from shared.selection.quiet_hours import QuietHours
from shared.selection.registry import STRATEGIES
from shared.selection.stream_registry import STREAM_RULES

HELD_WORDS: dict[Held, str] = {
    "": "ready",
    "budget": "budget used up",
    "quiet_hours": "quiet hours",
    "attention": "operators are busy",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: its name in configuration, its title, and when to choose it."""

    name: str
    title: str
    when: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a robot's settings stand. `reason` says why they cannot be changed, "" if they can;
    `pending` whether newer ones are on their way to it."""

    text: str
    tone: str = "muted"
    reason: str = ""
    pending: bool = False


def strategies() -> tuple[Choice, ...]:
    """Every strategy, the default first."""
    return tuple(Choice(s.name, s.title, s.when) for s in STRATEGIES.values())


def stream_rules() -> tuple[Choice, ...]:
    """Every stream rule, the default first."""
    return tuple(Choice(r.name, r.title, r.when) for r in STREAM_RULES.values())


def asking_words(node: NodeSummary) -> str:
    """In two words, whether the robot may ask right now; a dash where that is not known."""
    if node.asking is None or not node.online:
        return "–"
    return HELD_WORDS[node.asking.held]


def standing(node: NodeSummary | None, *, now_s: float, connected: bool) -> Standing:
    """What is said above the settings of the selected robot."""
    if node is None:
        return Standing("Select a robot in the table.", reason="no robot is selected")
    if not connected:
        reason = "no station is connected"
        return Standing(f"Settings of {node.name} as last heard: {reason}.", reason=reason)
    asking = node.asking
    if asking is None:
        text = f"{node.name} has not said how it asks: its release takes no settings."
        return Standing(text, "warn", reason="its release takes no settings")
    if asking.problem:
        return Standing(f"{node.name} did not take the last settings: {asking.problem}.", "bad")
    if node.settings_revision > asking.revision:
        where = "is told now" if node.online else "is told when it is back"
        return Standing(f"Kept by the station; {node.name} {where}.", "warn", pending=True)
    source = "set from here" if asking.revision else "from its own configuration"
    return Standing(f"In force since {moment(asking.since_s, now_s)}, {source}.", "good")


def figures_words(node: NodeSummary | None) -> str:
    """How asking goes, for those who look closer; "" where nothing is known."""
    if node is None or node.asking is None:
        return ""
    asking = node.asking
    parts = [
        f"now: {HELD_WORDS[asking.held]}",
        f"{plural(int(asking.tokens), 'question')} left in the budget",
        f"{asking.asked:,} asked since its start",
    ]
    if asking.returned:
        parts.append(f"{asking.returned:,} given back")
    if asking.waiting:
        parts.append(f"{asking.waiting:,} kept for later")
    return " · ".join(parts)


def rules_words(asking: AskingState) -> str:
    """The rules in one line, as on the command line."""
    rules = asking.rules
    quiet = QuietHours(rules.quiet_from_min, rules.quiet_to_min)
    return (
        f"{rules.strategy}, stream {rules.stream}, {rules.questions_per_hour:g} an hour, "
        f"audit {percent(rules.audit_share)}" + (f", quiet {quiet}" if quiet else "")
    )


def rules_of(node: NodeSummary | None) -> AskRules | None:
    """What the robot obeys, to start from; None where it has not said."""
    return None if node is None or node.asking is None else node.asking.rules
