"""Import rules that the linter cannot express: which part of Qt is used where."""

import ast
from pathlib import Path

import operator_gui

ROOT = Path(operator_gui.__file__).parent
MAY_USE_WIDGETS = {"views", "app.py"}


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                found.update(alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                found.update(f"{module}.{alias.name}" for alias in names)
    return found


def test_that_widgets_are_used_only_in_the_views_and_the_app() -> None:
    offenders = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] not in MAY_USE_WIDGETS
        and any(name.startswith("PySide6.QtWidgets") for name in imports_of(path))
    ]
    assert offenders == []


def test_that_the_rule_would_notice_a_widget() -> None:
    assert any(
        name.startswith("PySide6.QtWidgets")
        for path in (ROOT / "views").glob("*.py")
        for name in imports_of(path)
    )
