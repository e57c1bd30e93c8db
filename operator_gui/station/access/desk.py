"""Decides at the door, at every message, and by an admin's word; on the station's own thread.

Three lines of defence: the handshake asks `verdict`, every message is held against the key that
its connection proved to have, and a greeting against what that key was enrolled for.
"""

import logging

import msgspec

from operator_gui.station.access.book import AccessBook, Enrolment
from operator_gui.station.access.deeds import DeedBook
from operator_gui.station.access.pairing_desk import PairingDesk
from operator_gui.station.access.pairing_room import PairingRoom
from operator_gui.station.access.strangers import WORDS, Strangers
from operator_gui.station.post import Post
from operator_gui.station.sessions import Peer, Sessions
from shared.clock import Clock
from shared.errors import AccessError, KeyFileError
from shared.link_keys import PublicLinkKey
from shared.protocol.answers import AnswerSubmit
from shared.protocol.codec import Envelope
from shared.protocol.deployment import Command, CommandResult
from shared.protocol.enrolment import (
    MAX_KEYS,
    EnrolledKey,
    Joining,
    KeyList,
    KeysWanted,
    SetAccess,
    Stranger,
)
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Hello
from shared.texts import phrase
from shared.transport.curve import RefusedHandshake
from shared.transport.sockets import Heard, ServerChannel

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.25
TELL_EVERY_S = 1.0
"""A stranger with many keys must not fill the log: the status counts them all the same."""


