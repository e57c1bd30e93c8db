"""The commands `whatsit inspect` and `whatsit adopt`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from edge_node.perception.providers import ProviderName
from shared.cli import configure_logging
from shared.config import state_folder
from shared.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge_node.adoption.looked_at import Seen


def inspect(
    model: Path,
    /,
    *,
    image: Path | None = None,
    out: Path | None = None,
    config: Path | None = None,
    provider: ProviderName = "auto",
    threads: int = 2,
    trust: list[Path] | None = None,
    json: bool = False,
) -> int:
    """Say what an ONNX model is, how it would be read, what it sees, and how long it takes.

    Parameters
    ----------
    model
        An ONNX file, or a bundle's folder.
    image
        A photo to show it; what it sees is listed and drawn.
    out
        Where the drawing goes, a .png (default MODEL-PHOTO.png, here).
    config
        TOML file that says how the model is read, where that cannot be told from it.
    provider
        What runs the model (default auto: the fastest that is installed).
    threads
        Of the CPU.
    trust
        The public key file of the station that signed the bundle; may be given several times
        (default: that of this user's own station on this machine).
    json
        Print JSON instead.
    """
    from edge_node.adoption.bundle_inspection import inspect_bundle
    from edge_node.adoption.inspection import ProbeSettings, inspect_model, read_model
    from edge_node.adoption.json_report import bundle_json, inspection_json
    from edge_node.adoption.report import console, print_bundle, print_inspection, print_seen
    from edge_node.adoption.wishes import load_wishes
    from edge_node.base_models import trusted_keys

    configure_logging(verbose=False)
    if threads < 1:
        raise UsageError(f"--threads {threads}: expected at least 1")
    picture = _checked_picture(model, image, out)
    settings = ProbeSettings(photo=image, provider=provider, threads=threads)
    terminal = console(sys.stdout)
    if model.is_dir():
        if config is not None:
            raise UsageError(f"--config: {model} is a bundle; its manifest says how it is read")
        bundle = inspect_bundle(model, trusted_keys(trust), settings)
        inspected = bundle.main
        if json:
            print(bundle_json(bundle))
        else:
            print_bundle(bundle, terminal)
    else:
        wish = load_wishes(config).model
        inspected = inspect_model(read_model(model), settings, wish=wish)
        if json:
            print(inspection_json(inspected))
        else:
            print_inspection(inspected, terminal)
    reading = inspected.usable()
    if image is not None:
        if not json:
            print_seen(inspected.found.seen, reading, image.name, terminal)
        if reading.detector is not None:
            _draw(inspected.found.seen, image, picture)
    return 0


def adopt(
    model: Path,
    /,
    *,
    config: Path | None = None,
    out: Path | None = None,
    embedder: Path | None = None,
    state: Path | None = None,
) -> int:
    """Make a bundle of an ONNX model: tried, signed with the station's key, ready to run.

    Parameters
    ----------
    model
        An ONNX file: a detector, a classifier, or a model that gives an embedding.
    config
        TOML file that says how the model is read, where that cannot be told from it.
    out
        The bundle's folder (default MODEL-bundle, here); a bundle that is there is replaced.
    embedder
        Another ONNX file that turns crops into vectors, instead of the default one.
    state
        The station's folder, for its key, which is made if there is none.
    """
    import time

    from edge_node.adoption.adopting import plan_adoption, write_adoption
    from edge_node.adoption.inspection import ProbeSettings, inspect_model, read_model
    from edge_node.adoption.report import adoption_text, console, print_inspection
    from edge_node.adoption.wishes import load_wishes
    from shared.bundle_folder import check_bundle_folder
    from shared.factory import FactoryModels, factory_folder
    from shared.keys import SigningKey

    configure_logging(verbose=False)
    folder = out or Path(f"{model.stem}-bundle")
    check_bundle_folder(folder)
    wishes = load_wishes(config)
    terminal = console(sys.stdout)
    settings = ProbeSettings(provider="cpu")
    inspected = inspect_model(read_model(model), settings, wish=wishes.model)
    print_inspection(inspected, terminal)
    inspected.usable()
    chosen = None
    if embedder is not None:
        chosen = inspect_model(read_model(embedder), settings, wish=wishes.embedder)
        terminal.print()
        print_inspection(chosen, terminal)
    station = state or state_folder("station")
    key = SigningKey.load_or_create(station / "keys")
    factory = FactoryModels(factory_folder())
    adoption = plan_adoption(inspected, chosen, factory, key=key, created_at_s=time.time())
    write_adoption(adoption, folder, key)
    terminal.print()
    terminal.print(
        adoption_text(adoption, folder, station, factory.manifest), markup=False, soft_wrap=True
    )
    return 0


def _checked_picture(model: Path, photo: Path | None, out: Path | None) -> Path:
    """Where the drawing goes. Raises before any work is done if that cannot be."""
    if photo is None:
        if out is not None:
            raise UsageError("--out is for the drawing on a photo: give one with --image")
        return Path()
    from edge_node.adoption.photo import read_photo
    from edge_node.adoption.picture import check_picture

    name = model.absolute().name if model.is_dir() else model.stem
    path = out or Path(f"{name}-{photo.stem}.png")
    if path.suffix.lower() != ".png":
        raise UsageError(f"--out {path}: expected a name that ends in .png")
    check_picture(path)
    read_photo(photo)
    return path


def _draw(seen: "Sequence[Seen]", photo: Path, picture: Path) -> None:
    from edge_node.adoption.photo import read_photo
    from edge_node.adoption.picture import drawn, write_picture

    write_picture(drawn(read_photo(photo), seen), picture)
    print(f"drawn: {picture}", file=sys.stderr)
