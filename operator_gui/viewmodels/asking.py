"""How a robot asks, without widgets: what may be chosen, what is in force, what is on its way."""

from dataclasses import dataclass

from operator_gui.texts import counted, mark, number, tr
from operator_gui.viewmodels.words import moment, percent
from shared.protocol.asking import AskingState, AskRules, Held
from shared.protocol.status import NodeSummary
from shared.selection.quiet_hours import QuietHours
from shared.selection.registry import STRATEGIES
from shared.selection.stream_registry import STREAM_RULES

_HELD_WORDS: dict[Held, str] = {
    "": mark("ready"),
    "budget": mark("budget used up"),
    "quiet_hours": mark("quiet hours"),
    "attention": mark("operators are busy"),
}


def held_words(held: Held) -> str:
    """Why a robot may not ask right now, or that it may."""
    return tr(_HELD_WORDS[held])


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
    return tuple(Choice(s.name, tr(s.title), tr(s.when)) for s in STRATEGIES.values())


def stream_rules() -> tuple[Choice, ...]:
    """Every stream rule, the default first."""
    return tuple(Choice(r.name, tr(r.title), tr(r.when)) for r in STREAM_RULES.values())


def asking_words(node: NodeSummary) -> str:
    """In two words, whether the robot may ask right now; a dash where that is not known."""
    if node.asking is None or not node.online:
        return "–"
    return held_words(node.asking.held)


def standing(node: NodeSummary | None, *, now_s: float, connected: bool) -> Standing:
    """What is said above the settings of the selected robot."""
    if node is None:
        return Standing(tr("Select a robot in the table."), reason=tr("no robot is selected"))
    if not connected:
        text = tr("Settings of {name} as last heard: no station is connected.")
        return Standing(text.format(name=node.name), reason=tr("no station is connected"))
    asking = node.asking
    if asking is None:
        text = tr("{name} has not said how it asks: its release takes no settings.").format(
            name=node.name
        )
        return Standing(text, "warn", reason=tr("its release takes no settings"))
    if asking.problem:
        return Standing(
            tr("{name} did not take the last settings: {problem}.").format(
                name=node.name, problem=asking.problem
            ),
            "bad",
        )
    if node.settings_revision > asking.revision:
        text = (
            tr("Kept by the station; {name} is told now.")
            if node.online
            else tr("Kept by the station; {name} is told when it is back.")
        )
        return Standing(text.format(name=node.name), "warn", pending=True)
    text = (
        tr("In force since {time}, set from here.")
        if asking.revision
        else tr("In force since {time}, from its own configuration.")
    )
    return Standing(text.format(time=moment(asking.since_s, now_s)), "good")


def figures_words(node: NodeSummary | None) -> str:
    """How asking goes, for those who look closer; "" where nothing is known."""
    if node is None or node.asking is None:
        return ""
    asking = node.asking
    parts = [
        tr("now: {held}").format(held=held_words(asking.held)),
        counted(
            "%n question left in the budget", "%n questions left in the budget", int(asking.tokens)
        ),
        tr("{asked} asked since its start").format(asked=number(asking.asked)),
    ]
    if asking.returned:
        parts.append(tr("{returned} given back").format(returned=number(asking.returned)))
    if asking.waiting:
        parts.append(tr("{waiting} kept for later").format(waiting=number(asking.waiting)))
    return " · ".join(parts)


def rules_words(asking: AskingState) -> str:
    """The rules in one line, as on the command line."""
    rules = asking.rules
    quiet = QuietHours(rules.quiet_from_min, rules.quiet_to_min)
    parts = [
        rules.strategy,
        tr("stream {stream}").format(stream=rules.stream),
        tr("{per_hour} an hour").format(per_hour=f"{rules.questions_per_hour:g}"),
        tr("audit {share}").format(share=percent(rules.audit_share)),
    ]
    if quiet:
        parts.append(tr("quiet {hours}").format(hours=quiet))
    return ", ".join(parts)


def rules_of(node: NodeSummary | None) -> AskRules | None:
    """What the robot obeys, to start from; None where it has not said."""
    return None if node is None or node.asking is None else node.asking.rules
