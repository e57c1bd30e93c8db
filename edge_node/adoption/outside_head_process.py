"""The child process in which a head that another program made is looked at.

`python -m edge_node.adoption.outside_head_process`
"""

from edge_node.adoption.outside_head import try_outside
from shared.outside_trial import OutsideOrder
from shared.quarantine import answer_orders, limit_memory

if __name__ == "__main__":
    limit_memory()
    answer_orders(OutsideOrder, try_outside)
