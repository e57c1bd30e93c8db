"""The kinds of fields that messages are made of: every number bounded, every text too."""

from typing import Annotated

import msgspec

MAX_ID = 64
MAX_NAME = 120
MAX_TIME_S = 1e11
"""Since 1970: the year 5138. A time in milliseconds is beyond it."""

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ID)]
Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Choice = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Time = Annotated[float, msgspec.Meta(ge=0.0, le=MAX_TIME_S)]
SidePx = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Pixel = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]
Amount = Annotated[float, msgspec.Meta(ge=-1e12, le=1e12)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Corners = tuple[Pixel, Pixel, Pixel, Pixel]
