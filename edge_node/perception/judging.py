"""What the head says of tracks: one run for the views of all that need it."""

from collections.abc import Sequence

import numpy as np

from edge_node.asking.subject import Judgement, Subject
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.prediction import mean_over_views, predict_row


def judge(subjects: Sequence[Subject], bundle: ActiveBundle) -> None:
    """Judges those whose views or whose bundle changed since they were judged last.

    Without a head nothing is believed of anything. Raises ModelError.
    """
    stale = [s for s in subjects if s.judged != (s.book.changes, bundle.version)]
    if bundle.head is None:
        for subject in stale:
            subject.judgement = None
            subject.judged = subject.book.changes, bundle.version
        return
    with_views = [subject for subject in stale if subject.book.views]
    if not with_views:
        return
    output = bundle.head.predict(np.concatenate([s.embeddings for s in with_views]))
    start = 0
    for subject in with_views:
        rows = slice(start, start + len(subject.book.views))
        mean = mean_over_views(output, rows)
        spec = bundle.head.spec
        calibrated = spec.conformal_threshold > 0.0
        subject.judgement = Judgement(predict_row(mean, 0, spec), mean, calibrated)
        subject.judged = subject.book.changes, bundle.version
        start = rows.stop
