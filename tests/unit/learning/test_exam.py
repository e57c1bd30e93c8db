import numpy as np

from shared.learning.exam import Exam, Said, compare
from shared.learning.recalibration import Audited


def exam(*sizes: int) -> Exam:
    rng = np.random.default_rng(0)
    tracks = [Audited(rng.random((size, 3)).astype(np.float32), "mug") for size in sizes]
    return Exam.of([f"q{number}" for number in range(len(sizes))], tracks, dim=3)


def test_that_every_track_is_the_mean_of_its_views() -> None:
    asked = exam(2, 1, 3)
    means = asked.means(asked.embeddings)
    np.testing.assert_allclose(means[0], asked.embeddings[:2].mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(means[2], asked.embeddings[3:].mean(axis=0), rtol=1e-6)


def test_that_exams_go_together_and_none_is_none() -> None:
    both = Exam.together([exam(2, 1), exam(), exam(3)], dim=3)
    assert both.ids == ("q0", "q1", "q0")
    assert both.starts.tolist() == [0, 2, 3]
    assert both.means(both.embeddings).shape == (3, 3)
    assert exam().means(exam().embeddings).shape == (0, 3)
    assert len(Exam.together([], dim=3)) == 0


def test_that_the_latest_keep_their_views() -> None:
    asked = exam(2, 1, 3)
    two = asked.latest(2)
    assert (two.ids, len(two.embeddings)) == (("q0", "q1"), 3)
    np.testing.assert_array_equal(two.means(two.embeddings), asked.means(asked.embeddings)[:2])
    assert asked.latest(3) is asked
    assert asked.latest(0).means(asked.latest(0).embeddings).shape == (0, 3)


def test_that_a_head_is_asked_among_the_classes_that_count() -> None:
    said = Said(("bowl", "mug", "vase"), np.array([[0.1, 0.3, 0.6]]), np.zeros(1))
    assert said.named() == ("vase",)
    assert said.named({"bowl", "mug", "cup"}) == ("mug",)
    assert said.named({"cup"}) == ("",)
    assert said.true_probabilities(["mug"]).tolist() == [0.3]
    assert np.isnan(said.true_probabilities(["cup"])).all()


def test_that_losses_and_gains_are_counted_by_class() -> None:
    names = ["mug", "mug", "bowl", "vase"]
    found = compare("abcd", names, ["mug", "mug", "mug", "vase"], ["bowl", "mug", "bowl", "vase"])
    assert (found.overall.before, found.overall.after) == (3, 3)
    assert (found.overall.lost, found.overall.gained) == (1, 1)
    assert found.of_classes == 3
    assert [(pair.name, pair.lost, pair.gained) for pair in found.classes] == [
        ("mug", 1, 0),
        ("bowl", 0, 1),
    ]
    assert found.lost == ("a",)