class AccessDesk:
    """Where there is no `book`, the station is on loopback without keys, and all is allowed."""

    def __init__(
        self,
        *,
        book: AccessBook | None,
        room: PairingRoom | None,
        pairing: PairingDesk | None,
        deeds: DeedBook,
        channel: ServerChannel,
        sessions: Sessions,
        post: Post,
        clock: Clock,
    ) -> None:
        self._book = book
        self._room = room
        self._pairing = pairing
        self._deeds = deeds
        self._channel = channel
        self._sessions = sessions
        self._post = post
        self._clock = clock
        self._strangers = Strangers()
        self._looked_s = float("-inf")
        self._told_s = float("-inf")
        self._generation = 0

    def reload(self) -> None:
        """After a transaction that failed."""
        if self._book is not None:
            self._book.reload()

    def listens_to(self, heard: Heard, peer: Peer | None) -> bool:
        """Whether a message may be looked at: its key is enrolled, and it is this peer's."""
        if self._book is None:
            return True
        if self._book.get(heard.key) is None:
            self._note("unknown", key=heard.key, address=heard.address)
            return False
        if peer is not None and peer.key != heard.key:
            self._note("wrong_role", key=heard.key, address=heard.address, detail="another's route")
            return False
        return True

    def refusal(self, hello: Hello, heard: Heard) -> str:
        """Why this peer may not be greeted, "" if it may; then the id is its key's from now on.

        Runs inside a transaction.
        """
        if self._book is None:
            return ""
        reason = self._book.refusal(heard.key, role=hello.role, peer_id=hello.peer_id)
        if reason:
            self._note("wrong_role", key=heard.key, address=heard.address, detail=reason)
            return reason
        self._book.use_as(heard.key, hello.peer_id, at_s=self._clock.now_s())
        return ""

    @property
    def names_are_proven(self) -> bool:
        """Whether everybody here is called as the own key was enrolled."""
        return self._book is not None

    def shut_out_nodes(self) -> frozenset[str]:
        """The ids of robots that were let in once, and are not any more."""
        return frozenset() if self._book is None else self._book.revoked_nodes()

    def name_of(self, hello: Hello, heard: Heard) -> str:
        """What a peer is called: as it was enrolled, whatever it calls itself."""
        enrolment = None if self._book is None else self._book.get(heard.key)
        return hello.name if enrolment is None else enrolment.name

    def in_own_name(self, peer: Peer, envelope: Envelope) -> Envelope:
        """What an enrolled operator says is said in the name that was enrolled, and in no other."""
        if self._book is None:
            return envelope
        match envelope.message:
            case Command() as command:
                message: AnyMessage = msgspec.structs.replace(command, operator=peer.name)
            case AnswerSubmit(answers=answers):
                own = tuple(msgspec.structs.replace(a, operator=peer.name) for a in answers)
                message = AnswerSubmit(answers=own)
            case _:
                return envelope
        return Envelope(message, envelope.payloads)

    def note_deed(self, peer: Peer, message: AnyMessage) -> None:
        """Keeps who wants something done, inside the transaction in which it is done."""
        self._deeds.note(peer, message, self._clock.now_s())

    def hear(self, peer: Peer, wish: SetAccess) -> None:
        """Does what an admin wants, inside a transaction, and answers."""
        try:
            text = self._obey(peer, wish)
            ok = True
        except (AccessError, KeyFileError) as error:
            text, ok = str(error), False
        result = CommandResult(command_id=wish.command_id, ok=ok, text=text[:2000])
        self._post.send(peer.route, result)

    def show_keys(self, peer: Peer, wanted: KeysWanted) -> None:
        """Tells an admin whose keys are enrolled."""
        try:
            book, _ = self._admin(peer)
        except AccessError as error:
            text = str(error)[:2000]
            self._post.send(
                peer.route, CommandResult(command_id=wanted.request_id, ok=False, text=text)
            )
            return
        keys = tuple(
            EnrolledKey(
                key=one.key,
                role=one.role,
                name=one.name,
                enrolled_at_s=one.enrolled_at_s,
                enrolled_by=one.enrolled_by[:120],
                revoked_at_s=one.revoked_at_s,
                revoked_by=one.revoked_by[:120],
            )
            for one in book.all()[:MAX_KEYS]
        )
        self._post.send(peer.route, KeyList(request_id=wanted.request_id, keys=keys))

    def serve(self) -> bool:
        """Once a round: who was turned away, who wants in, who was shut out. True if anything
        that is shown has changed."""
        for refused in self._channel.refused_handshakes():
            self._note_handshake(refused)
        if self._book is None:
            return False
        before = self.joining()
        if self._pairing is not None:
            self._pairing.serve()
            for refused in self._pairing.refused_handshakes():
                if refused.reason == "unknown":
                    self._note("pairing", key=refused.key, address=refused.address)
                elif refused.reason == "flooding":
                    self._note_handshake(refused)
        now_s = self._clock.monotonic_s()
        if now_s - self._looked_s >= LOOK_EVERY_S:
            self._looked_s = now_s
            self._book.catch_up()
        if self._generation != self._book.generation:
            self._generation = self._book.generation
            self._shut_out(self._book)
            return True
        return before != self.joining()

    def strangers(self) -> tuple[Stranger, ...]:
        return self._strangers.latest()

    def joining(self) -> tuple[Joining, ...]:
        """Who waits for a decision, by codes in two groups of three."""
        if self._room is None:
            return ()
        now_s, at_s = self._clock.monotonic_s(), self._clock.now_s()
        return tuple(
            Joining(
                code=f"{a.code[:3]} {a.code[3:]}",
                name=a.name,
                role=a.role,
                key=a.key[:12],
                address=a.address,
                asked_at_s=max(0.0, round(at_s - (now_s - a.asked_s))),
            )
            for a in self._room.waiting()
        )

    def close(self) -> None:
        if self._pairing is not None:
            self._pairing.close()

    def _admin(self, peer: Peer) -> tuple[AccessBook, Enrolment]:
        """The book and the admin who wants something of it. Raises AccessError if it is none."""
        if self._book is None:
            raise AccessError(
                phrase(
                    "station", "this station is on loopback without keys; there is nobody to enrol"
                )
            )
        admin = self._book.get(peer.key)
        if admin is None or admin.role != "admin":
            raise AccessError(
                phrase(
                    "station",
                    "only an admin may decide who joins; {name} is none. On the station's "
                    "machine: whatsit keys",
                ).format(name=peer.name)
            )
        return self._book, admin

    def _obey(self, peer: Peer, wish: SetAccess) -> str:
        book, admin = self._admin(peer)
        at_s, by = self._clock.now_s(), f"{admin.name} ({admin.key[:12]})"
        match wish.action:
            case "accept" | "refuse":
                return self._decide(book, wish, at_s=at_s, by=by)
            case "enrol":
                key = PublicLinkKey.parse_digits(wish.key)
                book.enrol(key, role=wish.role, name=wish.name, at_s=at_s, by=by)
                _log.info("%s enrolled %s %s, key %s", by, wish.role, wish.name, key.short)
                return phrase("station", "enrolled {name} as {role}").format(
                    name=repr(wish.name), role=wish.role
                )
            case "revoke":
                gone = book.revoke(wish.key or wish.name, at_s=at_s, by=by)
                _log.info("%s revoked %s %s, key %s", by, gone.role, gone.name, gone.key[:12])
                return phrase("station", "revoked {name}").format(name=repr(gone.name))

    def _decide(self, book: AccessBook, wish: SetAccess, *, at_s: float, by: str) -> str:
        code = wish.code.replace(" ", "")
        applicant = None if self._room is None else self._room.find(code)
        if applicant is None or self._room is None:
            raise AccessError(
                phrase("station", "nobody waits with code {code}, or more than one does").format(
                    code=repr(wish.code)
                )
            )
        if wish.action == "refuse":
            self._room.refuse(applicant)
            _log.info("%s refused %s, key %s", by, applicant.name, applicant.key[:12])
            return phrase("station", "refused {name}").format(name=repr(applicant.name))
        name = wish.name or applicant.name
        key = PublicLinkKey(bytes.fromhex(applicant.key))
        book.enrol(key, role=applicant.role, name=name, at_s=at_s, by=by)
        self._room.leave(applicant.key)
        _log.info("%s let in %s %s, key %s", by, applicant.role, name, key.short)
        return phrase("station", "{name} has joined as {role}").format(
            name=repr(name), role=applicant.role
        )

    def _shut_out(self, book: AccessBook) -> None:
        for peer in self._sessions.all():
            if book.get(peer.key) is None:
                _log.warning("%s %s is shut out: its key was revoked", peer.role, peer.name)
                self._sessions.drop(peer.route)
        self._channel.cut(lambda key: book.get(key) is None)

    def _note_handshake(self, refused: RefusedHandshake) -> None:
        if refused.reason == "flooding":  # the channel has logged it
            self._strangers.note(
                "flooding", at_s=self._clock.now_s(), key=refused.key, address=refused.address
            )
            return
        self._note(refused.reason, key=refused.key, address=refused.address)

    def _note(self, reason: str, *, key: str = "", address: str = "", detail: str = "") -> None:
        first = self._strangers.note(
            reason, at_s=self._clock.now_s(), key=key, address=address, detail=detail
        )
        now_s = self._clock.monotonic_s()
        if first and now_s - self._told_s >= TELL_EVERY_S:
            self._told_s = now_s
            who = f" (key {key[:12]})" if key else ""
            where = f" from {address}" if address else ""
            text = f"{WORDS[reason]}{f': {detail}' if detail else ''}"
            _log.warning("turned away %s%s%s", text, who, where)
