"""Numbers and states in words that a person reads at a glance."""

import unicodedata
from datetime import datetime

from operator_gui.texts import counted, number, tr
from shared.domain import AnswerKind
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
        return tr("{seconds} s").format(seconds=number(seconds, 1))
    if seconds < MINUTE_S:
        return tr("{seconds} s").format(seconds=number(seconds))
    if seconds < HOUR_S:
        return tr("{minutes} m").format(minutes=number(seconds / MINUTE_S))
    if seconds < DAY_S:
        return tr("{hours} h").format(hours=number(seconds / HOUR_S))
    return tr("{days} d").format(days=number(seconds / DAY_S))


def whole_duration(seconds: float) -> str:
    """As `duration`, but without tenths: for what is counted and not measured."""
    if seconds >= 9.95:
        return duration(seconds)
    return tr("{seconds} s").format(seconds=number(max(0.0, seconds)))


def percent(share: float) -> str:
    """`42 %`; what is neither nothing nor all is never written as such."""
    if 0.0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1.0:
        return "> 99 %"
    return f"{number(share * 100)} %"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 label`, `12 labels`, in English: for a terminal. The app has `texts.counted`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """As it begins a sentence; what follows stays as it is."""
    return text[:1].upper() + text[1:]


def set_apart(name: str) -> str:
    """A name within other words. One that is written from the right would turn all of them round:
    it is marked (as Unicode's isolate) as standing for itself."""
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name):
        return f"\u2068{name}\u2069"
    return name


def size(count_bytes: int) -> str:
    """`0 MB`, `0.4 MB`, `12 MB`, `1.2 GB`."""
    megabytes = count_bytes / 1e6
    if megabytes >= 1000:
        return f"{number(megabytes / 1000, 1)} GB"
    if 0 < megabytes < 10:
        return f"{number(max(0.1, megabytes), 1)} MB"
    return f"{number(megabytes)} MB"


def either(names: tuple[str, ...]) -> str:
    """`mug`, `mug or bowl`, `mug, bowl or vase`, and at most four of them."""
    names = tuple(map(set_apart, names))
    if len(names) > SEVERAL_SHOWN:
        shown = ", ".join(names[: SEVERAL_SHOWN - 1])
        rest = len(names) - SEVERAL_SHOWN + 1
        return counted("{names} or %n other", "{names} or %n others", rest).format(names=shown)
    if len(names) < 2:
        return "".join(names)
    return tr("{names} or {last}").format(names=", ".join(names[:-1]), last=names[-1])


def why_asked(query: Query) -> str:
    """Why this question is put, for somebody who knows nothing of prediction sets."""
    if query.made_from:
        return tr("made from a view that was answered, where the model is unsure")
    if query.reason == "novel":
        text = tr("never seen anything like it (novelty {novelty})")
        novelty = number(query.novelty, 2)
        return text.format(novelty=novelty[1:] if novelty.startswith("0.") else novelty)
    if query.reason == "audit":
        return tr("random check")
    names = query.prediction_set or tuple(s.name for s in query.suggestions[:2])
    if not names:
        return tr("the model is not sure")
    return tr("could be {names}").format(names=either(names))


def where_seen(query: Query) -> str:
    """Which node saw it, for how long, and how often; or that none did."""
    node = set_apart(query.node_name or query.node_id)
    if query.made_from:
        return tr("{node} · no camera saw this").format(node=node)
    seen = tr("seen {duration}").format(duration=duration(query.last_seen_s - query.first_seen_s))
    return f"{node} · {seen} · {counted('%n view', '%n views', query.sightings)}"


def answer_words(kind: AnswerKind, name: str) -> str:
    """What was answered, as it stands in a list."""
    match kind:
        case "name":
            return name
        case "not_an_object":
            return tr("not an object")
        case "dont_know":
            return tr("don't know")
        case "later":
            return tr("later")
        case "withdrawn":
            return tr("taken back")


def times(count: int) -> str:
    """` × 13`, and nothing for one alone."""
    return f" × {count}" if count > 1 else ""


def said(answer: Answer) -> str:
    return answer_words(answer.kind, answer.name)


def progress_words(progress: AnswerProgress | None) -> str:
    """How far an answer has come; None where the station has not told of it yet."""
    if progress is None:
        return tr("on its way")
    match progress.state:
        case "saved":
            return tr("saved")
        case "trained":
            if progress.version == 0:
                return tr("trained")
            return tr("trained for v{version}").format(version=progress.version)
        case "deployed":
            return tr("in v{version}").format(version=progress.version)


def accuracy_words(version: VersionSummary) -> str:
    """`94 % (91 to 97)`, or a dash where nothing was measured."""
    if version.accuracy is None:
        return "–"
    if version.accuracy_low is None or version.accuracy_high is None:
        return percent(version.accuracy)
    return with_interval(version.accuracy, version.accuracy_low, version.accuracy_high)


def with_interval(share: float, low: float, high: float) -> str:
    """`94 % (91 to 97)`."""
    text = tr("{share} ({low} to {high})")
    return text.format(share=percent(share), low=number(low * 100), high=number(high * 100))


def around(share: float, low: float, high: float) -> str:
    """`94 ± 3 %`: a share with half the width of its interval."""
    return f"{number(share * 100)} ± {number((high - low) / 2 * 100)} %"


def moment(time_s: float, now_s: float) -> str:
    """A time of day where it was today, else with its date; in the reader's time zone."""
    then, now = datetime.fromtimestamp(time_s), datetime.fromtimestamp(now_s)
    return then.strftime("%H:%M:%S" if then.date() == now.date() else tr("%Y-%m-%d %H:%M"))


def views_in_words(query: Query) -> tuple[str, ...]:
    """What each view of an object is, in their order."""
    return tuple(
        tr("view {at} of {count}, quality {quality}, {age} before the last").format(
            at=at,
            count=len(query.views),
            quality=percent(view.quality),
            age=duration(max(0.0, query.last_seen_s - view.captured_at_s)),
        )
        for at, view in enumerate(query.views, 1)
    )
