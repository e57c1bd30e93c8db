"""What the models run on, as a person wants it and this machine has it."""

import logging
from collections.abc import Callable

from edge_node.perception.providers import ProviderName, Runtime, choose_providers
from edge_node.perception.session import available_providers

_log = logging.getLogger(__name__)


def runtime_on(
    provider: ProviderName,
    *,
    threads: int,
    on_run: Callable[[str, int, float], None] | None = None,
) -> Runtime:
    """The provider that is wanted; the CPU where it is not there, which is said in the log."""
    choice = choose_providers(provider, available_providers())
    if choice.shortfall:
        _log.warning("%s", choice.shortfall)
    return Runtime(threads=threads, providers=choice.providers, on_run=on_run)
