"""How a node records."""

from typing import Annotated

import msgspec


class RecordingConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[recording]` table of a node's configuration.

    jpeg_quality: of the frames, 1 to 100. keep_free_mb: the recording ends when its disk has less
    room left than this, in MiB; the questions that wait lie on it too.
    """

    jpeg_quality: Annotated[int, msgspec.Meta(ge=1, le=100)] = 90
    keep_free_mb: Annotated[int, msgspec.Meta(ge=0)] = 512
