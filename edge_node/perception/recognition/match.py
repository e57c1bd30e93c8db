"""A layout that fits what a model gave."""

from dataclasses import dataclass

from edge_node.perception.recognition.reading import Source


@dataclass(frozen=True, slots=True)
class Match:
    """decoder: by its name in the table. outputs: in the order of its roles. why: what told it.
    fed_like: the decoder of the family whose habits it shares, "" for its own."""

    decoder: str
    outputs: tuple[str, ...]
    why: str
    source: Source = "shape"
    fed_like: str = ""
