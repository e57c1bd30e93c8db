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
    """Raises LinkError for anything but tcp://host:port on loopback.

    The link is not encrypted yet, so an address that leaves the machine is refused.
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise LinkError(f"endpoint {text!r}: {error}; write tcp://127.0.0.1:7341") from error
    if text.lower() != f"tcp://{parts.netloc}".lower() or "@" in text or not host or port is None:
        raise LinkError(f"endpoint {text!r}: expected tcp://host:port, as in tcp://127.0.0.1:7341")
    endpoint = Endpoint(host, port)
    if not endpoint.is_loopback:
        raise LinkError(
            f"endpoint {text!r}: the link is plain TCP and so only for loopback; "
            "use 127.0.0.1, or forward the port through an SSH tunnel"
        )
    return endpoint
