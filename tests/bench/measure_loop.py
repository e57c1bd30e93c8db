"""The whole loop, measured: on the demo's clip, on other videos, and on things no detector knows.

`python -m tests.bench.measure_loop [--out DIR] [NAME ...]`; names: street vtest bottle cars cards.
Real processes on loopback; the simulated operator answers. The data folder is `WHATSIT_DATA`, by
default `../shared/data`; what is not there is left out with a line.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from operator_gui.demo.evaluation import MIN_IOU, DemoReport
from operator_gui.demo.runner import run_simulated
from operator_gui.demo.settings import DemoFiles, DemoSettings, clip_folder
from operator_gui.processes import Children
from shared.domain import Box
from shared.protocol.publication import FrameDetections
from shared.truth import Truth, best_match, load_truth, objects_in

CARDS_CONFIG = Path(__file__).with_name("cards.toml")
DATA = Path(os.environ.get("WHATSIT_DATA", Path(__file__).parents[3] / "shared" / "data"))


def settings_for(name: str, out: Path) -> DemoSettings:
    """How one recording is run."""
    truth: Path | None = None
    edge_config: Path | None = None
    match name:
        case "street":
            source, truth = clip_folder() / "street.mp4", clip_folder() / "street.truth.json"
        case "vtest":
            source = DATA / "videos" / "vtest.avi"
        case "bottle":
            source = DATA / "videos" / "intel__bottle-detection.mp4"
        case "cars":
            source = DATA / "videos" / "intel__car-detection.mp4"
        case _:
            source = truth = DATA / "cards" / "train"
            edge_config = CARDS_CONFIG
    return DemoSettings(
        source=str(source),
        truth=truth,
        out=out / name,
        passes=2,
        speed=1.0,
        delay_s=0.2,
        error_rate=0.0,
        absent_share=0.0,
        seed=0,
        screenshots=False,
        edge_config=edge_config,
    )


def measure_unseen_cards(out: Path) -> None:
    """Runs the node that was taught on the training photos once over the test photos."""
    folder = DATA / "cards" / "test"
    files = DemoFiles(out / "cards")
    detections = out / "cards" / "test.jsonl"
    with Children(files.logs) as children:
        edge = children.start(
            "edge-test",
            [
                *["edge", str(folder), "--station", "tcp://127.0.0.1:9", "--publish", ""],
                *["--ask-on", ""],
                *["--state", str(files.edge), "--trust", str(files.public_key)],
                *["--config", str(CARDS_CONFIG), "--detections", str(detections)],
            ],
        )
        edge.wait(300.0)
        edge.check()
    decoder = msgspec.json.Decoder(FrameDetections)
    truth = load_truth(folder)
    records = [decoder.decode(line) for line in detections.read_bytes().splitlines()]
    votes = list(named_objects(records, truth))
    found = len(votes)
    right = sum(said == true for true, said in votes)
    names = Counter(true for true, _ in votes)
    chance = max(names.values()) / found if found else 0.0
    print(f"unseen cards: {truth.object_count} in the truth, {found} detected")
    print(f"  named right {right}/{found} = {right / max(1, found):.3f}")
    print(f"  chance: {1 / len(names):.3f} uniform, {chance:.3f} always the commonest name")


def named_objects(records: list[FrameDetections], truth: Truth) -> Iterator[tuple[str, str]]:
    """For each truth object that was detected: its name, and the name it was given."""
    for record in records:
        objects = objects_in(
            truth,
            position=record.position,
            frame_name=record.frame_name,
            width_px=record.width_px,
            height_px=record.height_px,
        )
        best: dict[int, tuple[float, str]] = {}
        boxes = {key: box for key, _, box in objects}
        for detection in record.detections:
            found = best_match(objects, Box(*detection.box), min_iou=MIN_IOU)
            if found is not None:
                overlap = boxes[found[0]].iou(Box(*detection.box))
                best[found[0]] = max(best.get(found[0], (0.0, "")), (overlap, detection.name))
        names = {key: name for key, name, _ in objects}
        for key, (_, said) in best.items():
            yield names[key], said


def print_row(name: str, report: DemoReport) -> None:
    shares = " → ".join(f"{share:.2f}" for share in report.named_right_by_pass) or "–"
    latency = report.answer_to_active_ms
    print(
        f"{name:8} {report.frames:6} frames {report.frames_dropped:3} dropped "
        f"{report.questions:4} questions {report.answers:4} answers "
        f"{report.questions_per_object or float('nan'):5.2f} an object  "
        f"{len(report.versions_active):3} heads  "
        f"{latency.p50 or 0:6.0f}/{latency.p95 or 0:6.0f} ms  named right {shares}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["street", "vtest", "bottle", "cars", "cards"])
    parser.add_argument("--out", type=Path, default=None)
    options = parser.parse_args()
    out = options.out or Path(tempfile.mkdtemp(prefix="whatsit-loop-"))
    for name in options.names:
        settings = settings_for(name, out)
        if not Path(settings.source).exists():
            print(f"{name}: left out, no {settings.source}", file=sys.stderr)
            continue
        report = run_simulated(settings, lambda text: print(f"  {text}", end="\r", flush=True))
        print_row(name, report)
        if name == "cards":
            measure_unseen_cards(out)
    print(f"everything is in {out}")


if __name__ == "__main__":
    main()
