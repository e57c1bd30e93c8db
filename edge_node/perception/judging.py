"""What the head says of tracks: one run for the views of all that need it."""

from collections.abc import Sequence

import numpy as np

from edge_node.asking.subject import Judgement, Subject
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.prediction import mean_over_views, predict_rows


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
    spec = bundle.head.spec
    views = bundle.head.predict(np.stack([v.embedding for s in with_views for v in s.book.views]))
    output = mean_over_views(views, [len(subject.book.views) for subject in with_views])
    predictions = predict_rows(output, spec)
    calibrated = spec.conformal_threshold > 0.0
    for row, (subject, prediction) in enumerate(zip(with_views, predictions, strict=True)):
        subject.judgement = Judgement(prediction, output.row(row), calibrated)
        subject.judged = subject.book.changes, bundle.version
