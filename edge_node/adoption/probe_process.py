"""The child process in which a stranger's model is looked at.

`python -m edge_node.adoption.probe_process`
"""

from edge_node.adoption.looked_at import ProbeOrder
from edge_node.adoption.probe import probe
from shared.quarantine import answer_orders, limit_memory

if __name__ == "__main__":
    limit_memory()
    answer_orders(ProbeOrder, probe)
