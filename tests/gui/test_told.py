"""Sentences of the station: known again by their words, and said in the operator's language."""

from collections.abc import Iterator

import pytest

from operator_gui.language import FOLDER, read_language, said_elsewhere
from operator_gui.operator_events import CommandFinished, StatusArrived
from operator_gui.phrases import Phrasebook, phrase_of
from operator_gui.station.finding import limited, shares
from operator_gui.station.gate import EXAM_WORDS, exam_words
from operator_gui.station.learner import LEARNED_IN_WORDS
from operator_gui.texts import ENGLISH, speak, spoken
from operator_gui.viewmodels.told import in_words_spoken, told
from shared.learning.exam import Paired
from shared.protocol.deployment import CommandResult
from shared.texts import phrase
from tests.gui import scenes

SENTENCES = said_elsewhere(FOLDER / "whatsit_de.ts")


@pytest.fixture
def _german() -> Iterator[None]:
    speak(read_language(FOLDER / "whatsit_de.qm"))
    yield
    speak(ENGLISH)


@pytest.mark.usefixtures("_german")
@pytest.mark.parametrize("template", sorted(SENTENCES))
def test_that_every_sentence_is_known_again(template: str) -> None:
    values = {field: f"<{at}>" for at, field in enumerate(phrase_of(template).fields)}
    german = spoken().translate(SENTENCES[template], template, "", -1)
    assert german
    assert told(template.format(**values)) == german.format(**values)


@pytest.mark.usefixtures("_german")
def test_that_a_sentence_inside_another_is_said_too() -> None:
    pair = Paired(name="", tracks=20, before=10, after=12, lost=1, gained=3)
    text = limited(exam_words("corrections", pair), passed=False, most=1.5)
    assert told(text) == (
        "von 20 (berichtigte Antworten) nennt es 12 (60 %, 39 bis 78 %) richtig, das aktive "
        "Modell 10 (50 %, 30 bis 70 %) (erlaubt ist das 1,5-Fache)"
    )


@pytest.mark.usefixtures("_german")
def test_that_what_is_listed_is_said_each() -> None:
    worse = Paired(name="taxi", tracks=8, before=8, after=5, lost=3, gained=0)
    text = phrase("station", "{name} (it names {now} rightly, the active model {before}, {exam})")
    words = text.format(name=worse.name, exam=EXAM_WORDS["taught"], **shares(worse))
    german = (
        "taxi (5 (62 %, 31 bis 86 %) richtig, das aktive Modell 8 (100 %, 68 bis 100 %), Tracks, "
        "die beide gelernt haben)"
    )
    assert told(f"it is worse at {words}, {words} and 2 more") == (
        f"es ist schlechter bei {german}, {german} und 2 weitere"
    )


@pytest.mark.usefixtures("_german")
def test_that_several_sentences_in_one_are_said_each() -> None:
    assert told("there is no version 3; cannot write /x; the name is empty") == (
        "Version 3 gibt es nicht; cannot write /x; der Name ist leer"
    )


@pytest.mark.usefixtures("_german")
def test_that_a_name_that_is_also_a_word_of_the_station_stays() -> None:
    assert told("memory") == "Speicher"
    assert told("merged memory into size") == "memory zu size zusammengelegt"


@pytest.mark.usefixtures("_german")
def test_that_numbers_are_written_the_way_of_the_language() -> None:
    text = LEARNED_IN_WORDS["untested"].format(number=7, tracks="1,234")
    assert told(text) == "Version 7 hat aus 1.234 Tracks gelernt"


@pytest.mark.usefixtures("_german")
@pytest.mark.parametrize("text", ["", "cannot write /data: disk full", "{name}", "a % b"])
def test_that_what_nobody_marked_stays_as_it_is(text: str) -> None:
    assert told(text) == text


def test_that_without_a_language_nothing_changes() -> None:
    event = CommandFinished(CommandResult(command_id="c", ok=False, text="the name is empty"))
    assert in_words_spoken(event) is event


@pytest.mark.usefixtures("_german")
def test_that_what_arrives_is_said_wherever_it_stands() -> None:
    version = scenes.version(3, state="retired", reason="replaced by version 4")
    status = scenes.status(versions=(version,), note="nothing was learned: the name is empty")
    event = in_words_spoken(StatusArrived(status))
    assert isinstance(event, StatusArrived)
    assert event.status.versions[0].reason == "abgelöst von Version 4"
    assert event.status.note == "nichts wurde gelernt: der Name ist leer"


def test_that_the_template_with_more_letters_of_its_own_counts() -> None:
    book = Phrasebook({"{a}: {b}": "station", "refused: {b}": "station"})
    found = book.find("refused: x", inside=False)
    assert found is not None
    assert (found[0].template, dict(found[1])) == ("refused: {b}", {"b": "x"})


def test_that_a_field_stands_for_the_same_each_time() -> None:
    phrase = phrase_of("{a} is {a}")
    assert phrase.values("x is x") == {"a": "x"}
    assert phrase.values("x is y") is None
    assert phrase.values(" is ") is None
