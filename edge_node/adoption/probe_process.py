"""The child process in which a stranger's model is looked at.

`python -m edge_node.adoption.probe_process`
"""

from edge_node.adoption.looked_at import ProbeOrder, ProbeReply
from edge_node.adoption.probe import probe
from shared.quarantine import answer_orders, limit_memory, limit_room


def probe_in_little_memory(order: ProbeOrder) -> ProbeReply:
    """As `probe`, in a process of its own."""
    limit_room(order.file.size_bytes)
    return probe(order)


if __name__ == "__main__":
    limit_memory()
    answer_orders(ProbeOrder, probe_in_little_memory)
