"""Texts in the operator's language: nothing is out of date, nothing is left in English."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox

from operator_gui.language import FOLDER, read_language, resolved, speak_as_chosen
from operator_gui.texts import ENGLISH, counted, number, speak, tr
from operator_gui.viewmodels.guide import guide
from operator_gui.viewmodels.key_map import DEFAULT_KEYS
from operator_gui.viewmodels.words import why_asked
from tests.gui import scenes
from tests.gui.make_translations import release, unfinished, update_texts

GERMAN = FOLDER / "whatsit_de.ts"
HOW = "run `python -m tests.gui.make_translations`, and translate what it names"
FIELD = re.compile(r"\{\w+\}|%n")


@pytest.fixture
def german() -> Iterator[None]:
    speak(read_language(GERMAN.with_suffix(".qm")))
    yield
    speak(ENGLISH)


@pytest.fixture
def as_it_was(qapp: QApplication) -> Iterator[None]:
    """Qt's own language and way to write numbers, and ours, are put back."""
    before, own = QLocale(), set(qapp.findChildren(QTranslator))
    yield
    QLocale.setDefault(before)
    speak(ENGLISH)
    for translator in set(qapp.findChildren(QTranslator)) - own:
        qapp.removeTranslator(translator)


def pairs() -> list[tuple[str, str]]:
    """Of the German file: every English text with its translation, both forms of counted ones."""
    made = []
    for message in ElementTree.parse(GERMAN).getroot().iter("message"):
        translation = message.find("translation")
        assert translation is not None
        texts = [message.findtext("source") or ""]
        if message.get("numerus") == "yes":
            texts.append(message.findtext("comment") or "")
        forms = list(translation.iter("numerusform")) or [translation]
        made += zip(texts, [form.text or "" for form in forms], strict=True)
    return made


def test_that_a_figure_keeps_its_nought_before_a_comma(german: None) -> None:
    novel = scenes.query(reason="novel", novelty=0.98)
    assert why_asked(novel).endswith("(Neuheit 0,98)")


# ------------------------------------------------------------ the files


def test_that_the_texts_are_those_of_the_source(tmp_path: Path) -> None:
    copy = Path(shutil.copy(GERMAN, tmp_path))
    update_texts(copy)
    assert copy.read_text() == GERMAN.read_text(), HOW


def test_that_what_is_shipped_is_made_of_the_texts(tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    release(GERMAN, made)
    assert made.read_bytes() == GERMAN.with_suffix(".qm").read_bytes(), HOW


def test_that_every_text_is_translated() -> None:
    assert not unfinished(GERMAN), HOW
    assert not [text for text, translated in pairs() if not translated], HOW


def test_that_a_translation_has_the_fields_of_its_text() -> None:
    """A field that is missing or misspelt would fail only when that text is shown."""
    assert not [
        (text, translated)
        for text, translated in pairs()
        if set(FIELD.findall(text)) != set(FIELD.findall(translated))
    ]


def test_that_a_text_with_a_shortcut_has_one_in_every_language() -> None:
    shortcut = re.compile(r"&\w")
    assert not [
        (text, translated)
        for text, translated in pairs()
        if len(shortcut.findall(text)) != len(shortcut.findall(translated))
    ]


# ------------------------------------------------------------ what is said


def test_that_without_a_language_the_text_is_as_written() -> None:
    assert tr("not an object") == "not an object"
    assert counted("%n cat", "%n cats", 1) == "1 cat"
    assert counted("%n cat", "%n cats", 1234) == "1,234 cats"
    assert number(1234.56, 1) == "1,234.6"


@pytest.mark.usefixtures("german")
def test_that_german_has_its_own_words_and_numbers() -> None:
    assert tr("not an object") == "kein Objekt"
    assert tr("nobody wrote this") == "nobody wrote this"
    assert number(1234.56, 1) == "1.234,6"


@pytest.mark.usefixtures("german")
def test_that_texts_are_made_in_the_language_of_the_moment() -> None:
    assert guide(DEFAULT_KEYS)[0].heading == "Roboter fragen, Sie antworten"
    speak(ENGLISH)
    assert guide(DEFAULT_KEYS)[0].heading == "Robots ask, you answer"


# ------------------------------------------------------------ which language


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        (["de-CH", "en"], "de"),
        (["de_AT"], "de"),
        (["fr-FR", "de-DE"], "de"),
        (["fr-FR"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_that_the_system_s_first_language_that_there_is_is_spoken(
    wanted: list[str], spoken: str
) -> None:
    assert resolved("system", wanted) == spoken


def test_that_a_chosen_language_goes_before_the_system_s() -> None:
    assert resolved("en", ["de"]) == "en"
    assert resolved("de", ["en"]) == "de"


def test_that_a_file_that_is_no_translation_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "whatsit_de.qm"
    broken.write_bytes(b"nothing")
    with pytest.raises(FileNotFoundError, match=r"whatsit_de\.qm"):
        read_language(broken)


@pytest.mark.usefixtures("as_it_was")
def test_that_qt_s_own_dialogs_and_fields_speak_it_too(qapp: QApplication) -> None:
    speak_as_chosen("de", qapp)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert buttons.buttons()[0].text().replace("&", "") == "Abbrechen"
    assert QComboBox().locale().decimalPoint() == ","
    assert tr("dark") == "dunkel"
