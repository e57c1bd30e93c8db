"""Numbers and states in words that a person reads at a glance."""

from datetime import datetime

from shared.domain import NOT_AN_OBJECT, AnswerKind
from shared.protocol.answers import Answer, AnswerProgress
from shared.protocol.questions import Query
from shared.protocol.status import VersionSummary

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86400.0
SEVERAL_SHOWN = 4


def duration(seconds: float) -> str:
    """`4.1 s`, `3 m`, `2 h`, `5 d`: one figure, never two units."""
    seconds = max(0.0, seconds)
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < HOUR_S:
        return f"{seconds / MINUTE_S:.0f} m"
    if seconds < DAY_S:
        return f"{seconds / HOUR_S:.0f} h"
    return f"{seconds / DAY_S:.0f} d"


def whole_duration(seconds: float) -> str:
    """As `duration`, but without tenths: for what is counted and not measured."""
    return f"{max(0.0, seconds):.0f} s" if seconds < 9.95 else duration(seconds)


def percent(share: float) -> str:
    """`42 %`; what is neither nothing nor all is never written as such."""
    if 0.0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1.0:
        return "> 99 %"
    return f"{share * 100:.0f} %"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 label`, `12 labels`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size(count_bytes: int) -> str:
    """`0 MB`, `0.4 MB`, `12 MB`, `1.2 GB`."""
    megabytes = count_bytes / 1e6
    if megabytes >= 1000:
        return f"{megabytes / 1000:.1f} GB"
    if 0 < megabytes < 10:
        return f"{max(0.1, megabytes):.1f} MB"
    return f"{megabytes:.0f} MB"


def either(names: tuple[str, ...]) -> str:
    """`mug`, `mug or bowl`, `mug, bowl or vase`, and at most four of them."""
    if len(names) > SEVERAL_SHOWN:
        rest = len(names) - SEVERAL_SHOWN + 1
        return f"{', '.join(names[: SEVERAL_SHOWN - 1])} or {rest} others"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"


def why_asked(query: Query) -> str:
    """Why this question is put, for somebody who knows nothing of prediction sets."""
    if query.made_from:
        return "made from a view that was answered, where the model is unsure"
    if query.reason == "novel":
        shown = f"{query.novelty:.2f}".removeprefix("0")
        return f"never seen anything like it (novelty {shown})"
    if query.reason == "audit":
        return "random check"
    names = query.prediction_set or tuple(s.name for s in query.suggestions[:2])
    return f"could be {either(names)}" if names else "the model is not sure"


def where_seen(query: Query) -> str:
    """Which node saw it, for how long, and how often; or that none did."""
    node = query.node_name or query.node_id
    if query.made_from:
        return f"{node} · no camera saw this"
    seen_s = query.last_seen_s - query.first_seen_s
    return f"{node} · seen {duration(seen_s)} · {plural(query.sightings, 'view')}"


def answer_words(kind: AnswerKind, name: str) -> str:
    """What was answered, as it stands in a list."""
    match kind:
        case "name":
            return name
        case "not_an_object":
            return NOT_AN_OBJECT
        case "dont_know":
            return "don't know"
        case "later":
            return "later"
        case "withdrawn":
            return "taken back"


def times(count: int) -> str:
    """` × 13`, and nothing for one alone."""
    return f" × {count}" if count > 1 else ""


def said(answer: Answer) -> str:
    return answer_words(answer.kind, answer.name)


def progress_words(progress: AnswerProgress | None) -> str:
    """How far an answer has come; None where the station has not told of it yet."""
    if progress is None:
        return "on its way"
    match progress.state:
        case "saved":
            return "saved"
        case "trained":
            return "trained" if progress.version == 0 else f"trained for v{progress.version}"
        case "deployed":
            return f"in v{progress.version}"


def accuracy_words(version: VersionSummary) -> str:
    """`94 % (91 to 97)`, or a dash where nothing was measured."""
    if version.accuracy is None:
        return "–"
    text = percent(version.accuracy)
    if version.accuracy_low is None or version.accuracy_high is None:
        return text
    return f"{text} ({version.accuracy_low * 100:.0f} to {version.accuracy_high * 100:.0f})"


def around(share: float, low: float, high: float) -> str:
    """`94 ± 3 %`: a share with half the width of its interval."""
    return f"{share * 100:.0f} ± {(high - low) / 2 * 100:.0f} %"


def moment(time_s: float, now_s: float) -> str:
    """A time of day where it was today, else with its date; in the reader's time zone."""
    then, now = datetime.fromtimestamp(time_s), datetime.fromtimestamp(now_s)
    return then.strftime("%H:%M:%S" if then.date() == now.date() else "%Y-%m-%d %H:%M")
