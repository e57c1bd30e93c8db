"""What a look at a model found, for people: with colour on a terminal, plain where it is piped."""

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from edge_node.adoption.adopting import Adoption
from edge_node.adoption.bundle_inspection import BundleInspection
from edge_node.adoption.inspection import Inspection
from edge_node.adoption.looked_at import ProbeReply, Seen
from edge_node.adoption.wording import facts_rows, file_line, reading_rows, run_rows
from edge_node.perception.decoding.table import DECODERS
from edge_node.perception.recognition.reading import Finding, Reading
from edge_node.plain_text import plain
from shared.bundle import Manifest
from shared.config import state_folder
from shared.keys import PUBLIC_KEY_FILE

PIPED_WIDTH = 120
MAX_SEEN = 20

UNUSABLE = "this model cannot be used: "
KNOWN_LAYOUTS = "; known layouts: "
"""How recognition begins a refusal, and where it begins to list the layouts."""

EXAMPLE = """\
[model]
kind = "detect"                 # or "classify"
decoder = "yolov8"              # one of the layouts above
outputs = ["output0"]           # in the order of the layout
class_names = ["mug", "bowl"]
fit = "letterbox"               # or stretch, letterbox_corner, centre_crop
colour = "rgb"                  # or bgr
mean = [0, 0, 0]                # of pixels from 0 to 255
std = [255, 255, 255]"""


def console(file: TextIO) -> Console:
    """Where reports are printed."""
    on_terminal = file.isatty()
    return Console(
        file=file,
        width=None if on_terminal else PIPED_WIDTH,
        highlight=False,
        no_color=not on_terminal,
    )


def print_inspection(inspected: Inspection, out: Console) -> None:
    """All that was found, with the reason at the end if the model cannot be used."""
    found = inspected.found
    out.print(Text(plain(inspected.model.path.name), style="bold"))
    out.print(_grid([("file", file_line(inspected)), *facts_rows(found.facts)]))
    if found.reading is not None:
        out.print(_grid(reading_rows(found.reading)))
        if found.reading.findings:
            out.print(_findings(found.reading.findings))
    if found.refusal:
        _print_refusal(found, out)
        return
    out.print(_grid(run_rows(found)))
    if found.shortfall:
        out.print(Text(plain(found.shortfall, 400), style="yellow"))


def print_bundle(bundle: BundleInspection, out: Console) -> None:
    """The bundle as a whole, then each of its models."""
    manifest = bundle.manifest
    signed = f"by key {manifest.key_id}" if manifest.key_id else "no: these come with whatsit"
    out.print(Text(f"bundle {bundle.folder}", style="bold"))
    out.print(_grid([("kind", manifest.kind), ("signed", signed)]))
    for role, inspected in bundle.models.items():
        out.print()
        out.print(Text(role, style="bold"), end=": ")
        print_inspection(inspected, out)


def print_seen(seen: Sequence[Seen], reading: Reading, photo: str, out: Console) -> None:
    """What the model saw in the photo: boxes, or its likeliest classes."""
    out.print()
    if reading.detector is None and reading.classifier is None:
        out.print(Text(f"{photo}: an embedding has nothing to show"))
        return
    if not seen:
        out.print(Text(f"{photo}: it sees nothing above its threshold"))
        return
    out.print(Text(f"seen in {photo}", style="bold"))
    table = Table(box=None, pad_edge=False)
    table.add_column("name")
    table.add_column("score", justify="right")
    if reading.detector is not None:
        table.add_column("left, top, right, bottom (pixels)")
    for each in seen[:MAX_SEEN]:
        box = () if each.box is None else (", ".join(f"{edge:.0f}" for edge in each.box),)
        table.add_row(Text(each.name), f"{each.score:.3f}", *box)
    out.print(table)
    if len(seen) > MAX_SEEN:
        out.print(f"and {len(seen) - MAX_SEEN} more")


def adoption_text(adoption: Adoption, folder: Path, station: Path, factory: Manifest) -> str:
    """What was made, and the commands that come next. station: the folder with the key."""
    manifest = adoption.manifest
    is_default = station == state_folder("station")
    at = "" if is_default else f" --state {shlex.quote(str(station))}"
    key = station / "keys" / PUBLIC_KEY_FILE
    trust = "" if is_default else f" --trust {shlex.quote(str(key))}"
    named = shlex.quote(str(folder))
    app = f"whatsit operator --bundle {named}" if is_default else ""
    lines = [
        f"{folder} is a bundle of kind {manifest.kind}, signed by key {manifest.key_id}",
        f"embedder: {adoption.embedder}",
        *_about_labels(manifest, factory),
        "",
        "next:",
        f"  {app or f'whatsit station --bundle {named}{at}'}",
        f"  whatsit edge SOURCE --bundle {named}{trust}",
        f"on another machine: copy the folder and {key} there, and add --trust signing.pub",
    ]
    return "\n".join(lines)


def _about_labels(manifest: Manifest, factory: Manifest) -> list[str]:
    if manifest.embedder.file.sha256 == factory.embedder.file.sha256:
        return ["labels made with the default bundle go on counting: the embedder is the same"]
    return [
        "labels made with another embedder are kept but teach nothing here: their vectors are not "
        "this one's; they count again with the bundle they were made with"
    ]


def _print_refusal(found: ProbeReply, out: Console) -> None:
    """In parts: what is the matter, what is known, what may be configured."""
    reason, _, known = found.refusal.removeprefix(UNUSABLE).partition(KNOWN_LAYOUTS)
    out.print()
    out.print(Text("this model cannot be used", style="bold red"))
    for part in reason.split("; "):
        out.print(Text(f"  {plain(part, 2000)}"))
    if known:
        out.print()
        out.print(Text("known layouts of detectors", style="bold"))
        out.print(_layouts())
        out.print()
        title = "with --config FILE.toml you say how it is read, as far as you know, for instance"
        out.print(Text(title, style="bold"))
        out.print(Text(EXAMPLE))


def _layouts() -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("decoder", "outputs in this order", "shapes", "as made by"):
        table.add_column(title, overflow="fold")
    for name, decoder in DECODERS.items():
        table.add_row(name, ", ".join(decoder.roles), Text(decoder.layout), decoder.made_by)
    return table


def _grid(rows: Iterable[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=11, style="cyan")
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(name, Text(value))
    return grid


def _findings(findings: Sequence[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("what", "found", "from", "why"):
        table.add_column(title, overflow="fold")
    for finding in findings:
        style = {"guess": "yellow", "config": "green"}.get(finding.source, "")
        table.add_row(
            Text(plain(finding.what, 40)),
            Text(plain(finding.value, 80)),
            Text(finding.source, style=style),
            Text(plain(finding.why, 300)),
        )
    return table
