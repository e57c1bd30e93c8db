"""Says when a live source's pictures become useless, and when they are good again."""

import logging

from edge_node.sources.picture_watch import PictureHealth, PictureWatch
from edge_node.sources.source import SourceOptions
from shared.domain import Image

_log = logging.getLogger(__name__)


class HealthNews:
    """Watches the delivered pictures of one live source; one line in the log for every change."""

    def __init__(self, label: str, options: SourceOptions) -> None:
        self._label = label
        self._options = options
        self._watch = PictureWatch(
            frozen_after_s=options.frozen_after_s, black_after_s=options.black_after_s
        )
        self.health: PictureHealth = "ok"

    def see(self, image: Image, now_s: float) -> None:
        """`now_s`: monotonic time."""
        before, self.health = self.health, self._watch.see(image, now_s)
        if self.health == before:
            return
        match self.health:
            case "frozen":
                _log.warning(
                    "%s is frozen: it has sent the very same picture for %g s; restart it",
                    self._label,
                    self._options.frozen_after_s,
                )
            case "black":
                _log.warning(
                    "%s is black and has been for %g s; is its lens covered, or the light off?",
                    self._label,
                    self._options.black_after_s,
                )
            case "ok":
                _log.info("%s is no longer %s", self._label, before)
