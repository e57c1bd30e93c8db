"""The stream rules by name, for configuration, command line, app and documentation."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.errors import SelectionError
from shared.selection import stream_rules
from shared.selection.stream import Decide
from shared.texts import mark

ZLIOBAITE = (
    "Žliobaitė, Bifet, Pfahringer & Holmes, Active learning with drifting streaming data, "
    "IEEE Trans. Neural Networks and Learning Systems, 2014"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamRule:
    """A rule and what a person should know of it.

    is_paced: whether it spreads the budget over the tracks that come, rather than taking what is
    worth enough while the budget lasts.
    """

    name: str
    title: str
    formula: str
    source: str
    cost: str
    when: str
    decide: Decide
    is_paced: bool = True


def _by_name(*rules: StreamRule) -> Mapping[str, StreamRule]:
    return MappingProxyType({rule.name: rule for rule in rules})


STREAM_RULES: Mapping[str, StreamRule] = _by_name(
    StreamRule(
        name="fixed",
        title=mark("What is worth enough"),
        formula="value >= min_value",
        source=f"fixed uncertainty; {ZLIOBAITE}",
        cost="none",
        when=mark("Few things pass by, or the most valuable ones come first anyway."),
        decide=stream_rules.fixed,
        is_paced=False,
    ),
    StreamRule(
        name="quantile",
        title=mark("The most valuable share"),
        formula="value >= (1 - share)-quantile of the last 100, lowered while behind the share",
        source="balanced incremental quantile filter; Kottke, Krempl & Spiliopoulou, "
        "Probabilistic active learning in datastreams, IDA 2015",
        cost="sorts 100 numbers a track",
        when=mark("Far more passes by than anybody can answer, all day long."),
        decide=stream_rules.quantile,
    ),
    StreamRule(
        name="variable",
        title=mark("A threshold that follows"),
        formula="value >= t; t rises by 5 % with a question, else sinks by 5 %",
        source=f"variable uncertainty; {ZLIOBAITE}",
        cost="none",
        when=mark("What is seen changes during the day, and so does how sure the model is."),
        decide=stream_rules.variable,
    ),
    StreamRule(
        name="random_variable",
        title=mark("A threshold that follows, with luck"),
        formula="value >= t n, n normal around 1 with deviation 1; t as with variable",
        source=f"variable uncertainty with randomisation; {ZLIOBAITE}",
        cost="none",
        when=mark(
            "The model may be sure and wrong: now and then something it is sure of is asked."
        ),
        decide=stream_rules.random_variable,
    ),
    StreamRule(
        name="split",
        title=mark("A part by chance, the rest by threshold"),
        formula="with chance 0.2: at random with chance share; else as with variable",
        source=f"split, its labelling half; {ZLIOBAITE}",
        cost="none",
        when=mark("Sudden changes must not be missed, and some wasted questions are no harm."),
        decide=stream_rules.split,
    ),
    StreamRule(
        name="density",
        title=mark("Only where much looks alike"),
        formula="local density factor > 0, and value >= t n as with random_variable",
        source="DBALStream; Ienco, Žliobaitė & Pfahringer, High density-focused uncertainty "
        "sampling for active learning over evolving stream data, BigMine 2014",
        cost="100 x 100 cosines a track",
        when=mark("Much of what passes by is rubbish that never comes back."),
        decide=stream_rules.dense,
    ),
    StreamRule(
        name="chance",
        title=mark("By chance"),
        formula="with chance share",
        source=f"random; {ZLIOBAITE}",
        cost="none",
        when=mark("To compare the others with."),
        decide=stream_rules.by_chance,
    ),
)
"""Every rule by its name; the first is the default."""


def stream_rule_named(name: str) -> StreamRule:
    """Raises SelectionError that names the nearest and all there are."""
    if name in STREAM_RULES:
        return STREAM_RULES[name]
    near = difflib.get_close_matches(name, STREAM_RULES, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise SelectionError(f"stream: none is called {name!r}; {hint}known: {', '.join(STREAM_RULES)}")
