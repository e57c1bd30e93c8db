"""The decoders as one table, keyed by the name that a manifest or a configuration uses.

A new family is one more function and one more row. The conformance suite in the tests runs over
every row: known boxes, put into the family's tensors, must come out again.
"""

from collections.abc import Mapping
from types import MappingProxyType

from edge_node.perception.decoding.anchors import decode_anchors_scores
from edge_node.perception.decoding.candidates import Decoder
from shared.errors import ModelError

DECODERS: Mapping[str, Decoder] = MappingProxyType(
    {
        "anchors_scores": Decoder(
            ("boxes", "scores"),
            "boxes [1, A, 4] as shares, scores [1, A, C]",
            decode_anchors_scores,
        ),
    }
)


def find_decoder(name: str) -> Decoder:
    """The decoder of that name. Raises ModelError that lists the known ones."""
    decoder = DECODERS.get(name)
    if decoder is None:
        raise ModelError(f"no detector decoder is called {name!r}; known: {', '.join(DECODERS)}")
    return decoder
