from operator_gui.station.training_schedule import TrainingSchedule

SCHEDULE = TrainingSchedule(quiet_s=0.6, at_most_s=3.0)


def test_that_nothing_is_due_before_there_is_anything_to_learn() -> None:
    assert not SCHEDULE.is_due(1e9)
    assert not SCHEDULE.is_waiting


def test_that_training_waits_for_the_end_of_a_burst() -> None:
    waiting = SCHEDULE.answered(10.0).answered(10.5)
    assert waiting.is_waiting
    assert not waiting.is_due(11.0)
    assert waiting.is_due(11.2)


def test_that_a_burst_without_end_is_not_waited_for() -> None:
    waiting = SCHEDULE
    for tenths in range(31):
        waiting = waiting.answered(10.0 + tenths / 10)
        assert waiting.is_due(10.0 + tenths / 10) == (tenths >= 30)


def test_that_answers_during_training_lead_to_another_one() -> None:
    running = SCHEDULE.answered(10.0).started()
    assert not running.is_due(99.0)
    assert running.answered(99.0).is_due(99.7)


def test_that_a_command_counts_at_once_even_where_nothing_is_automatic() -> None:
    manual = TrainingSchedule(quiet_s=0.6, at_most_s=3.0, automatic=False).answered(1.0)
    assert not manual.is_due(1e9)
    assert not manual.is_waiting
    assert manual.told_to().is_due(1.0)
    assert not manual.told_to().started().is_due(1e9)
