"""A trial's child in which a model may take what it wants: `python -m tests.fault.roomy_trial`."""

from edge_node.deployment.trial_process import TrialOrder, try_bundle
from shared.quarantine import answer_orders, limit_memory

if __name__ == "__main__":
    limit_memory()
    answer_orders(TrialOrder, try_bundle)
