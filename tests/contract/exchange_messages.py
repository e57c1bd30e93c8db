"""Examples of the messages about data sets, for `messages.py`."""

from shared.protocol.exchange import (
    ExportEnded,
    ExportState,
    ExportWanted,
    ImportedClass,
    ImportEnded,
    ImportPiece,
    ImportState,
    ImportUndo,
    ImportWanted,
    SplitCount,
)
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
    "import_wanted": ImportWanted(
        request_id="r", sha256="ab" * 32, size_bytes=1, title="", split="train"
    ),
    "import_wanted full": ImportWanted(
        request_id="r", sha256="ab" * 32, size_bytes=99, title="mugs", split="own", apply=True
    ),
    "import_piece": ImportPiece(request_id="r", offset=524_288),
    "import_ended": ImportEnded(request_id="r"),
    "import_undo": ImportUndo(request_id="r", import_id="3f0c2a9b81d4"),
    "import_state": ImportState(request_id="r", stage="receiving"),
    "import_state full": ImportState(
        request_id="r",
        stage="checked",
        import_id="3f0c2a9b81d4",
        received_bytes=99,
        done=9,
        total=9,
        new=3,
        same=2,
        corrected=2,
        kept=1,
        reopened=1,
        classes=(
            ImportedClass(name="mug", tracks=4),
            ImportedClass(name="vase", tracks=1, is_new=True),
        ),
        class_count=2,
        notes=("1 picture without a label was left out",),
    ),
    "import_state failed": ImportState(
        request_id="r", stage="failed", problems=("'a.jpg': it cannot be read",)
    ),
    "export_state failed": ExportState(request_id="r", stage="failed", reason="no label yet"),
}
