"""What a look at a model found, as JSON for other programs."""

import msgspec

from edge_node.adoption.bundle_inspection import BundleInspection
from edge_node.adoption.inspection import Inspection


def inspection_json(inspected: Inspection) -> str:
    """One model: its file, and all of the reply."""
    return _formatted(_model(inspected))


def bundle_json(bundle: BundleInspection) -> str:
    """The bundle, and each of its models by role."""
    models = {role: _model(inspected) for role, inspected in bundle.models.items()}
    manifest = bundle.manifest
    return _formatted({"kind": manifest.kind, "key_id": manifest.key_id, "models": models})


def _model(inspected: Inspection) -> dict[str, object]:
    model = inspected.model
    return {
        "name": model.path.name,
        "sha256": model.file.sha256,
        "size_bytes": model.file.size_bytes,
        **msgspec.to_builtins(inspected.found),
    }


def _formatted(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()
