"""What operators set about a node's asking, and how nodes are told of it and of the operators."""

from collections.abc import Callable

from operator_gui.station.ask_settings import SettingsBook
from operator_gui.station.label_store import LabelStore
from operator_gui.station.post import Post
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.waiting_room import WaitingRoom
from shared.clock import Clock
from shared.errors import SelectionError
from shared.protocol.asking import AskRules, Attention, SetAsking
from shared.protocol.codec import Envelope
from shared.protocol.deployment import CommandResult
from shared.selection.attention import answer_time_s, room_for_questions, shares_of_room
from shared.selection.registry import strategy_named
from shared.selection.stream_registry import stream_rule_named
from shared.texts import phrase

SETTINGS_MINOR = 2
"""Since this minor version of the protocol a node takes settings."""

ATTENTION_EVERY_S = 3.0
SILENT_S = 10.0
ANSWERS_TIMED = 50


class SettingsDesk:
    """`hear` runs inside a transaction, `serve` outside, with what is on disk.

    horizon_s: within this time whatever is asked should be answered. unattended: so many
    questions may wait while no operator is there.
    """

    def __init__(
        self,
        *,
        book: SettingsBook,
        labels: LabelStore,
        waiting: WaitingRoom,
        sessions: Sessions,
        post: Post,
        clock: Clock,
        send: Callable[[Peer, Envelope], bool],
        horizon_s: float,
        unattended: int,
    ) -> None:
        self._book = book
        self._labels = labels
        self._waiting = waiting
        self._sessions = sessions
        self._post = post
        self._clock = clock
        self._send = send
        self._horizon_s = horizon_s
        self._unattended = unattended
        self._attention_s = float("-inf")

    def hear(self, peer: Peer, wish: SetAsking) -> None:
        """An operator sets how a node is to ask, and is told what becomes of it."""
        node = self._sessions.find("node", wish.node_id)
        problem = _problem(node, wish.rules)
        if problem or node is None:
            self._reply(peer, wish, ok=False, text=problem)
            return
        told = None if node.status is None else node.status.asking
        self._book.put(
            node.peer_id,
            wish.rules,
            set_by=peer.name,
            set_at_s=self._clock.now_s(),
            known_revision=0 if told is None else told.revision,
        )
        self._book.send_again(node.peer_id)
        self._reply(
            peer,
            wish,
            ok=True,
            text=phrase("station", "kept, and {name} is told").format(name=node.name),
        )

    def arrived(self, node_id: str, ids: tuple[str, ...]) -> None:
        self._book.arrived(node_id, ids)

    def greeted(self, node_id: str) -> None:
        """A node said hello: what was sent before may not have reached it."""
        self._book.send_again(node_id)
        self._attention_s = float("-inf")

    def serve(self) -> None:
        """Tells nodes their settings until they have them, and every few seconds the room."""
        now_s = self._clock.monotonic_s()
        nodes = [
            peer
            for peer in self._sessions.of_role("node")
            if peer.minor >= SETTINGS_MINOR and now_s - peer.heard_s <= SILENT_S
        ]
        for peer in nodes:
            settings = self._book.due(peer.peer_id, now_s)
            if settings is not None and self._send(peer, Envelope(settings)):
                self._book.sent(peer.peer_id, now_s)
        if nodes and now_s - self._attention_s >= ATTENTION_EVERY_S:
            self._attention_s = now_s
            self._tell_attention(nodes, now_s)

    def revisions(self) -> dict[str, int]:
        """Of the newest settings of every node that was given any."""
        return self._book.revisions()

    def answer_s(self) -> float:
        """The median time that operators took for an answer lately."""
        return answer_time_s(self._labels.answer_times_s(ANSWERS_TIMED))

    def _tell_attention(self, nodes: list[Peer], now_s: float) -> None:
        operators = sum(
            peer.attends and now_s - peer.heard_s <= SILENT_S
            for peer in self._sessions.of_role("operator")
        )
        answer_s, waiting = self.answer_s(), len(self._waiting)
        room = room_for_questions(
            waiting=waiting,
            operators=operators,
            answer_s=answer_s,
            horizon_s=self._horizon_s,
            unattended=self._unattended,
        )
        for peer, share in zip(nodes, shares_of_room(room, len(nodes)), strict=True):
            told = Attention(room=share, waiting=waiting, operators=operators, answer_s=answer_s)
            self._send(peer, Envelope(told))

    def _reply(self, peer: Peer, wish: SetAsking, *, ok: bool, text: str) -> None:
        self._post.send(peer.route, CommandResult(command_id=wish.command_id, ok=ok, text=text))


def _problem(node: Peer | None, rules: AskRules | None) -> str:
    """Why the wish cannot be fulfilled, "" if it can."""
    if node is None:
        return phrase("station", "no robot of that name has connected since the station started")
    if node.minor < SETTINGS_MINOR:
        return phrase(
            "station", "{name} runs an older release, which takes no settings; update it first"
        ).format(name=node.name)
    if rules is not None:
        try:
            strategy_named(rules.strategy)
            stream_rule_named(rules.stream)
        except SelectionError as error:
            return str(error)
    return ""
