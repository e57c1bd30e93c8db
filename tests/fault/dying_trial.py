"""A trial process that its bundle kills: `python -m tests.fault.dying_trial`."""

import ctypes

from edge_node.deployment.trial_process import TrialOrder
from shared.quarantine import answer_orders

if __name__ == "__main__":
    answer_orders(TrialOrder, lambda _: ctypes.string_at(0))
