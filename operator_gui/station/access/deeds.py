"""Who had what done: commands, settings, changes of many labels, and who let whom in.

Answers are not repeated here: each has its operator in its own row.
"""

import uuid
from dataclasses import dataclass

from operator_gui.station.database import Database
from operator_gui.station.sessions import Peer
from shared.protocol.asking import SetAsking
from shared.protocol.curation import Curate
from shared.protocol.deployment import Command
from shared.protocol.enrolment import SetAccess
from shared.protocol.exchange import ExportWanted, ImportUndo, ImportWanted
from shared.protocol.messages import AnyMessage
from shared.protocol.playback import ControlPlayback
from shared.protocol.recording import DeleteRecording, SetRecording

MAX_LENGTH = 200

_SAID_AGAIN = Curate | ExportWanted | ImportWanted | ImportUndo
"""What an app repeats until it has its answer, and the station does once for each id."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log. `key` is the first digits of the key, "" on a link without keys."""

    at_s: float
    who: str
    what: str
    key: str = ""


def deed_of(message: AnyMessage) -> tuple[str, str]:
    """The id and the words of what is to be done; two empty texts for what does nothing."""
    match message:
        case Command(command_id=command_id, action=action, version=version):
            of = f" version {version}" if version else ""
            return command_id, f"{action.replace('_', ' ')}{of}"
        case SetAsking(command_id=command_id, node_id=node_id, rules=rules):
            how = "by its own configuration" if rules is None else f"by {rules.strategy}"
            return command_id, f"have {node_id} ask {how}"
        case ControlPlayback(command_id=command_id, node_id=node_id):
            return command_id, f"have {node_id} play its recording {_how_played(message)}"
        case SetRecording(command_id=command_id, node_id=node_id, on=on):
            return command_id, f"have {node_id} {'begin' if on else 'end'} a recording"
        case DeleteRecording(command_id=command_id, node_id=node_id, file=file):
            return command_id, f"have {node_id} delete its recording {file}"
        case Curate(command_id=command_id, change=change):
            return command_id, f"{change.__struct_config__.tag} labels"
        case SetAccess(command_id=command_id, action=action, code=code, key=key, name=name):
            whom = name or code or key[:12]
            return command_id, f"{action} {whom}"
        case ExportWanted(request_id=request_id, kind=kind):
            return request_id, f"export labels as {kind}"
        case ImportWanted(request_id=request_id, title=title, apply=True):
            return request_id, f"import {title}"
        case ImportUndo(request_id=request_id, import_id=import_id):
            return request_id, f"take back import {import_id}"
        case _:
            return "", ""


def _how_played(wish: ControlPlayback) -> str:
    words = []
    if wish.paused is not None:
        words.append("paused" if wish.paused else "on")
    if wish.speed is not None:
        words.append(f"at {wish.speed:g} times its speed" if wish.speed else "as fast as it goes")
    if wish.to_s is not None:
        words.append(f"from {wish.to_s:g} s")
    elif wish.to_share is not None:
        words.append(f"from {wish.to_share * 100:g} %")
    return ", ".join(words) or "as before"


class DeedBook:
    """Writes inside the station's transaction. What is said again until it is answered is noted
    once; anything else whenever it is done, by whatever id it goes: nobody hides a deed behind an
    earlier one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, peer: Peer, message: AnyMessage, at_s: float) -> None:
        """Keeps who wants what; what came of it is told where it belongs."""
        deed_id, what = deed_of(message)
        if not deed_id:
            return
        what = what[:MAX_LENGTH]
        known = self._database.one("SELECT peer_id, what FROM deed WHERE deed_id = ?", (deed_id,))
        if known == (peer.peer_id, what) and isinstance(message, _SAID_AGAIN):
            return
        if known is not None:
            deed_id = uuid.uuid4().hex
        self._database.insert(
            "deed",
            {
                "deed_id": deed_id,
                "at_s": at_s,
                "name": peer.name,
                "peer_id": peer.peer_id,
                "public_key": peer.key,
                "what": what,
            },
        )

    def latest(self, limit: int) -> list[Deed]:
        """The latest last, together with who was enrolled and revoked."""
        rows = self._database.execute(
            "SELECT at_s, name, what, public_key FROM deed "
            "UNION ALL SELECT at_s, by_whom, kind || ' ' || role || ' ' || name, public_key "
            "FROM access_event WHERE kind IN ('enrolled', 'revoked') "
            "ORDER BY at_s DESC LIMIT ?",
            (limit,),
        ).fetchall()
        return [Deed(at_s, who, what, key[:12]) for at_s, who, what, key in reversed(rows)]
