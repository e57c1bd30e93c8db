"""Pictures into vectors: once each, from the cache after that, and never those that are broken."""

from pathlib import Path

import numpy as np
import pytest

from edge_node.perception.embedder import Embedder
from edge_node.perception.providers import Runtime
from edge_node.simulation.class_folder import read_class_folder
from edge_node.simulation.gathering import Gathered, gather
from edge_node.simulation.picture import Picture, Thing, file_picture
from edge_node.simulation.vector_cache import NoCache, VectorCache, Vectors
from shared.domain import Box
from shared.errors import StorageError, UsageError
from tests.unit.perception import tiny_models
from tests.unit.simulate.made_up import class_folder, picture, write_image


class CountingEmbedder(Embedder):
    """Says how many crops it embedded."""

    crops = 0

    def embed(self, crops):  # type: ignore[no-untyped-def]
        self.crops += len(crops)
        return super().embed(crops)


@pytest.fixture
def embedder(tmp_path: Path) -> CountingEmbedder:
    path = tiny_models.embedder(tmp_path / "embedder.onnx")
    return CountingEmbedder(tiny_models.embedder_spec(path), path, runtime=Runtime())


def cache_in(folder: Path, *, dim: int = tiny_models.DIM) -> VectorCache:
    return VectorCache(folder, embedder_sha256="e" * 64, dim=dim)


def gathered(folder: Path, embedder: Embedder, cache: Vectors | None = None) -> Gathered:
    return gather(read_class_folder(folder).pictures, embedder, cache or NoCache())


def test_that_every_image_becomes_an_object_of_its_class(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    found = gathered(class_folder(tmp_path / "data", each=2), embedder)
    assert found.objects.class_names == ("apple", "leaf", "sky")
    assert found.objects.labels.tolist() == [0, 0, 1, 1, 2, 2]
    assert found.objects.embeddings.shape == (6, tiny_models.DIM)
    assert (found.unusable, found.copies, found.copied.any()) == ((), 0, False)


def test_that_what_is_in_the_cache_is_not_embedded_again(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    folder = class_folder(tmp_path / "data", each=2)
    with cache_in(tmp_path / "cache") as cache:
        first = gathered(folder, embedder, cache)
    assert embedder.crops == 6
    with cache_in(tmp_path / "cache") as cache:
        second = gathered(folder, embedder, cache)
    assert embedder.crops == 6
    assert np.array_equal(first.objects.embeddings, second.objects.embeddings)


def test_that_a_changed_image_is_embedded_anew(tmp_path: Path, embedder: CountingEmbedder) -> None:
    folder = class_folder(tmp_path / "data", each=1)
    with cache_in(tmp_path / "cache") as cache:
        gathered(folder, embedder, cache)
        write_image(folder / "sky" / "0.png", picture("sky", 99))
        gathered(folder, embedder, cache)
    assert embedder.crops == 4


def test_that_vectors_of_another_length_do_not_count(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    with cache_in(tmp_path / "cache", dim=3) as cache:
        cache.keep({b"key": np.ones(3, np.float32)})
    with cache_in(tmp_path / "cache") as cache:
        assert cache.known([b"key"]) == {}


def test_that_more_keys_than_one_query_takes_are_found(tmp_path: Path) -> None:
    keys = [str(number).encode() for number in range(1201)]
    with cache_in(tmp_path / "cache", dim=2) as cache:
        cache.keep({key: np.full(2, n, np.float32) for n, key in enumerate(keys)})
        found = cache.known([*keys, b"unknown"])
    assert len(found) == 1201
    assert found[b"1200"].tolist() == [1200.0, 1200.0]


def test_that_a_damaged_cache_says_what_to_do_about_it(tmp_path: Path) -> None:
    (tmp_path / ("e" * 32 + ".sqlite")).write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError, match="delete that file, or use --no-cache"):
        cache_in(tmp_path)


def test_that_unreadable_images_are_left_out_and_named(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    folder = class_folder(tmp_path / "data", each=2)
    (folder / "sky" / "broken.jpg").write_bytes(b"\xff\xd8 and no more")
    (folder / "sky" / "empty.png").write_bytes(b"")
    (folder / "sky" / "nothing.png").symlink_to(tmp_path / "not-there.png")
    found = gathered(folder, embedder)
    assert len(found.objects) == 6
    assert [line.partition(":")[0] for line in found.unusable] == [
        "sky/empty.png",
        "sky/nothing.png",
        "sky/broken.jpg",
    ]


def test_that_nothing_readable_is_refused_with_the_first_reason(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    (tmp_path / "data" / "sky").mkdir(parents=True)
    (tmp_path / "data" / "sky" / "1.png").write_bytes(b"no image")
    with pytest.raises(UsageError, match=r"none of 1 pictures can be read; the first: sky/1\.png"):
        gathered(tmp_path / "data", embedder)


def test_that_copies_are_counted_and_marked(tmp_path: Path, embedder: CountingEmbedder) -> None:
    folder = class_folder(tmp_path / "data", each=2, names=("apple", "sky"))
    (folder / "sky" / "copy.png").write_bytes((folder / "apple" / "0.png").read_bytes())
    found = gathered(folder, embedder)
    assert found.copies == 1
    assert found.copied.tolist() == [True, False, False, False, True]


def test_that_boxes_of_one_picture_are_objects_of_one_session(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    path = write_image(tmp_path / "1.png", picture("sky", 1))
    both = tuple(
        Thing(f"1#{n}", "thing", session="1", box=Box(0.1 * n, 0.1, 0.5, 0.5)) for n in (1, 2)
    )
    found = gather([file_picture(path, label="1", part="any", things=both)], embedder, NoCache())
    assert len(found.objects) == 2
    assert found.sessions.tolist() == [0, 0]
    assert not np.array_equal(*found.objects.embeddings)


def test_that_views_of_one_object_in_many_pictures_are_one_object(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    pictures: list[Picture] = []
    for number, owner in enumerate(["a", "b", "a"]):
        path = write_image(tmp_path / f"{number}.png", picture("sky", number))
        thing = Thing(owner, "thing", session=owner)
        pictures.append(file_picture(path, label=str(number), part="any", things=(thing,)))
    found = gather(pictures, embedder, NoCache())
    assert found.objects.owners.tolist() == [0, 0, 1]
    assert len(found.objects) == 2


def test_that_progress_is_told_a_few_pictures_at_a_time(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    told: list[int] = []
    data = read_class_folder(class_folder(tmp_path / "data", each=20))
    gather(data.pictures, embedder, NoCache(), advance=told.append)
    assert told == [32, 28]
