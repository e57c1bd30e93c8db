"""The rules in force: the node's own configuration, or what was set from afar. Pure."""

from dataclasses import dataclass, replace

import msgspec

from edge_node.asking.ask_policy import AskConfig
from shared.errors import ConfigError
from shared.protocol.asking import AskRules, AskSettings
from shared.selection.quiet_hours import QuietHours
from shared.texts import phrase


@dataclass(frozen=True, slots=True)
class AskInForce:
    """own: the node's configuration. config: what holds since `since_s`. revision: of the newest
    settings that were heard, 0 for none. problem: why those are not obeyed."""

    own: AskConfig
    config: AskConfig
    since_s: float
    revision: int = 0
    problem: str = ""

    @classmethod
    def at_start(cls, own: AskConfig, saved: AskSettings | None, now_s: float) -> "AskInForce":
        """The configuration, unless settings from before the restart go over it."""
        start = cls(own, own, now_s)
        return start if saved is None else start.obey(saved, now_s)

    @property
    def rules(self) -> AskRules:
        return rules_of(self.config)

    def obey(self, settings: AskSettings, now_s: float) -> "AskInForce":
        """With these settings, unless they are older than those known or cannot be obeyed."""
        if settings.revision <= self.revision:
            return self
        try:
            config = with_rules(self.own, settings.rules)
        except ConfigError as error:
            return replace(self, revision=settings.revision, problem=str(error))
        return replace(self, config=config, since_s=now_s, revision=settings.revision, problem="")


def rules_of(config: AskConfig) -> AskRules:
    """The part of a configuration that can be changed while the node runs."""
    quiet = config.quiet
    return AskRules(
        strategy=config.strategy,
        stream=config.stream,
        questions_per_hour=config.questions_per_hour,
        audit_share=config.audit_share,
        quiet_from_min=quiet.from_min,
        quiet_to_min=quiet.to_min,
    )


def with_rules(config: AskConfig, rules: AskRules | None) -> AskConfig:
    """The configuration with these rules in place of its own; as it is where there are none.

    Raises ConfigError if a rule names what this release does not know.
    """
    if rules is None:
        return config
    try:
        return msgspec.structs.replace(
            config,
            strategy=rules.strategy,
            stream=rules.stream,
            questions_per_hour=rules.questions_per_hour,
            audit_share=rules.audit_share,
            quiet_hours=str(QuietHours(rules.quiet_from_min, rules.quiet_to_min)),
        )
    except ValueError as error:
        raise ConfigError(
            phrase("robot", "the settings cannot be obeyed: {error}").format(error=error)
        ) from error
