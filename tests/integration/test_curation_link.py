"""What an app asks of labels, against a station with faults."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.operator_events import CommandFinished, CurationArrived
from operator_gui.station_caller import StationCaller
from shared.clock import SystemClock
from shared.errors import LinkError
from shared.protocol.codec import Envelope
from shared.protocol.curation import (
    ClassesWanted,
    ClassList,
    Curate,
    Rename,
    TrackList,
    TracksWanted,
)
from tests.contract.messages import EXAMPLES
from tests.fakes import FakeStation, wait_until
from tests.integration.test_operator_link import App


@pytest.fixture
def app(station: FakeStation, tmp_path: Path) -> Iterator[App]:
    app = App(station.endpoint, tmp_path / "operator")
    app.start()
    wait_until(lambda: app.state == "connected", step=station.serve)
    yield app
    app.stop()


def test_that_a_page_comes_with_its_pictures(app: App, station: FakeStation) -> None:
    page = EXAMPLES["track_list full"]
    assert isinstance(page, TrackList)
    station.replies = [Envelope(page, (b"jpeg",))]
    app.link.curate(TracksWanted(request_id="r", show="unknown"))
    wait_until(lambda: app.told_of(CurationArrived), step=station.serve)
    (told,) = app.told_of(CurationArrived)
    assert (told.request_id, told.envelope) == ("r", Envelope(page, (b"jpeg",)))


@pytest.fixture
def older(station: FakeStation) -> None:
    """The station is of an older release; to be used before `app`."""
    station.welcome = msgspec.structs.replace(station.welcome, minor=2)


def test_that_a_station_of_an_older_release_is_not_asked(
    older: None, app: App, station: FakeStation
) -> None:
    app.link.curate(ClassesWanted(request_id="r"))
    wait_until(lambda: app.told_of(CommandFinished), step=station.serve)
    (failed,) = app.told_of(CommandFinished)
    assert (failed.result.command_id, failed.result.ok) == ("r", False)
    assert "older release" in failed.result.text
    assert not station.heard_of(ClassesWanted)


def test_that_what_breaks_the_protocol_is_told_and_the_link_goes_on(
    app: App, station: FakeStation
) -> None:
    app.link.curate(Curate(command_id="c", change=Rename(name="x" * 121, to="mug")))
    wait_until(lambda: app.told_of(CommandFinished), step=station.serve)
    assert "breaks the protocol" in app.told_of(CommandFinished)[0].result.text
    station.replies = [Envelope(ClassList(request_id="r", classes=()))]
    app.link.curate(ClassesWanted(request_id="r"))
    wait_until(lambda: app.told_of(CurationArrived), step=station.serve)


def test_that_a_call_where_no_station_is_ends_in_one_line(
    station: FakeStation,
) -> None:
    with (
        StationCaller(
            station.endpoint, operator="Ada", clock=SystemClock(), connect_s=0.2
        ) as caller,
        pytest.raises(LinkError, match=r"no station answers .* within 0.2 s"),
    ):
        caller.ask(ClassesWanted(request_id="r"), within_s=0.2)
