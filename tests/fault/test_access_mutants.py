"""Deliberately broken variants of what keeps strangers out: each has to be caught by a test.

A variant that nobody notices would mean that a test proves nothing. Where one line of defence is
broken, the others still hold: that is why each variant is tried with the test of its own line.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from operator_gui.station.access import book as book_module
from operator_gui.station.access import desk as desk_module
from operator_gui.station.access import strangers as strangers_module
from shared import key_files
from shared.transport import curve, sockets
from tests.fault import test_strangers
from tests.fault.access_world import AccessWorld
from tests.unit.shared import test_key_files

Break = Callable[[pytest.MonkeyPatch], None]


def _admit_every_key(patch: pytest.MonkeyPatch) -> None:
    """CURVE without an allow-list: whoever has any key pair completes the handshake."""

    def answer(self: curve.Doorkeeper, request: list[bytes]) -> list[bytes]:
        return [b"1.0", request[1], b"200", b"", request[6].hex().encode(), b""]

    patch.setattr(curve.Doorkeeper, "_answer", answer)


def _believe_every_role(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(book_module.AccessBook, "refusal", lambda self, key, *, role, peer_id: "")


def _forget_whose_id_it_is(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(book_module.AccessBook, "use_as", lambda self, key, peer_id, *, at_s: None)


def _leave_the_revoked_connected(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk_module.AccessDesk, "_shut_out", lambda self, book: None)


def _listen_to_every_key_on_a_route(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk_module.AccessDesk, "listens_to", lambda self, heard, peer: True)


def _use_routes_that_can_be_guessed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sockets.os, "urandom", lambda count: b"node-" + bytes(count - 5))


def _believe_names(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk_module.AccessDesk, "in_own_name", lambda self, peer, envelope: envelope)


def _tell_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(strangers_module.Strangers, "latest", lambda self: ())


WORLD_MUTANTS: dict[str, tuple[Break, Callable[..., None]]] = {
    "any key is admitted": (
        _admit_every_key,
        test_strangers.test_that_an_unknown_key_gets_nowhere_until_it_is_enrolled,
    ),
    "any role is believed": (
        _believe_every_role,
        test_strangers.test_that_a_key_of_another_role_may_not_speak_as_an_operator,
    ),
    "ids are nobody's": (
        _forget_whose_id_it_is,
        test_strangers.test_that_a_robot_may_not_take_another_robots_id,
    ),
    "the revoked stay connected": (
        _leave_the_revoked_connected,
        test_strangers.test_that_a_revoked_key_is_cut_off_at_once_and_stays_out,
    ),
    "a route speaks for whoever has it": (
        _listen_to_every_key_on_a_route,
        test_strangers.test_that_a_stolen_route_speaks_for_nobody_and_hears_nothing,
    ),
    "strangers are not told of": (
        _tell_nobody,
        test_strangers.test_that_who_does_not_encrypt_gets_nowhere,
    ),
}
QUICK_MUTANTS: dict[str, tuple[Break, Callable[..., None]]] = {
    "routes can be guessed": (
        _use_routes_that_can_be_guessed,
        test_strangers.test_that_routes_cannot_be_guessed,
    ),
    "names are believed": (
        _believe_names,
        test_strangers.test_that_an_operator_answers_in_the_enrolled_name,
    ),
}


def _is_caught(
    mutant: tuple[Break, Callable[..., None]], folder: Path, patch: pytest.MonkeyPatch
) -> None:
    break_it, test = mutant
    break_it(patch)
    wants = test.__code__.co_varnames[: test.__code__.co_argcount]
    arguments = dict.fromkeys(wants[1:], lambda *said: None)
    with contextlib.ExitStack() as stack:
        world = AccessWorld.start(folder, stack)
        with pytest.raises((AssertionError, TimeoutError)):
            test(world, **arguments)


pytestmark = pytest.mark.usefixtures("warnings_do_not_matter")


@pytest.mark.mutant(10)
@pytest.mark.slow
@pytest.mark.parametrize("name", WORLD_MUTANTS)
def test_that_a_broken_variant_is_caught(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _is_caught(WORLD_MUTANTS[name], tmp_path, monkeypatch)


@pytest.mark.mutant(10)
@pytest.mark.parametrize("name", QUICK_MUTANTS)
def test_that_a_broken_variant_is_caught_quickly(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _is_caught(QUICK_MUTANTS[name], tmp_path, monkeypatch)


@pytest.mark.mutant(11)
def test_that_a_key_file_with_the_umasks_mode_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_files.os, "fchmod", lambda descriptor, mode: None)
    with pytest.raises(AssertionError):
        test_key_files.test_that_a_new_key_is_private_whatever_the_umask(
            tmp_path, 0o777, lambda name, value: None
        )
