"""A short call at a station that is old, that refuses, or that goes away."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from operator_gui.station_caller import StationCaller
from shared.clock import SystemClock
from shared.errors import LinkError
from shared.protocol.deployment import Command
from shared.protocol.peers import Hello, Refused, Welcome
from shared.protocol.status import StationStatus
from tests.conftest import ExpectWarnings
from tests.fakes import FakeStation

STATUS = StationStatus(
    at_s=1.0,
    waiting=0,
    oldest_waiting_s=0.0,
    answers=0,
    labels=0,
    active_version=0,
    training="idle",
)


def calling(station: FakeStation) -> StationCaller:
    return StationCaller(station.endpoint, operator="Ada", clock=SystemClock(), connect_s=10.0)


@contextmanager
def talking(station: FakeStation) -> Iterator[None]:
    """Lets the station talk in the background; it goes away once it was sent a command."""
    stop = threading.Event()

    def serve() -> None:
        greeted = 0
        while not stop.is_set():
            station.serve(20)
            if station.heard_of(Command):
                station.go_down()
                return
            if len(station.heard_of(Hello)) > greeted:
                greeted = len(station.heard_of(Hello))
                station.say(STATUS)

    thread = threading.Thread(target=serve, name="fake-station")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60.0)


def test_that_an_older_station_is_asked_for_nothing_that_it_does_not_know(
    station: FakeStation,
) -> None:
    station.welcome = Welcome(station_id="fake", minor=2)
    with talking(station), calling(station) as caller:
        result = caller.command("adopt", candidate="a" * 64, within_s=10.0)
    assert not result.ok
    assert result.text == "the station runs an older release; update it"
    assert station.heard_of(Command) == []


def test_that_a_station_that_goes_away_is_not_waited_for(
    station: FakeStation, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station has been silent")
    with talking(station), calling(station) as caller:
        with pytest.raises(LinkError, match="went away before it said how it ended"):
            caller.command("train", within_s=60.0)
        (sent,) = station.heard_of(Command)
    assert (sent.action, sent.operator) == ("train", "Ada")


def test_that_a_station_s_refusal_is_said(
    station: FakeStation, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("refuses this peer")
    station.refuse_hello = Refused(code="protocol", reason="update the app")
    with talking(station), calling(station) as caller, pytest.raises(LinkError) as caught:
        caller.status()
    assert str(caught.value).endswith("refuses: update the app")
