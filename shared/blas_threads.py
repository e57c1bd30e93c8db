"""How many threads numpy's products use."""

import os


def use_one_blas_thread() -> None:
    """To be called before numpy is imported. The matrices of a node and a station are small: a
    second thread gains nothing and fights with whoever else wants its core (2.2 ms instead of
    .04 ms a product)."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
