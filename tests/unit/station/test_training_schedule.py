from dataclasses import replace

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


LONG = TrainingSchedule(quiet_s=0.6, at_most_s=3.0, at_once_s=0.25).trained(2.0)


def test_that_a_quick_training_follows_every_answer_but_not_within_a_burst() -> None:
    quick = LONG.trained(0.1).answered(10.0)
    assert quick.is_quick
    assert not quick.is_step_due
    assert not quick.is_due(10.05)
    assert quick.is_due(10.11)
    assert quick.answered(10.2).answered(10.26).is_due(10.27)  # a burst ends after `at_once_s`


def test_that_a_step_is_due_at_once_where_training_takes_long() -> None:
    waiting = LONG.answered(10.0)
    assert waiting.is_step_due
    assert not waiting.stepped().is_step_due
    assert waiting.stepped().answered(10.1).is_step_due


def test_that_a_long_training_waits_for_a_pause_as_long_as_itself() -> None:
    waiting = LONG.answered(10.0).stepped()
    assert not waiting.is_due(11.9)
    assert waiting.is_due(12.0)
    endless = LONG
    for second in range(21):
        endless = endless.answered(10.0 + second)
    assert endless.is_due(30.0)
    assert not replace(endless, first_unlearned_s=10.1).is_due(30.0)


def test_that_there_are_no_steps_before_a_full_training_or_once_one_failed() -> None:
    assert not replace(LONG, can_step=False).answered(1.0).is_step_due
    failed = LONG.answered(10.0).cannot_step()
    assert not failed.answered(10.1).is_step_due
    assert failed.is_due(10.7)
    assert failed.trained(2.0).answered(11.0).is_step_due


def test_that_nothing_steps_by_itself_where_nothing_is_automatic() -> None:
    assert not replace(LONG, automatic=False).answered(1.0).is_step_due


def test_that_what_a_full_training_learns_takes_no_step_unless_that_is_sooner() -> None:
    first = replace(LONG, can_step=False).answered(1.0).started()
    assert not first.trained(2.0).is_step_due
    assert first.answered(1.5).trained(2.0).is_step_due
    assert LONG.answered(1.0).started().is_step_due


def test_that_there_are_no_steps_where_a_person_lets_versions_go_out() -> None:
    manual = replace(LONG, steps=False, can_step=False).trained(2.0).answered(10.0)
    assert not manual.is_step_due
    assert manual.is_due(10.7)
