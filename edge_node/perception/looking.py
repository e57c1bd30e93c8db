"""Takes closer looks: which tracks are embedded in a frame, and the views that come of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge_node.asking.subject import Subject
from edge_node.asking.view_book import Need, TrackView, ViewConfig, most_urgent
from edge_node.asking.view_quality import best_possible, view_quality
from edge_node.perception.crops import crop, embedding_crop, limit_side
from edge_node.perception.embedder import Embedder
from edge_node.tracking import TrackState
from shared.domain import Floats, Frame, Image
from shared.learning.features import normalise


@dataclass(frozen=True, eq=False, slots=True)
class Sighting:
    """A subject in the frame in which it was just seen. done: it needs no more views."""

    subject: Subject
    state: TrackState
    done: bool


@dataclass(frozen=True, eq=False, slots=True)
class Looked:
    """renewed: subjects with a new view. changed: those that now look like something else, whose
    view was not added."""

    renewed: tuple[Subject, ...] = ()
    changed: tuple[Subject, ...] = ()


def look(
    frame: Frame,
    sightings: Sequence[Sighting],
    embedder: Embedder,
    config: ViewConfig,
    *,
    min_likeness: float = -1.0,
) -> Looked:
    """Embeds those subjects that need it, all in one batch, and adds the views to their books.

    min_likeness: cosine to the most similar earlier view, -1 to 1; below it a subject counts as
    changed. Raises ModelError.
    """
    qualities: dict[int, float] = {}
    needs: list[tuple[int, Need, float]] = []
    for index, sighting in enumerate(sightings):
        book = sighting.subject.book
        if sighting.done and not book.is_due(config, sequence=frame.sequence):
            continue
        best = _best_possible(frame, sighting.state)
        if book.need(config, sequence=frame.sequence, quality=best, done=sighting.done) is None:
            continue  # however sharp it is: a better view is never needed less
        quality = _quality(frame, sighting.state)
        need = book.need(config, sequence=frame.sequence, quality=quality, done=sighting.done)
        if need is not None:
            qualities[index] = quality
            needs.append((index, need, quality))
    chosen = most_urgent(needs, max_crops=config.max_crops_per_frame)
    if not chosen:
        return Looked()
    boxes = [sightings[index].state.box for index, _ in chosen]
    embeddings = embedder.embed([embedding_crop(frame.image, box) for box in boxes])
    context = _context(frame.image, max_side_px=config.context_max_side_px)
    renewed: list[Subject] = []
    changed: list[Subject] = []
    for (index, need), embedding in zip(chosen, embeddings, strict=True):
        sighting = sightings[index]
        if _likeness(sighting.subject, embedding) < min_likeness:
            changed.append(sighting.subject)
            continue
        shown = crop(frame.image, sighting.state.box, margin=config.crop_margin)
        view = TrackView(
            crop=limit_side(shown, max_side_px=config.crop_max_side_px),
            embedding=embedding,
            box=sighting.state.box,
            frame_sequence=frame.sequence,
            captured_at_s=frame.captured_at_s,
            frame_position=frame.position,
            frame_name=frame.name,
            quality=qualities[index],
            detector_score=sighting.state.score,
        )
        sighting.subject.book.add(view, context, config, is_check=need == "check")
        renewed.append(sighting.subject)
    return Looked(tuple(renewed), tuple(changed))


def _context(image: Image, *, max_side_px: int) -> Image:
    """The frame as it is kept beside a view. Where it is small enough it is no copy: it belongs
    to whoever has it."""
    return (
        image if max(image.shape[:2]) <= max_side_px else limit_side(image, max_side_px=max_side_px)
    )


def _likeness(subject: Subject, embedding: Floats) -> float:
    """The highest cosine of the embedding to the subject's views, 1 where there are none."""
    if not subject.book.views:
        return 1.0
    return float((subject.features @ normalise(embedding[None])[0]).max())


def _best_possible(frame: Frame, state: TrackState) -> float:
    return best_possible(
        state.box,
        detector_score=state.score,
        width_px=frame.width_px,
        height_px=frame.height_px,
    )


def _quality(frame: Frame, state: TrackState) -> float:
    return view_quality(
        crop(frame.image, state.box, margin=0.0),
        state.box,
        detector_score=state.score,
        width_px=frame.width_px,
        height_px=frame.height_px,
    )
