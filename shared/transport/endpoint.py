"""Endpoints: which are well formed, and which may be used without encryption."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.errors import LinkError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`tcp://host:port`; port 0 lets the system choose when binding."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether nothing sent here leaves the machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse_endpoint(text: str) -> Endpoint:
    """An endpoint of this machine only. Raises LinkError for anything but tcp://host:port on
    loopback."""
    endpoint = parse_link_endpoint(text)
    if not endpoint.is_loopback:
        raise LinkError(
            f"endpoint {text!r}: this is not encrypted and so only for loopback; "
            "use 127.0.0.1, or forward the port through an SSH tunnel"
        )
    return endpoint


def parse_link_endpoint(text: str) -> Endpoint:
    """An endpoint of the link, which may be anywhere: the sockets encrypt what leaves the machine.

    Raises LinkError for anything but tcp://host:port.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise LinkError(f"endpoint {text!r}: {error}; write tcp://127.0.0.1:7341") from error
    if text.lower() != f"tcp://{parts.netloc}".lower() or "@" in text or not host or port is None:
        raise LinkError(f"endpoint {text!r}: expected tcp://host:port, as in tcp://127.0.0.1:7341")
    return Endpoint(host, port)


def check_is_private(endpoint: Endpoint, *, encrypted: bool) -> None:
    """Raises LinkError where something would cross a network in the clear."""
    if not endpoint.is_loopback and not encrypted:
        raise LinkError(
            f"{endpoint} leaves this machine, and nothing of whatsit does that unencrypted: "
            "give the station's key with --station-key, or use 127.0.0.1"
        )


def pairing_endpoint(link: Endpoint) -> Endpoint:
    """Where to ask a station to be let in, if nothing else was agreed on."""
    return Endpoint(link.host, link.port + 2)
