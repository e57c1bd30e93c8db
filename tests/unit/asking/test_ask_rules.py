"""Settings from afar over the node's own configuration."""

import msgspec
import pytest

from edge_node.asking.ask_policy import AskConfig
from edge_node.asking.ask_rules import AskInForce, rules_of, with_rules
from shared.errors import ConfigError
from shared.protocol.asking import AskRules, AskSettings

OWN = AskConfig(questions_per_hour=60.0, min_value=0.2, quiet_hours="22:00-06:00")
RULES = AskRules(
    strategy="margin",
    stream="quantile",
    questions_per_hour=10.0,
    audit_share=0.1,
    quiet_from_min=720,
    quiet_to_min=780,
)


def _settings(revision: int, rules: AskRules | None = RULES) -> AskSettings:
    return AskSettings(settings_id=f"s{revision}", revision=revision, rules=rules, set_at_s=1.0)


def test_that_rules_go_over_the_configuration_and_leave_the_rest() -> None:
    config = with_rules(OWN, RULES)
    assert rules_of(config) == RULES
    assert (config.min_value, config.quiet_hours) == (0.2, "12:00-13:00")
    assert rules_of(with_rules(OWN, rules_of(OWN))) == rules_of(OWN)
    assert with_rules(OWN, None) == OWN


def test_that_of_two_settings_the_higher_revision_counts_whatever_came_last() -> None:
    first = AskInForce.at_start(OWN, None, 100.0)
    second = first.obey(_settings(5), 200.0)
    assert (second.rules, second.revision, second.since_s) == (RULES, 5, 200.0)
    late = _settings(4, msgspec.structs.replace(RULES, strategy="entropy"))
    assert second.obey(late, 300.0) == second


def test_that_settings_from_before_a_restart_hold_again_and_none_means_its_own() -> None:
    again = AskInForce.at_start(OWN, _settings(3), 100.0)
    assert again.rules == RULES
    back = again.obey(_settings(4, None), 200.0)
    assert (back.config, back.revision) == (OWN, 4)


@pytest.mark.parametrize("change", [{"strategy": "astrology"}, {"stream": "creek"}])
def test_that_what_this_release_does_not_know_is_told_and_not_obeyed(
    change: dict[str, str],
) -> None:
    unknown = msgspec.structs.replace(RULES, **change)
    start = AskInForce.at_start(OWN, None, 100.0)
    told = start.obey(_settings(2, unknown), 200.0)
    assert (told.config, told.since_s, told.revision) == (OWN, 100.0, 2)
    assert next(iter(change.values())) in told.problem
    with pytest.raises(ConfigError, match="cannot be obeyed"):
        with_rules(OWN, unknown)
    assert told.obey(_settings(3), 300.0).problem == ""


def test_that_a_configuration_with_an_unknown_stream_rule_or_quiet_hours_is_refused() -> None:
    with pytest.raises(ValueError, match=r"stream: none is called 'creek'; .*known: fixed"):
        AskConfig(stream="creek")
    with pytest.raises(ValueError, match="quiet_hours"):
        AskConfig(quiet_hours="at night")
