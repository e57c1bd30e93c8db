"""What is asked of the quarantine about a head that another program made, and its answer.

Arrays travel as files, `.npy` without pickle, beside the order.
"""

import msgspec

from shared.bundle import HeadSpec

TRIAL_MODULE = "edge_node.adoption.outside_head_process"
"""What the quarantine's child runs."""

MAX_OUTSIDE_BYTES = 256 << 20
"""Of an ONNX file that is to be a head."""


class OutsideOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Put the head at `outside` in the place of the one at `head`, and run it.

    head_spec: of the latter. class_names: what the columns mean where the file does not say it.
    embeddings: (n, d) float32. seated: where to write the joined graph. probabilities: where to
    write what it gives, (n, classes) float32.
    """

    outside: str
    head: str
    head_spec: HeadSpec
    class_names: tuple[str, ...]
    embeddings: str
    seated: str
    probabilities: str


class OutsideReply(msgspec.Struct, frozen=True, kw_only=True):
    """refusal: why it cannot be a head, "" if it can. missing: classes it does not speak of."""

    refusal: str = ""
    missing: tuple[str, ...] = ()
