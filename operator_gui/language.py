"""Which language the app speaks, and Qt Linguist's file of it."""

from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from operator_gui.phrases import Phrasebook
from operator_gui.texts import CHOICES, ENGLISH, Language, LanguageChoice, speak

FOLDER = Path(__file__).parent / "translations"


def resolved(choice: LanguageChoice, wanted: list[str]) -> str:
    """The code of a language that there is; `wanted` are the system's, like `de-CH`, best first."""
    if choice != "system":
        return choice
    codes = [name.replace("_", "-").partition("-")[0].lower() for name in wanted]
    return next((code for code in codes if code in CHOICES), "en")


def read_language(file: Path) -> Language:
    """From a `.qm` file; raises `FileNotFoundError` for one that cannot be read."""
    translator = QTranslator()
    if not translator.load(str(file)):
        raise FileNotFoundError(f"no translation can be read from {file}")
    locale = QLocale(translator.language())
    return Language(
        code=translator.language(),
        translate=lambda speaker, text, comment, count: (
            translator.translate(speaker, text, comment, count) or ""
        ),
        group=locale.groupSeparator(),
        point=locale.decimalPoint(),
        phrases=Phrasebook(said_elsewhere(file.with_suffix(".ts"))),
    )


def said_elsewhere(file: Path) -> dict[str, str]:
    """The templates of sentences that come over the wire, and who says them, from the `.ts` file
    beside a `.qm` file. A `.qm` file has the hashes of its texts only."""
    return {
        message.findtext("source", ""): speaker
        for context in ElementTree.parse(file).getroot().iter("context")
        if (speaker := context.findtext("name", ""))
        for message in context.iter("message")
    }


def speak_as_chosen(choice: LanguageChoice, app: QCoreApplication) -> None:
    """For the texts of this process, of Qt's own dialogs, and for numbers that are typed in."""
    code = resolved(choice, QLocale.system().uiLanguages())
    speak(ENGLISH if code == "en" else read_language(FOLDER / f"whatsit_{code}.qm"))
    QLocale.setDefault(QLocale(code))
    own = QTranslator(app)
    if own.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(own)
