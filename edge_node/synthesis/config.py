"""When and how a node makes views to ask about."""

from typing import Annotated

import msgspec


class SynthesisConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[synthesis]` table of a node's configuration.

    share: of all questions, at most this part is about made views; 0 makes none. every_s: how
    long it rests between two. least_disagreement: of the committee about a made view, 0 to 1, for
    it to be worth a question. random_views, generations, offspring: of the search; it looks at
    `random_views + generations * offspring` views.
    """

    share: Annotated[float, msgspec.Meta(ge=0.0, le=0.5)] = 0.0
    every_s: Annotated[float, msgspec.Meta(gt=0.0, le=86_400.0)] = 10.0
    least_disagreement: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.02
    random_views: Annotated[int, msgspec.Meta(ge=1, le=256)] = 8
    generations: Annotated[int, msgspec.Meta(ge=0, le=32)] = 2
    offspring: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4


def may_make(*, asked: int, made: int, share: float) -> bool:
    """Whether one more question about a made view keeps them within their share.

    asked: questions about what a camera saw. made: questions about made views so far.
    """
    return made + 1 <= share * (asked + made + 1)
