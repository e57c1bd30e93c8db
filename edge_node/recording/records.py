"""What is recorded beside the frames, as JSON with a schema that viewers can make use of. Pure."""

from typing import Any

import msgspec

from shared.protocol.answers import NamedTrack
from shared.protocol.publication import FrameDetections
from shared.protocol.questions import Query

CAMERA = "/camera"
DETECTIONS = "/detections"
QUESTIONS = "/questions"
ANSWERS = "/answers"
VERSIONS = "/versions"


class RecordedQuestion(Query, frozen=True, kw_only=True, tag="query"):
    """A question as it went to the station, with the best view of the object as a JPEG."""

    best_view_jpeg: bytes = b""


class VersionBegins(msgspec.Struct, frozen=True, kw_only=True):
    """From this frame on, objects were judged with this version; 0 before anything was taught."""

    version: int
    sequence: int


RECORDS: dict[str, type[msgspec.Struct]] = {
    DETECTIONS: FrameDetections,
    QUESTIONS: RecordedQuestion,
    ANSWERS: NamedTrack,
    VERSIONS: VersionBegins,
}
"""By topic."""


def recorded_question(query: Query, payloads: tuple[bytes, ...]) -> RecordedQuestion:
    """payloads: as `Query` has them: the context, the vectors, then a crop a view."""
    crops = payloads[2:]
    return RecordedQuestion(
        **msgspec.structs.asdict(query), best_view_jpeg=crops[0] if crops else b""
    )


def encode_record(record: msgspec.Struct) -> bytes:
    """As JSON. What is not known is left out rather than null, which no viewer has a type for."""
    return msgspec.json.encode(_known(msgspec.to_builtins(record)))


def schema_of(kind: type[msgspec.Struct]) -> bytes:
    """The JSON schema of what `encode_record` makes of a record.

    Viewers of MCAP files know a plain subset only: no references, no alternatives, and arrays of
    one type that is no array. A field that cannot be said in it is not in the schema.
    """
    (schema,), definitions = msgspec.json.schema_components((kind,), ref_template="{name}")
    return msgspec.json.encode(_plain(schema, definitions))


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_known(inner) for inner in value]
    return value


def _plain(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any] | None:
    """The node without what viewers do not know; None if nothing is left of it."""
    if "$ref" in node:
        node = definitions[node["$ref"]]
    if "anyOf" in node:
        return _plain(next(n for n in node["anyOf"] if not _is_null(n)), definitions)
    if "enum" in node:
        return {"type": "string"}
    kept = ("type", "title", "contentEncoding")
    plain: dict[str, Any] = {key: node[key] for key in kept if key in node}
    if node["type"] == "object":
        properties: dict[str, Any] = node["properties"]
        fields = {name: _plain(inner, definitions) for name, inner in properties.items()}
        plain["properties"] = {name: inner for name, inner in fields.items() if inner}
        plain["required"] = [
            name for name in node["required"] if not _may_be_null(properties[name])
        ]
    elif node["type"] == "array":
        kinds = [_plain(inner, definitions) for inner in node.get("prefixItems", [node["items"]])]
        first = kinds[0]
        if first is None or first["type"] == "array" or any(kind != first for kind in kinds):
            return None
        plain["items"] = first
    return plain


def _is_null(node: dict[str, Any]) -> bool:
    return node.get("type") == "null"


def _may_be_null(node: dict[str, Any]) -> bool:
    return any(map(_is_null, node.get("anyOf", ())))
