"""Brings Qt Linguist's files up to date with the source.

Run it as `python -m tests.gui.make_translations`; it says what has no translation yet.
"""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from operator_gui.language import FOLDER

ROOT = Path(__file__).parents[2]
SOURCES = ("edge_node", "operator_gui", "shared")
_TOOLS = Path(sys.executable).parent
_FINDS = "tr+=counted,tr+=mark,translate+=phrase"


def update_texts(file: Path) -> None:
    """Adds what is new in the source to a `.ts` file, untranslated, and takes out what is gone."""
    sources = sorted(str(f) for name in SOURCES for f in (ROOT / name).rglob("*.py"))
    _run(
        "pyside6-lupdate",
        *("-silent", "-no-obsolete", "-sort-messages", "-warnings-are-errors"),
        *("-locations", "none", "-disable-heuristic", "similartext"),
        *("-tr-function-alias", _FINDS, *sources, "-ts", str(file)),
    )


def release(file: Path, to: Path) -> None:
    """Writes the `.qm` file that the app reads."""
    _run("pyside6-lrelease", "-silent", str(file), "-qm", str(to))


def unfinished(file: Path) -> list[str]:
    """The source texts that a `.ts` file has no translation of."""
    return [
        message.findtext("source") or ""
        for message in ElementTree.parse(file).getroot().iter("message")
        if message.find("translation[@type='unfinished']") is not None
    ]


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([str(_TOOLS / tool), *arguments], check=True, cwd=ROOT)


def main() -> None:
    for file in sorted(FOLDER.glob("*.ts")):
        update_texts(file)
        release(file, file.with_suffix(".qm"))
        for text in unfinished(file):
            sys.stdout.write(f"{file.name}: no translation of {text!r}\n")


if __name__ == "__main__":
    main()
