"""What the gate was shown of each version, kept for ever beside it."""

import msgspec

from operator_gui.station.database import Database
from operator_gui.station.evidence import Evidence, GateRules
from operator_gui.station.gate import Verdict, judge


class GateRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence on a version, and the rules of that day."""

    evidence: Evidence
    rules: GateRules

    @property
    def verdict(self) -> Verdict:
        """As it was then."""
        return judge(self.evidence, self.rules)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(GateRecord)


class GateBook:
    """Everything it writes belongs to the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, version: int, record: GateRecord) -> None:
        self._db.insert("gate_report", {"version": version, "evidence": _encoder.encode(record)})

    def get(self, version: int) -> GateRecord | None:
        """None for a version that was never examined: of an earlier release, or restored."""
        row = self._db.one("SELECT evidence FROM gate_report WHERE version = ?", (version,))
        return None if row is None else _decoder.decode(row[0])
