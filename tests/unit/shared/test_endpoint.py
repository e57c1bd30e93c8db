"""Plain TCP stays on this machine; everything else is refused with what to do instead."""

import pytest

from shared.errors import LinkError
from shared.transport.endpoint import Endpoint, parse_endpoint


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("tcp://127.0.0.1:7341", Endpoint("127.0.0.1", 7341)),
        ("tcp://127.9.9.9:1", Endpoint("127.9.9.9", 1)),
        ("tcp://localhost:0", Endpoint("localhost", 0)),
        ("tcp://[::1]:65535", Endpoint("::1", 65535)),
    ],
)
def test_that_loopback_is_taken_and_written_the_same(text: str, endpoint: Endpoint) -> None:
    assert parse_endpoint(text) == endpoint
    assert str(endpoint) == text
    assert endpoint.is_loopback


@pytest.mark.parametrize(
    "host",
    [
        "192.168.1.5",
        "0.0.0.0",
        "*",
        "example.org",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "128.0.0.1",
        "[::]",
        "[2001:db8::1]",
        "169.254.0.1",
    ],
)
def test_that_what_leaves_the_machine_is_refused(host: str) -> None:
    with pytest.raises(LinkError, match=r"only for loopback; use 127\.0\.0\.1, or .*SSH"):
        parse_endpoint(f"tcp://{host}:7341")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "127.0.0.1:7341",
        "localhost",
        "tcp://127.0.0.1",
        "tcp://:7341",
        "tcp://127.0.0.1:port",
        "tcp://127.0.0.1:65536",
        "tcp://127.0.0.1:-1",
        "tcp://127.0.0.1:7341/path",
        "tcp://127.0.0.1:7341?curve=1",
        "tcp://127.0.0.1:7341#x",
        "tcp://somebody@127.0.0.1:7341",
        "tcp://127.0.0.1@192.168.1.5:7341",
        "tcp://[::1:7341",
        "ipc:///tmp/socket",
        "inproc://x",
        "http://127.0.0.1:7341",
        "tcp://127.0.0.1:7341\n",
    ],
)
def test_that_what_is_no_endpoint_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(LinkError, match=r"tcp://127\.0\.0\.1:7341"):
        parse_endpoint(text)
