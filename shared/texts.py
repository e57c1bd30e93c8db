"""Marks texts for people, so that Qt Linguist finds them. What shows them translates them.

`pyside6-lupdate` looks for these functions' names, and takes literals only.
"""


def mark(text: str, _comment: str = "") -> str:
    """The text itself; the comment tells apart what English writes alike."""
    return text


def phrase(_speaker: str, text: str) -> str:
    """A sentence that goes over the wire, in English, with named fields to be filled in afterwards.

    `phrase("station", "{name} is here").format(name=name)`. The app knows it again by its words,
    and says it in the language of who reads it. `_speaker`: who says it, "station" or "robot".
    """
    return text
