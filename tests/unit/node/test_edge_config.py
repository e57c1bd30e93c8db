"""What a node's configuration may say, as `whatsit edge --config` reads it."""

from pathlib import Path

import pytest

from edge_node.config import EdgeConfig
from shared.config import load_config
from shared.errors import ConfigError


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("threads = -1", "threads"),
        ("outbox_cap_mb = -1", "outbox_cap_mb"),
        ("linger_s = -1", "linger_s"),
    ],
)
def test_that_what_no_node_could_run_with_is_refused_with_its_place(
    tmp_path: Path, line: str, place: str
) -> None:
    file = tmp_path / "edge.toml"
    file.write_text(line)
    with pytest.raises(ConfigError, match=rf": {place}: expected 0 or more"):
        load_config(file, EdgeConfig)
