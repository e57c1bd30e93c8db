"""How the recording is played that a node has for its source: in a message, and at a wish."""

from edge_node.sources.source import FrameSource, SourceStats
from edge_node.sources.tempo import Tempo
from shared.errors import UsageError
from shared.protocol.playback import MAX_SPEED, ControlPlayback, PlaybackState, moment_s
from shared.texts import phrase


def playback_state(stats: SourceStats) -> PlaybackState | None:
    """How it is played now; None for what is live."""
    if stats.tempo is None:
        return None
    return PlaybackState(
        position_s=moment_s(stats.recorded_s or 0.0),
        length_s=moment_s(stats.length_s),
        speed=min(stats.tempo.speed or 0.0, MAX_SPEED),
        paused=stats.tempo.is_paused,
    )


def seek_time_s(wish: ControlPlayback, stats: SourceStats) -> float | None:
    """Where to go on, never beyond the last frame as far as that is known; None for nowhere.

    Raises UsageError for a share of a recording that does not say how long it is.
    """
    if wish.to_s is not None:
        return min(wish.to_s, stats.length_s) if stats.length_s > 0.0 else wish.to_s
    if wish.to_share is None:
        return None
    if stats.length_s <= 0.0:
        raise UsageError(
            phrase("robot", "this recording does not say how long it is: name a time in seconds")
        )
    return wish.to_share * stats.length_s


def tempo_wanted(wish: ControlPlayback, tempo: Tempo) -> Tempo:
    """How it is to be played; what the wish does not speak of stays as it is."""
    speed = tempo.speed if wish.speed is None else wish.speed or None
    return Tempo(speed, tempo.is_paused if wish.paused is None else wish.paused)


def control(source: FrameSource, wish: ControlPlayback) -> str:
    """Fulfils a wish, and says in words how it plays then; called by the thread that reads.

    Raises UsageError if it cannot be, and then nothing was changed.
    """
    stats = source.stats
    if stats.tempo is None:
        raise UsageError(
            phrase("robot", "its source is live: only a recording can be paused, wound or paced")
        )
    to_s = seek_time_s(wish, stats)
    tempo = tempo_wanted(wish, stats.tempo)
    if tempo != stats.tempo:
        source.play(tempo)
    if to_s is not None:
        source.seek(to_s)
    return _words(tempo, to_s)


def _words(tempo: Tempo, to_s: float | None) -> str:
    speed = phrase("robot", "as fast as it goes")
    if tempo.speed is not None:
        speed = phrase("robot", "at {speed} times its speed").format(speed=f"{tempo.speed:g}")
    if to_s is None:
        text = phrase("robot", "playing, {speed}")
        if tempo.is_paused:
            text = phrase("robot", "paused, {speed}")
        return text.format(speed=speed)
    text = phrase("robot", "playing from {to_s} s on, {speed}")
    if tempo.is_paused:
        text = phrase("robot", "paused from {to_s} s on, {speed}")
    return text.format(to_s=f"{to_s:.1f}", speed=speed)
