"""Examples of the messages about who may speak, for `messages.py`."""

from shared.protocol.enrolment import (
    EnrolledKey,
    Joining,
    KeyList,
    KeysWanted,
    PairAsk,
    PairNonce,
    PairOpen,
    PairState,
    SetAccess,
    Stranger,
)
from shared.protocol.messages import AnyMessage
from shared.protocol.status import StationStatus

NOW_S = 1_700_000_000.25
NONCE = bytes(range(32))

ENROLMENT_EXAMPLES: dict[str, AnyMessage] = {
    "set_access": SetAccess(command_id="c", action="accept", code="123 456"),
    "set_access full": SetAccess(
        command_id="c", action="enrol", key="0f" * 32, role="operator", name="Ada", code=""
    ),
    "keys_wanted": KeysWanted(request_id="r"),
    "key_list": KeyList(request_id="r"),
    "key_list full": KeyList(
        request_id="r",
        keys=(
            EnrolledKey(key="0f" * 32, role="admin", name="Ada", enrolled_at_s=NOW_S),
            EnrolledKey(
                key="1e" * 32,
                role="robot",
                name="rover-1",
                enrolled_at_s=NOW_S,
                enrolled_by="Ada",
                revoked_at_s=NOW_S + 1.0,
                revoked_by="Ada",
            ),
        ),
    ),
    "pair_ask": PairAsk(role="robot", name="rover-1", commitment=NONCE),
    "pair_nonce": PairNonce(nonce=NONCE),
    "pair_open": PairOpen(nonce=NONCE),
    "pair_state": PairState(state="waiting"),
    "pair_state full": PairState(state="accepted", reason="é", signing_key="0f" * 32),
    "station_status access": StationStatus(
        at_s=NOW_S,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=0,
        labels=0,
        active_version=0,
        training="idle",
        strangers=(
            Stranger(
                reason="unknown",
                text="a key that was never enrolled",
                count=3,
                last_at_s=NOW_S,
                key="0f0f0f0f0f0f",
                address="192.0.2.7",
            ),
            Stranger(reason="not_encrypted", text="…", count=1, last_at_s=NOW_S),
        ),
        joining=(
            Joining(
                code="123 456",
                name="rover-1",
                role="robot",
                key="0f0f0f0f0f0f",
                address="192.0.2.8",
                asked_at_s=NOW_S,
            ),
        ),
    ),
}
