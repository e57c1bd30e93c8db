"""Serves the latest figures to who asks on loopback, from a thread of its own."""

import logging
import socket
import socketserver
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from typing import Self

from shared.clock import Clock
from shared.errors import LinkError
from shared.metrics import CONTENT_TYPE, Metric, metrics_page
from shared.owned_thread import OwnedThread
from shared.transport.endpoint import Endpoint, parse_endpoint

_log = logging.getLogger(__name__)

PATIENCE_S = 2.0
POLL_S = 0.1
JOIN_S = 5.0


class MetricsServer:
    """To be entered as a context. `put` may be called from any thread, and never blocks.

    Figures are shown as they were put last, with their age: of a loop that hangs one sees how long
    it has hung.
    """

    def __init__(self, address: str, *, clock: Clock) -> None:
        """address: host:port on loopback; port 0 lets the system choose.

        Raises LinkError for anything else, or where it cannot listen.
        """
        try:
            at = parse_endpoint(f"tcp://{address}")
        except LinkError as error:
            raise LinkError(
                f"cannot serve metrics at {address!r}: expected a port of this machine, as in "
                "127.0.0.1:9464"
            ) from error
        self._clock = clock
        self._latest: tuple[str, float] = "", clock.monotonic_s()
        family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
        handler = type("Handler", (_Handler,), {"page": staticmethod(self.page)})
        server = type("Server", (_Server,), {"address_family": family})
        try:
            self._server: socketserver.TCPServer = server((at.host, at.port), handler)
        except OSError as error:
            raise LinkError(
                f"cannot listen for metrics on {address}: {error.strerror}; name another port"
            ) from error
        self.endpoint = Endpoint(at.host, self._server.server_address[1])
        self._thread = OwnedThread("metrics", self._serve, on_failure=lambda: None)

    def put(self, metrics: Sequence[Metric]) -> None:
        """Replaces the figures."""
        self._latest = metrics_page(metrics), self._clock.monotonic_s()

    def page(self) -> bytes:
        """What is served now."""
        text, put_s = self._latest
        age_s = self._clock.monotonic_s() - put_s
        age = Metric("age_seconds", "gauge", "How old the other figures are.", age_s)
        return (text + metrics_page((age,))).encode()

    def __enter__(self) -> Self:
        self._thread.start()
        _log.info("metrics on http://%s:%d/metrics", self.endpoint.host, self.endpoint.port)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(JOIN_S)

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=POLL_S)


class _Server(socketserver.TCPServer):
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up in the middle is no news."""


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE_S  # of who connects and says nothing
    server_version = "whatsit"
    sys_version = ""

    @staticmethod
    def page() -> bytes:
        raise NotImplementedError

    def do_GET(self) -> None:
        if self.path.split("?")[0] not in ("/metrics", "/"):
            self.send_error(404)
            return
        body = self.page()
        self.send_response(200)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: it is asked every few seconds, for years."""
