"""What is to be said once the open transaction is on disk, and not if it fails."""

from shared.protocol.codec import Envelope
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Refused

ACK_IDS = 256


class Post:
    """Letters by route, in order; acknowledgements of one round go together."""

    def __init__(self) -> None:
        self._letters: list[tuple[bytes, Envelope]] = []
        self._acks: dict[bytes, list[str]] = {}

    def send(self, route: bytes, message: AnyMessage, payloads: tuple[bytes, ...] = ()) -> None:
        self._letters.append((route, Envelope(message, payloads)))

    def acknowledge(self, route: bytes, item_id: str) -> None:
        """Says that what this id names is safe."""
        self._acks.setdefault(route, []).append(item_id)

    def refuse(self, route: bytes, refused: Refused) -> None:
        self.send(route, refused)

    def take(self) -> list[tuple[bytes, Envelope]]:
        """Everything, acknowledgements first; the post is empty afterwards."""
        acks = [
            (route, Envelope(Ack(ids=tuple(ids[at : at + ACK_IDS]))))
            for route, ids in self._acks.items()
            for at in range(0, len(ids), ACK_IDS)
        ]
        letters = acks + self._letters
        self.drop()
        return letters

    def drop(self) -> None:
        """Forgets everything: what it speaks of is not on disk."""
        self._letters, self._acks = [], {}
