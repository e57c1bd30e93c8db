"""Thousands of histories of each queue end where a plain model says; and broken queues do not."""

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from operator_gui.station import label_store as label_store_module
from operator_gui.station import registry as registry_module
from operator_gui.station.inbox import Inbox
from operator_gui.station.label_operations import LabelOperations
from operator_gui.station.leases import Leases
from shared.outbox import Outbox
from tests.fault.queue_machines import AnyRule, InboxMachine, LeaseMachine, OutboxMachine
from tests.unit.station.test_label_machine import LabelMachine
from tests.unit.station.test_version_states import RegistryMachine

Machine = type[RuleBasedStateMachine]
MACHINES: dict[str, Machine] = {
    "outbox": OutboxMachine,
    "inbox and answers": InboxMachine,
    "labels": LabelMachine,
    "leases": LeaseMachine,
    "registry": RegistryMachine,
}
Record = Callable[[str, object], None]


@dataclasses.dataclass(frozen=True)
class Size:
    """examples: histories, each of at most so many steps."""

    examples: int
    steps: int


SHORT = Size(60, 12)
FULL = Size(10_000, 5)


def holds(machine: Machine, size: Size, *, shrink: bool = True) -> None:
    """Fails with a history after which the machine and its model differ."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=size.examples,
            stateful_step_count=size.steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def plain(machine: Machine) -> Machine:
    """The same one, with every rule as likely: many histories in little time."""

    class Plain(machine):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            super().__init__()
            self._rules_strategy = AnyRule(self)

    return Plain


@pytest.mark.promise(15)
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", MACHINES)
@pytest.mark.parametrize(
    "size", [pytest.param(SHORT, id="short"), pytest.param(FULL, id="full", marks=pytest.mark.slow)]
)
def test_that_a_queue_is_what_its_model_is(name: str, size: Size, record_property: Record) -> None:
    holds(plain(MACHINES[name]) if size is FULL else MACHINES[name], size)
    record_property(
        "figure",
        f"{name}: {size.examples:,} histories of {size.steps} steps, each as its model says",
    )


def _evict_the_best(patch: pytest.MonkeyPatch) -> None:
    real = Outbox._victims

    def victims(self, excess_bytes, which, value):  # type: ignore[no-untyped-def]
        return real(self, excess_bytes, "value > ? - 9", value)

    patch.setattr(Outbox, "_victims", victims)


def _acknowledge_what_is_not_there(patch: pytest.MonkeyPatch) -> None:
    real = Outbox.acknowledge
    patch.setattr(Outbox, "acknowledge", lambda self, ids: real(self, ids) and ids)


def _ask_the_last_first(patch: pytest.MonkeyPatch) -> None:
    """The first come, last served."""
    real = Inbox.open_ids
    patch.setattr(Inbox, "open_ids", lambda self: real(self)[::-1])


def _forget_what_is_replaced(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(label_store_module.LabelStore, "superseded_by", lambda self, answer, peer: "")


def _do_nothing_to_labels(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(LabelOperations, "carry_out", lambda self, *what, **how: None)


def _take_what_another_has(patch: pytest.MonkeyPatch) -> None:
    def claim(self, operator, holding, now_s):  # type: ignore[no-untyped-def]
        for query_id in holding:
            self.grant(operator, query_id, now_s)
        return ()

    patch.setattr(Leases, "claim", claim)


def _never_lapse(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Leases, "lapse", lambda self, now_s: ())


def _let_any_version_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(registry_module, "check_move", lambda number, current, wanted: None)


@pytest.mark.mutant(15)
@pytest.mark.parametrize(
    ("mutant", "name"),
    [
        (_evict_the_best, "outbox"),
        (_acknowledge_what_is_not_there, "outbox"),
        (_ask_the_last_first, "inbox and answers"),
        (_forget_what_is_replaced, "inbox and answers"),
        (_do_nothing_to_labels, "labels"),
        (_take_what_another_has, "leases"),
        (_never_lapse, "leases"),
        (_let_any_version_out, "registry"),
    ],
)
def test_that_a_broken_queue_is_noticed(
    monkeypatch: pytest.MonkeyPatch, mutant: Callable[[pytest.MonkeyPatch], None], name: str
) -> None:
    mutant(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        holds(MACHINES[name], SHORT, shrink=False)
