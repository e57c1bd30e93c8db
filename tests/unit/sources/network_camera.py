"""A network camera on a real socket: motion JPEG over HTTP, as cheap cameras speak it."""

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import cv2

from shared.domain import Image
from tests.unit.sources.recordings import scene

MakeImage = Callable[[int], Image]


@contextmanager
def network_camera(
    *, n_frames: int = 20, period_s: float = 0.0, make_image: MakeImage = scene
) -> Iterator[int]:
    """Its port. It goes away after `n_frames`, and can be asked again."""
    leaving = threading.Event()

    class Camera(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            for number in range(n_frames):
                jpeg = cv2.imencode(".jpg", make_image(number))[1].tobytes()
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                try:
                    self.wfile.write(head.encode() + jpeg + b"\r\n")
                except OSError:
                    return
                if period_s and leaving.wait(period_s):
                    return

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Camera) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="fake-camera")
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            leaving.set()
            server.shutdown()
            thread.join(60.0)
