"""`whatsit bench edge`: what the node costs on top of bare inference, in parts."""

from typing import Literal, get_args

Part = Literal["throughput", "work", "policy", "start", "memory", "swap"]
PARTS: tuple[Part, ...] = get_args(Part)
