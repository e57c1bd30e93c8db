"""What is said of a model that cannot be read: what was seen, what is known, what to configure."""

from collections.abc import Mapping, Sequence

from edge_node.perception.decoding.table import DECODERS
from edge_node.perception.recognition.reading import UnreadableModelError
from edge_node.plain_text import plain
from shared.domain import Floats

MAX_SHOWN_OUTPUTS = 8


def unreadable(reason: str, advice: str) -> UnreadableModelError:
    """The error for a model of which it is known what is the matter."""
    return UnreadableModelError(f"this model cannot be used: {plain(f'{reason}; {advice}', 1500)}")


def unknown_layout(outputs: Mapping[str, Floats]) -> UnreadableModelError:
    """The error for a model that fits no layout."""
    known = "; ".join(f"{name} ({decoder.layout})" for name, decoder in DECODERS.items())
    first = plain(next(iter(outputs), "output"), 60)
    return UnreadableModelError(
        f"no known layout fits this model, it gave {seen(outputs)}; if it is a detector of one of "
        f"the layouts below, put decoder and outputs into the configuration, for instance "
        f'decoder = "yolov8" and outputs = ["{first}"]; if it is a classifier, put kind = '
        f'"classify" and outputs = ["{first}"]; known layouts: {known}'
    )


def seen(outputs: Mapping[str, Floats]) -> str:
    """The outputs and their shapes in words."""
    shown = [f"{plain(name, 60)} {list(tensor.shape)}" for name, tensor in outputs.items()]
    more = f" and {len(shown) - MAX_SHOWN_OUTPUTS} more" if len(shown) > MAX_SHOWN_OUTPUTS else ""
    return (", ".join(shown[:MAX_SHOWN_OUTPUTS]) or "nothing") + more


def listed(names: Sequence[str]) -> str:
    """Names as one would write them into the configuration."""
    return "[" + ", ".join(f'"{plain(name, 60)}"' for name in names) + "]"
