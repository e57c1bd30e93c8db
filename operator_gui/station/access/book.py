"""Which keys are enrolled, for what, by whom, and since when; revoked keys are never forgotten.

Rows of `access_event` are only ever added: what counts is what follows from all of them in order.
"""

import contextlib
import sqlite3
from dataclasses import dataclass, replace
from typing import Literal

from operator_gui.station.database import Database
from shared.errors import AccessError
from shared.link_keys import PublicLinkKey
from shared.protocol.enrolment import KeyRole
from shared.protocol.peers import Role
from shared.texts import phrase
from shared.transport.curve import Verdict

EventKind = Literal["enrolled", "revoked", "used_as"]
MOST_IDS = 64
ROLES: dict[str, KeyRole] = {"robot": "robot", "operator": "operator", "admin": "admin"}
SPEAKS_AS: dict[KeyRole, Role] = {"robot": "node", "operator": "operator", "admin": "operator"}


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One key. `peer_ids` are the ids that it was used with; a robot's key has one for ever."""

    key: str
    role: KeyRole
    name: str
    enrolled_at_s: float
    enrolled_by: str
    revoked_at_s: float | None = None
    revoked_by: str = ""
    peer_ids: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        return self.revoked_at_s is None


class AccessBook:
    """Answers from memory. Writing methods belong into a transaction; `reload` after it failed.

    `generation` is another number whenever somebody may have been shut out.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_key: dict[str, Enrolment] = {}
        self._seen_writes = database.write_count_of_others()
        self.generation = 0
        self.reload()

    def catch_up(self) -> None:
        """Reads anew if another process has written meanwhile."""
        writes = self._database.write_count_of_others()
        if writes != self._seen_writes:
            self._seen_writes = writes
            self.reload()

    def reload(self) -> None:
        """Reads everything anew.

        Where a row is missing because it was damaged, it may have been a revocation: whoever was
        enrolled before counts as revoked until enrolled again.
        """
        self._by_key = {}
        self.generation += 1
        row = self._database.one("SELECT seq FROM sqlite_sequence WHERE name = 'access_event'")
        last = 0 if row is None else int(row[0])
        expected = 1
        rows = self._database.execute(
            "SELECT event, public_key, kind, role, name, peer_id, at_s, by_whom "
            "FROM access_event ORDER BY event"
        ).fetchall()
        for event, key, kind, role, name, peer_id, at_s, by_whom in rows:
            if event != expected:
                self._suspect_all(at_s)
            expected = event + 1
            self._apply(key, kind, role=role, name=name, peer_id=peer_id, at_s=at_s, by=by_whom)
        if last >= expected:
            self._suspect_all(0.0)

    def all(self) -> list[Enrolment]:
        """Also those who were revoked, by name."""
        return sorted(self._by_key.values(), key=lambda e: (not e.is_live, e.name, e.key))

    def revoked_nodes(self) -> frozenset[str]:
        """The ids of robots whose key was revoked, and that have no other."""
        live, revoked = set[str](), set[str]()
        for one in self._by_key.values():
            if one.role == "robot":
                (live if one.is_live else revoked).update(one.peer_ids)
        return frozenset(revoked - live)

    def get(self, key: str) -> Enrolment | None:
        """The enrolment of a key, if it is not revoked."""
        found = self._by_key.get(key)
        return found if found is not None and found.is_live else None

    def verdict(self, key: PublicLinkKey) -> Verdict:
        with contextlib.suppress(sqlite3.Error):  # then by what was known before
            self.catch_up()
        found = self._by_key.get(str(key))
        if found is None:
            return "unknown"
        return "admitted" if found.is_live else "revoked"

    def find(self, name_or_key: str) -> Enrolment:
        """The live enrolment of this name or key. Raises AccessError if there is none."""
        for enrolment in self._by_key.values():
            if enrolment.is_live and name_or_key in (enrolment.name, enrolment.key):
                return enrolment
        known = ", ".join(e.name for e in self.all() if e.is_live) or "nobody"
        raise AccessError(f"nobody called {name_or_key!r} is enrolled; enrolled: {known}")

    def enrol(
        self, key: PublicLinkKey, *, role: KeyRole, name: str, at_s: float, by: str
    ) -> Enrolment:
        """Lets a key in. Raises AccessError if it is in already, or the name is taken."""
        if not name.strip() or len(name) > 60 or not name.isprintable():
            raise AccessError(
                phrase("station", "{name} is no name: write 1 to 60 visible characters").format(
                    name=repr(name)
                )
            )
        if (known := self.get(str(key))) is not None:
            raise AccessError(
                phrase("station", "key {short} is enrolled already, as {role} {name}").format(
                    short=key.short, role=known.role, name=repr(known.name)
                )
            )
        if any(e.is_live and e.name == name for e in self._by_key.values()):
            raise AccessError(
                phrase(
                    "station",
                    "the name {name} is taken; choose another, or revoke it first: whatsit "
                    "keys revoke {name}",
                ).format(name=repr(name))
            )
        return self._write(str(key), "enrolled", role=role, name=name, at_s=at_s, by=by)

    def revoke(self, name_or_key: str, *, at_s: float, by: str) -> Enrolment:
        """Shuts a key out. Raises AccessError if it is not in."""
        found = self.find(name_or_key)
        self.generation += 1
        return self._write(found.key, "revoked", role=found.role, name=found.name, at_s=at_s, by=by)

    def refusal(self, key: str, *, role: Role, peer_id: str) -> str:
        """Why a key may not speak as this peer, "" if it may."""
        found = self.get(key)
        if found is None:
            return phrase("station", "this key is not enrolled")
        if SPEAKS_AS[found.role] != role:
            return phrase(
                "station", "this key is enrolled for role {role}, and may not speak as {other}"
            ).format(role=found.role, other=role)
        if found.role == "robot" and found.peer_ids and peer_id not in found.peer_ids:
            return phrase(
                "station", "this key is enrolled for the robot {name}, which has another id"
            ).format(name=repr(found.name))
        if peer_id not in found.peer_ids and len(found.peer_ids) >= MOST_IDS:
            text = phrase("station", "the key of {name} was used with {count} ids; enrol a new one")
            return text.format(name=repr(found.name), count=MOST_IDS)
        owner = next((e for e in self._by_key.values() if peer_id in e.peer_ids), None)
        if owner is not None and owner.key != key and owner.is_live:
            return phrase(
                "station", "the id {peer_id} belongs to {name}, who has another key"
            ).format(peer_id=repr(peer_id), name=repr(owner.name))
        return ""

    def use_as(self, key: str, peer_id: str, *, at_s: float) -> None:
        """From now on the id belongs to this key. To be called after `refusal` found nothing."""
        found = self.get(key)
        if found is not None and peer_id not in found.peer_ids:
            self._write(
                key, "used_as", role=found.role, name=found.name, at_s=at_s, by="", peer_id=peer_id
            )

    def _write(
        self,
        key: str,
        kind: EventKind,
        *,
        role: KeyRole,
        name: str,
        at_s: float,
        by: str,
        peer_id: str = "",
    ) -> Enrolment:
        self._database.insert(
            "access_event",
            {
                "public_key": key,
                "kind": kind,
                "role": role,
                "name": name,
                "peer_id": peer_id,
                "at_s": at_s,
                "by_whom": by,
            },
        )
        self._apply(key, kind, role=role, name=name, peer_id=peer_id, at_s=at_s, by=by)
        return self._by_key[key]

    def _apply(
        self, key: str, kind: str, *, role: str, name: str, peer_id: str, at_s: float, by: str
    ) -> None:
        known = self._by_key.get(key)
        if kind == "enrolled" and role in ROLES:
            ids = known.peer_ids if known is not None and known.role == role else ()
            self._by_key[key] = Enrolment(key, ROLES[role], name, at_s, by, peer_ids=ids)
        elif known is not None and kind == "revoked":
            self._by_key[key] = replace(known, revoked_at_s=at_s, revoked_by=by)
        elif known is not None and kind == "used_as":
            self._by_key[key] = replace(known, peer_ids=(*known.peer_ids, peer_id))

    def _suspect_all(self, at_s: float) -> None:
        for key, enrolment in self._by_key.items():
            if enrolment.is_live:
                self._by_key[key] = replace(
                    enrolment, revoked_at_s=at_s, revoked_by="a damaged row of the access list"
                )
