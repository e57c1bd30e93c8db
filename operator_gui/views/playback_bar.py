"""Pause, place and speed of a recording, that a robot plays or that is watched here."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QSlider, QWidget

from operator_gui.texts import tr
from operator_gui.viewmodels.robot_words import place_words, speed_words
from operator_gui.views.fields import FIELD_PX
from operator_gui.views.parts import column, label, row
from shared.protocol.playback import PlaybackState

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 0.0)
"""0 is as fast as it goes."""

_TENTHS = 10
_SETTLE_MS = 400
"""What the keyboard or a click does to the slider is one wish once it rests for so long."""

_NEAR_MS = 60
"""The same where a wish costs little."""

_TRUST_MS = 3000
"""For so long the robot may take to be where it was wound to."""


class PlaybackBar(QWidget):
    """`wanted` carries the fields of a `ControlPlayback` as a dict.

    is_near: what it controls obeys at once, so that it is wound while the slider is dragged.
    """

    wanted = Signal(dict)

    def __init__(self, *, is_near: bool = False) -> None:
        super().__init__()
        self._is_near = is_near
        self._is_paused = False
        self.hold = QPushButton(tr("Pause"))
        self.hold.setMinimumHeight(FIELD_PX)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Place in the recording"))
        self.slider.setSingleStep(_TENTHS)
        self.slider.setPageStep(10 * _TENTHS)
        self.slider.setMinimumWidth(80)
        self.place = label(role="muted")
        self.speed = QComboBox()
        self.speed.setAccessibleName(tr("Speed of the recording"))
        self.speed.setMinimumHeight(FIELD_PX)
        for speed in SPEEDS:
            self.speed.addItem(speed_words(speed), speed)
        self.why_not = label(role="muted", wrap=True)
        self._settling = _single_shot(self, _NEAR_MS if is_near else _SETTLE_MS, self._seek)
        self._trusting = _single_shot(self, _TRUST_MS, lambda: None)
        self._arrange()
        self.hold.clicked.connect(lambda: self.wanted.emit({"paused": not self._is_paused}))
        self.speed.activated.connect(
            lambda: self.wanted.emit({"speed": float(self.speed.currentData())})
        )
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self._settling.start)

    def _arrange(self) -> None:
        inside = column(self, gap=6)
        self.controls = QWidget()
        place = row(gap=10)
        place.addWidget(self.slider, 1)
        place.addWidget(self.place)
        buttons = row(gap=10)
        buttons.addWidget(self.hold)
        speed = label(tr("Spee&d"))
        speed.setBuddy(self.speed)
        buttons.addStretch(1)
        buttons.addWidget(speed)
        buttons.addWidget(self.speed)
        both = column(self.controls, gap=6)
        both.addLayout(place)
        both.addLayout(buttons)
        inside.addWidget(self.controls)
        inside.addWidget(self.why_not)

    def show_playback(self, playback: PlaybackState | None, why_not: str) -> None:
        """How it plays now. why_not: why nothing can be done about that, "" if it can or it is said
        elsewhere."""
        self.why_not.setText(why_not)
        self.why_not.setVisible(bool(why_not))
        self.controls.setVisible(playback is not None and not why_not)
        if playback is None:
            return
        self._is_paused = playback.paused
        self.hold.setText(tr("Resume") if playback.paused else tr("Pause"))
        self._show_speed(playback.speed)
        self.slider.setEnabled(playback.length_s > 0.0)
        is_held = self.slider.isSliderDown() or self._settling.isActive()
        if not (is_held or self._trusting.isActive()):
            with QSignalBlocker(self.slider):
                self.slider.setRange(0, max(1, round(_TENTHS * playback.length_s)))
                self.slider.setValue(round(_TENTHS * playback.position_s))
            self.place.setText(place_words(playback.position_s, playback.length_s))

    def start_over(self) -> None:
        """Another robot is shown: what was not sent yet is forgotten."""
        self._settling.stop()
        self._trusting.stop()

    def _show_speed(self, speed: float) -> None:
        if self.speed.view().isVisible():
            return  # somebody chooses
        at = self.speed.findData(speed)
        if at < 0:
            self.speed.addItem(speed_words(speed), speed)
            at = self.speed.count() - 1
        self.speed.setCurrentIndex(at)

    def _moved(self, tenths: int) -> None:
        self.place.setText(place_words(tenths / _TENTHS, self.slider.maximum() / _TENTHS))
        if self._is_near or not self.slider.isSliderDown():
            self._settling.start()

    def _seek(self) -> None:
        if not self._is_near:
            self._trusting.start()
        self.wanted.emit({"to_s": self.slider.value() / _TENTHS})


def _single_shot(parent: QWidget, interval_ms: int, then: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(then)
    return timer
