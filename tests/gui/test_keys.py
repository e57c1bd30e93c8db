import pytest

from operator_gui.viewmodels import keys
from operator_gui.viewmodels.key_map import DEFAULT_KEYS, KeyRole, key_map_of
from operator_gui.viewmodels.keys import Action, Calm, KeyPress, action_for


@pytest.mark.parametrize(
    ("press", "action"),
    [
        (KeyPress("enter"), keys.TakeTop()),
        (KeyPress("space", " "), keys.Later()),
        (KeyPress("escape"), keys.Leave()),
        (KeyPress("x", "x"), keys.NotAnObject()),
        (KeyPress("u", "u"), keys.DontKnow()),
        (KeyPress("z", "z"), keys.Undo()),
        (KeyPress("x", "X"), keys.NotAnObject()),  # caps lock
        (KeyPress("x", "X", shift=True), keys.StartNaming("x")),
        (KeyPress("m", "m"), keys.StartNaming("m")),
        (KeyPress("m", "M", shift=True), keys.StartNaming("M")),
        (KeyPress("ü", "ü"), keys.StartNaming("ü")),
        (KeyPress("/", "/"), keys.StartNaming("")),
        (KeyPress("?", "?", shift=True), keys.ShowKeys()),
        (KeyPress("1", "1"), keys.Choose(1)),
        (KeyPress("9", "9"), keys.Choose(9)),
        (KeyPress("0", "0"), keys.ToggleAlike()),
        (KeyPress("", ""), None),
        (KeyPress("!", "!"), None),
    ],
)
def test_that_a_key_means_what_the_table_says(press: KeyPress, action: Action | None) -> None:
    assert action_for(press) == action


@pytest.mark.parametrize("key", ["enter", "space", "x", "1", "m"])
def test_that_a_key_held_down_answers_once(key: str) -> None:
    assert action_for(KeyPress(key, key, repeated=True)) is None


def holds(calm: Calm, action: Action, now_s: float) -> tuple[bool, Calm]:
    return calm.holds(action, now_s)


def test_that_a_name_that_began_with_a_shortcut_is_held_back_to_its_end() -> None:
    calm = Calm().after_answer(keys.NotAnObject(), 0.0)
    now_s = 0.0
    for letter in "ylophone":
        now_s += 0.15
        held, calm = holds(calm, keys.StartNaming(letter), now_s)
        assert held
    assert holds(calm, keys.TakeTop(), now_s + 0.2)[0]


def test_that_another_letter_shortcut_within_the_name_is_held_back_too() -> None:
    calm = Calm().after_answer(keys.DontKnow(), 0.0)
    assert holds(calm, keys.NotAnObject(), 0.1)[0]


def test_that_the_same_shortcut_again_is_meant() -> None:
    calm = Calm().after_answer(keys.NotAnObject(), 0.0)
    assert not holds(calm, keys.NotAnObject(), 0.1)[0]


def test_that_undo_is_never_held_back() -> None:
    calm = Calm().after_answer(keys.NotAnObject(), 0.0)
    calm = holds(calm, keys.StartNaming("y"), 0.1)[1]
    assert not holds(calm, keys.Undo(), 0.2)[0]


def test_that_a_name_after_a_moment_is_meant() -> None:
    calm = Calm().after_answer(keys.NotAnObject(), 0.0)
    assert holds(calm, keys.StartNaming("m"), keys.CALM_S) == (False, Calm())


def test_that_digits_and_enter_after_an_answer_are_not_held_back() -> None:
    calm = Calm().after_answer(keys.NotAnObject(), 0.0)
    assert not holds(calm, keys.Choose(1), 0.1)[0]
    assert not holds(calm, keys.TakeTop(), 0.1)[0]


def test_that_the_overlay_names_every_key_of_the_rule() -> None:
    shown = {
        key for _, lines in keys.key_table(DEFAULT_KEYS) for line in lines for key in line.keys
    }
    assert {"Enter", "1", "9", "X", "U", "Space", "Z", "0", "/", ".", "Tab", "Esc", "?"} <= shown
    assert {"Ctrl+Z", "Ctrl+L", "Ctrl+D", "Ctrl+0", "Ctrl+1", "Ctrl+B", "Ctrl+,"} <= shown


# ------------------------------------------------------------ other keys


def test_that_another_key_does_the_same_and_the_old_one_begins_a_name() -> None:
    other = DEFAULT_KEYS.with_key("not_an_object", "n").with_key("later", "-")
    assert action_for(KeyPress("n", "n"), other) == keys.NotAnObject()
    assert action_for(KeyPress("n", "N", shift=True), other) == keys.StartNaming("n")
    assert action_for(KeyPress("x", "x"), other) == keys.StartNaming("x")
    assert action_for(KeyPress("-", "-"), other) == keys.Later()
    assert action_for(KeyPress("space", " "), other) is None


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("u", "U is taken already: don't know"),
        ("space", "Space is taken already"),
        ("7", "1 to 9 choose"),
        ("enter", "Enter takes the first"),
        ("escape", "Esc leaves"),
        ("", "only letters, signs"),
        ("\t", "only letters, signs"),
        (" ", "only letters, signs"),
        ("ab", "only letters, signs"),
    ],
)
def test_that_a_key_that_cannot_be_had_says_why(key: str, why: str) -> None:
    assert why in DEFAULT_KEYS.problem("not_an_object", key)
    with pytest.raises(ValueError, match=why.split(":")[0]):
        DEFAULT_KEYS.with_key("not_an_object", key)


@pytest.mark.parametrize("key", ["x", "n", "ü", "-", "?"])
def test_that_free_keys_and_its_own_can_be_had(key: str) -> None:
    role: KeyRole = "show_keys" if key == "?" else "not_an_object"
    assert DEFAULT_KEYS.problem(role, key) == ""


@pytest.mark.parametrize(
    "kept",
    [{"undo": "x"}, {"undo": ""}, {"undo": "5"}, {"undo": "enter"}, {"undo": "n", "later": "n"}],
)
def test_that_kept_keys_that_make_no_sense_are_the_default(kept: dict[str, str]) -> None:
    assert key_map_of(kept) == DEFAULT_KEYS


def test_that_a_key_may_do_something_on_each_of_two_pages() -> None:
    assert DEFAULT_KEYS["later"] == DEFAULT_KEYS["enlarge"]
    assert DEFAULT_KEYS.role_of("space") == "later"
    other = DEFAULT_KEYS.with_key("enlarge", "x").with_key("later", "v")
    assert (other.role_of("x"), other.role_of("space")) == ("not_an_object", None)
    assert key_map_of(dict(other.keys)) == other
    on_objects = dict(keys.key_table(other))["On Objects"]
    assert ("X",) in [line.keys for line in on_objects]


def test_that_the_words_tell_of_the_keys_as_they_are() -> None:
    other = DEFAULT_KEYS.with_key("not_an_object", "n").with_key("begin_name", "#")
    lines = (
        line for title, some in keys.key_table(other) if title != "On Objects" for line in some
    )
    shown = {key for line in lines for key in line.keys}
    assert {"N", "#", "Shift+N"} <= shown
    assert not {"X", "/", "Shift+X"} & shown
    assert "N, U, Z and ? act at once" in keys.key_rule(other)
    assert "press # first" in keys.held_back(other)
