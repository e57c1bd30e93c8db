"""One question that was put, and what was said."""

from dataclasses import dataclass

from shared.domain import NOT_AN_OBJECT, AnswerKind, Floats


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """One question that was put. features: (v, d) float32, unit rows.

    kind: what was said, None while nobody did. name: what it was called, for kind "name".
    resolved: whether the question was withdrawn since a newer model needs no answer.
    """

    query_id: str
    track_key: str
    asked_at_s: float
    features: Floats
    kind: AnswerKind | None = None
    name: str = ""
    resolved: bool = False

    @property
    def answer(self) -> tuple[AnswerKind, str] | None:
        """Kind and name of the answer; None while it is open."""
        return None if self.kind is None else (self.kind, self.name)

    @property
    def class_name(self) -> str:
        """The class that the answer teaches, "" where it teaches none."""
        return NOT_AN_OBJECT if self.kind == "not_an_object" else self.name
