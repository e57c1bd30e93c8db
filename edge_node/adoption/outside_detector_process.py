"""The child process in which a detector that another program trained is looked at.

`python -m edge_node.adoption.outside_detector_process`
"""

from edge_node.adoption.outside_detector import try_detector
from shared.detector_trial import DetectorOrder
from shared.quarantine import answer_orders, limit_memory

if __name__ == "__main__":
    limit_memory()
    answer_orders(DetectorOrder, try_detector)
