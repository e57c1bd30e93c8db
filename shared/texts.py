"""Marks texts for people, so that Qt Linguist finds them. What shows them translates them."""


def mark(text: str, _comment: str = "") -> str:
    """The text itself, which has to be a literal: `pyside6-lupdate` looks for this function's name.

    A sentence that goes over the wire is marked with the comment "told", and its fields are filled
    in afterwards: `mark("{name} is here", "told").format(name=name)`. The app knows it again by its
    words, and says it in the language of who reads it.
    """
    return text
