"""With which keys a peer talks to a station at an endpoint."""

from pathlib import Path

from shared.link_keys import LinkKey, known_station
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint, check_is_private


def peer_curve(
    endpoint: Endpoint, keys_folder: Path, station_key: str | None
) -> ClientCurve | None:
    """None where the link is not encrypted, which may only be on loopback and without a key given.

    station_key: the station's public key or the name of its file; None for the one that was kept
    when this peer joined, which is for beyond loopback only. The peer's own key is made in
    `keys_folder` on first use.

    Raises KeyFileError for keys that cannot be read or trusted, and LinkError where none is known.
    """
    if endpoint.is_loopback and station_key is None:
        return None
    station = known_station(keys_folder, station_key)
    check_is_private(endpoint, encrypted=station is not None)
    return None if station is None else ClientCurve(LinkKey.load_or_create(keys_folder), station)
