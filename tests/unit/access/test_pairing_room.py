"""Joining by a code: nobody can choose it, nobody can crowd the room."""

from hypothesis import given
from hypothesis import strategies as st

from operator_gui.station.access.pairing_room import (
    ASKS_A_PERIOD,
    LIFE_S,
    PERIOD_S,
    SILENT_S,
    PairingRoom,
)
from shared.protocol.enrolment import MAX_JOINING, PairAsk
from shared.protocol.pairing_code import commitment, pairing_code

STATION = b"s" * 32
keys = st.binary(min_size=32, max_size=32)


class Room:
    """With station nonces that count."""

    def __init__(self) -> None:
        self.count = 0
        self.room = PairingRoom(STATION, self._nonce)

    def _nonce(self) -> bytes:
        self.count += 1
        return self.count.to_bytes(32)

    def ask(self, number: int, now_s: float = 0.0, nonce: bytes = b"n" * 32) -> bytes | str:
        key = number.to_bytes(32)
        asked = PairAsk(
            role="robot",
            name=f"rover-{number}",
            commitment=commitment(peer_key=key, peer_nonce=nonce),
        )
        return self.room.ask(key.hex(), "192.0.2.1", asked, now_s)

    def open(self, number: int, now_s: float = 0.0, nonce: bytes = b"n" * 32) -> str:
        return self.room.open(number.to_bytes(32).hex(), nonce, now_s)


def test_that_both_ends_reckon_the_same_code() -> None:
    room = Room()
    nonce = room.ask(1)
    assert isinstance(nonce, bytes)
    assert room.open(1) == ""
    code = pairing_code(
        peer_key=(1).to_bytes(32), station_key=STATION, peer_nonce=b"n" * 32, station_nonce=nonce
    )
    assert [a.code for a in room.room.waiting()] == [code]
    assert room.room.find(code) is room.room.waiting()[0]
    assert room.room.find("") is None


def test_that_nobody_shows_a_code_before_the_commitment_is_opened() -> None:
    room = Room()
    room.ask(1)
    assert room.room.waiting() == []


def test_that_another_nonce_than_the_committed_one_ends_the_attempt() -> None:
    room = Room()
    room.ask(1)
    assert "not what was committed to" in room.open(1, nonce=b"m" * 32)
    assert "ask again" in room.open(1)
    assert room.room.waiting() == []


def test_that_who_asks_the_same_again_gets_the_same_nonce_and_others_another() -> None:
    room = Room()
    assert room.ask(1) == room.ask(1)
    assert room.ask(1, nonce=b"x" * 32) != room.ask(2)
    assert room.count == 3


def test_that_a_full_room_sends_the_next_one_away_and_keeps_those_inside() -> None:
    room = Room()
    for number in range(MAX_JOINING):
        room.ask(number)
        assert room.open(number) == ""
    assert "too many wait" in str(room.ask(99))
    assert len(room.room.waiting()) == MAX_JOINING


def test_that_guesses_are_limited_however_many_keys_they_come_with() -> None:
    room = Room()
    answers = []
    for number in range(1000):
        answers.append(room.ask(number, now_s=float(number) / 10))
        room.room.leave(number.to_bytes(32).hex())
    assert sum(isinstance(answer, bytes) for answer in answers) == ASKS_A_PERIOD
    assert isinstance(room.ask(5000, now_s=101.0 + PERIOD_S), bytes)


def test_that_a_new_attempt_of_the_same_key_counts_as_a_guess_too() -> None:
    room = Room()
    answers = [room.ask(1, nonce=number.to_bytes(32)) for number in range(100)]
    assert sum(isinstance(answer, bytes) for answer in answers) == ASKS_A_PERIOD


def test_that_a_silent_one_and_an_old_code_leave_the_room() -> None:
    room = Room()
    room.ask(1)
    room.open(1)
    room.room.expire(SILENT_S)
    assert len(room.room.waiting()) == 1
    room.room.expire(SILENT_S + 1.0)
    assert room.room.waiting() == []
    room.ask(2, now_s=100.0)
    for second in range(100, 100 + int(LIFE_S), 10):
        assert room.open(2, now_s=float(second)) == ""
    assert "time to decide is over" in room.open(2, now_s=101.0 + LIFE_S)


def test_that_a_refused_key_stays_refused() -> None:
    room = Room()
    room.ask(1)
    room.open(1)
    room.room.refuse(room.room.waiting()[0])
    assert "refused" in room.open(1)
    assert "refused" in str(room.ask(1, nonce=b"y" * 32))


def test_that_two_with_the_same_code_are_both_nobody() -> None:
    room = Room()
    for number in (1, 2):
        room.ask(number)
        room.open(number)
    for applicant in room.room.waiting():
        applicant.code = "123456"
    assert room.room.find("123456") is None


@given(peer=keys, station=keys, mine=keys, theirs=keys)
def test_that_a_code_has_six_digits_and_hangs_on_everything(
    peer: bytes, station: bytes, mine: bytes, theirs: bytes
) -> None:
    def code(p: bytes = peer, s: bytes = station, m: bytes = mine, t: bytes = theirs) -> str:
        return pairing_code(peer_key=p, station_key=s, peer_nonce=m, station_nonce=t)

    assert len(code()) == 6
    assert code().isdigit()
    flipped = bytes([peer[0] ^ 1]) + peer[1:]
    assert commitment(peer_key=flipped, peer_nonce=mine) != commitment(
        peer_key=peer, peer_nonce=mine
    )


def test_that_codes_are_spread_evenly() -> None:
    codes = {
        pairing_code(
            peer_key=n.to_bytes(32), station_key=STATION, peer_nonce=STATION, station_nonce=STATION
        )
        for n in range(2000)
    }
    assert len(codes) > 1990
