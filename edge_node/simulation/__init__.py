"""What asking would have taught: strategies tried on data whose answers are known already."""
