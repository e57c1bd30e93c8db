import json

import msgspec
import pytest

from edge_node.recording.records import (
    RECORDS,
    VersionBegins,
    encode_record,
    recorded_question,
    schema_of,
)
from shared.protocol.publication import FrameDetections, PublishedDetection
from tests.contract.messages import MINIMAL_QUERY

DETECTION = PublishedDetection(
    track_id=7,
    box=(1.0, 2.0, 3.5, 4.0),
    detector_score=0.5,
    detector_class="cup",
    name="mug",
    name_source="head",
    prediction_set=("mug", "bowl"),
)
FRAME = FrameDetections(
    node_id="n",
    source_id="s",
    sequence=3,
    position=None,
    frame_name="",
    captured_at_s=1.0,
    published_at_s=2.0,
    width_px=640,
    height_px=480,
    version=2,
    detections=(DETECTION,),
)


def _check(value: object, schema: dict[str, object]) -> None:
    """That `value` is what the plain subset of JSON schema says, and of nothing else."""
    assert set(schema) <= {"type", "title", "properties", "required", "items", "contentEncoding"}
    match schema["type"]:
        case "object":
            assert isinstance(value, dict)
            properties, required = schema["properties"], schema["required"]
            assert isinstance(properties, dict)
            assert isinstance(required, list)
            assert set(required) <= set(value)
            for name, inner in value.items():
                if name in properties:
                    _check(inner, properties[name])
        case "array":
            assert isinstance(value, list)
            items = schema["items"]
            assert isinstance(items, dict)
            assert items["type"] != "array"
            for inner in value:
                _check(inner, items)
        case kind:
            kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
            assert isinstance(kind, str)
            assert isinstance(value, kinds[kind])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "record",
    [
        FRAME,
        msgspec.structs.replace(FRAME, position=9),
        recorded_question(MINIMAL_QUERY, (b"context", b"vectors", b"best", b"next")),
        VersionBegins(version=1, sequence=5),
    ],
    ids=lambda record: type(record).__name__,
)
def test_that_a_record_is_what_its_schema_says(record: msgspec.Struct) -> None:
    _check(json.loads(encode_record(record)), json.loads(schema_of(type(record))))


@pytest.mark.parametrize("topic", RECORDS)
def test_that_schemas_are_plain(topic: str) -> None:
    schema = schema_of(RECORDS[topic]).decode()
    assert json.loads(schema)["type"] == "object"
    for word in ("$ref", "anyOf", "prefixItems", "enum", "null"):
        assert f'"{word}"' not in schema


def test_that_what_is_unknown_is_left_out() -> None:
    fields = json.loads(encode_record(FRAME))
    assert "position" not in fields
    assert fields["detections"][0]["box"] == [1.0, 2.0, 3.5, 4.0]
    assert msgspec.json.decode(
        encode_record(msgspec.structs.replace(FRAME, position=9)), type=FrameDetections
    ) == msgspec.structs.replace(FRAME, position=9)


def test_that_a_question_comes_with_its_best_view() -> None:
    question = recorded_question(MINIMAL_QUERY, (b"context", b"vectors", b"best", b"next"))
    fields = json.loads(encode_record(question))
    assert fields["best_view_jpeg"] == "YmVzdA=="
    assert fields["query_id"] == MINIMAL_QUERY.query_id
    assert recorded_question(MINIMAL_QUERY, (b"context",)).best_view_jpeg == b""
