"""The command `whatsit demo`."""

import os
import sys
import time
from pathlib import Path

from operator_gui.demo.evaluation import DemoReport
from operator_gui.demo.runner import run_simulated, run_with_person
from operator_gui.demo.settings import DemoFiles, DemoSettings, clip_folder
from shared.config import state_folder


def demo(
    *,
    source: str | None = None,
    truth: Path | None = None,
    out: Path | None = None,
    edge_config: Path | None = None,
    headless: bool = False,
    passes: int | None = None,
    speed: float = 1.0,
    delay_s: float = 0.4,
    error_rate: float = 0.0,
    absent_share: float = 0.0,
    seed: int = 0,
    screenshots: bool = True,
) -> int:
    """Try it all on a recorded clip: node, station and app on this machine, without hardware.

    With a display, a window opens and you answer. Without one, or with --headless, a simulated
    operator answers from the clip's ground truth, and report.json says what came of it.

    Parameters
    ----------
    source
        A recording to use instead of the clip that comes with whatsit.
    truth
        Its ground truth: a JSON file, or a folder of images with CSV files. Without one the
        simulated operator takes the first suggestion.
    out
        Folder for report.json, screenshots, logs and everything else of the run; it must be new or
        of an earlier run, which is replaced (default: whatsit/demo among this user's state files).
    edge_config
        TOML file for the node, as for `whatsit edge --config`.
    headless
        No window: the simulated operator answers.
    passes
        How often the recording is played (headless: 2; with a window: for ever).
    speed
        Times the recording's own speed; 0 is as fast as it goes.
    delay_s
        The simulated operator's median time for one answer.
    error_rate
        The simulated operator's share of wrong names, 0 to 1.
    absent_share
        The simulated operator's share of time away, 0 to 1.
    seed
        The same seed behaves the same.
    screenshots
        Headless: take pictures of the app during the run and at its end.
    """
    clip = clip_folder()
    simulated = headless or not _has_display()
    settings = DemoSettings(
        source=source or str(clip / "street.mp4"),
        truth=truth if source is not None else truth or clip / "street.truth.json",
        out=out or state_folder("demo"),
        passes=passes if passes is not None else (2 if simulated else 0),
        speed=speed or None,
        delay_s=delay_s,
        error_rate=error_rate,
        absent_share=absent_share,
        seed=seed,
        screenshots=screenshots,
        edge_config=edge_config,
    )
    start_s = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - start_s:6.1f} s  {text}", flush=True)

    say(f"replaying {settings.source}, everything goes to {settings.out}")
    report = (run_simulated if simulated else run_with_person)(settings, say)
    _print_report(report, DemoFiles(settings.out))
    return 0


def _has_display() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _print_report(report: DemoReport, files: DemoFiles) -> None:
    def share(value: float | None) -> str:
        return "–" if value is None else f"{100 * value:.0f} %"

    latency = report.answer_to_active_ms
    took = "–" if latency.p50 is None else f"{latency.p50:.0f} ms (p95 {latency.p95:.0f} ms)"
    per_object = "" if report.objects is None else f" for {report.objects} objects"
    print()
    print(f"  frames                {report.frames} ({report.frames_dropped} dropped)")
    known = f", {report.withdrawn} withdrawn as known by then" if report.withdrawn else ""
    print(
        f"  questions             {report.questions}{per_object}, {report.answers} answers{known}"
    )
    print(f"  heads active          {', '.join(f'v{v}' for v in report.versions_active) or '–'}")
    print(f"  answer to active      {took}")
    print(f"  named right           {' → '.join(map(share, report.named_right_by_pass)) or '–'}")
    print(f"  report                {files.report}")
