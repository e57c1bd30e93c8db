"""The child process in which a head that another program made is looked at.

`python -m edge_node.adoption.outside_head_process`
"""

from edge_node.adoption.outside_head import try_outside
from shared.outside_trial import MAX_OUTSIDE_BYTES, OutsideOrder, OutsideReply
from shared.quarantine import answer_orders, limit_memory, limit_room


def try_in_little_memory(order: OutsideOrder) -> OutsideReply:
    """As `try_outside`, in a process of its own."""
    limit_room(MAX_OUTSIDE_BYTES)
    return try_outside(order)


if __name__ == "__main__":
    limit_memory()
    answer_orders(OutsideOrder, try_in_little_memory)
