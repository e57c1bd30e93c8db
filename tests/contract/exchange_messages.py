"""Examples of the messages about data sets, for `messages.py`."""

from shared.protocol.exchange import ExportEnded, ExportState, ExportWanted, SplitCount
from shared.protocol.messages import AnyMessage

EXCHANGE_EXAMPLES: dict[str, AnyMessage] = {
    "export_wanted": ExportWanted(request_id="r", kind="coco", splits=("train",)),
    "export_wanted full": ExportWanted(
        request_id="r",
        kind="label-studio",
        splits=("train", "holdout", "audit", "made"),
        classes=("mug", "bowl"),
        every_view=True,
        background=False,
    ),
    "export_ended": ExportEnded(request_id="r"),
    "export_state": ExportState(request_id="r", stage="waiting"),
    "export_state writing": ExportState(request_id="r", stage="writing", done=3, total=40),
    "export_state full": ExportState(
        request_id="r",
        stage="ready",
        done=40,
        total=40,
        pictures=40,
        labels=52,
        classes=3,
        left_out=1,
        splits=(SplitCount(split="train", labels=50), SplitCount(split="holdout", labels=2)),
        sha256="ab" * 32,
        size_bytes=123_456,
    ),
    "export_state failed": ExportState(request_id="r", stage="failed", reason="no label yet"),
}
