"""Every error that whatsit raises on purpose.

A message names the thing, says what was expected and what to do about it, in one line:
the command line prints it as it is and exits with `exit_code`.
"""

from typing import ClassVar


class WhatsitError(Exception):
    """Root of all errors that a person can do something about."""

    exit_code: ClassVar[int] = 1


class UsageError(WhatsitError):
    """The command line or a configuration file asks for something that does not exist."""

    exit_code: ClassVar[int] = 2


class ConfigError(UsageError):
    """A configuration file cannot be read, or says something that makes no sense."""


class QuestionError(UsageError):
    """The robot's own software asks the operator something that cannot be asked."""


class SourceError(WhatsitError):
    """A camera, a recording or a folder of images cannot be opened or read."""


class ModelError(WhatsitError):
    """An ONNX model cannot be loaded, or its tensors are not what was declared."""


class BundleError(WhatsitError):
    """A bundle is incomplete, malformed, or refused by a rule of deployment."""


class SignatureError(BundleError):
    """A bundle's signature is missing, wrong, or made with a key that is not trusted."""


class ProtocolError(WhatsitError):
    """A message from the wire cannot be understood or breaks a limit.

    `about` is the id of that message where at least that could be read, so that its sender can
    be told which one it was; "" otherwise.
    """

    def __init__(self, text: str, *, about: str = "") -> None:
        super().__init__(text)
        self.about = about


class LinkError(WhatsitError):
    """A socket cannot be bound or connected, or its endpoint is not allowed."""


class StorageError(WhatsitError):
    """A file, folder or database of whatsit's own cannot be written, read or trusted."""


class BackupError(WhatsitError):
    """A backup cannot be made or is not whole, or a place to put it back to is taken."""


class KeyFileError(WhatsitError):
    """A key file is missing, malformed, or readable by others."""


class AccessError(WhatsitError):
    """A key may not do what it wants, or cannot be enrolled or revoked."""


class TruthError(WhatsitError):
    """A ground-truth file cannot be read, or does not fit its recording."""


class VersionError(WhatsitError):
    """A version of the head does not exist, or cannot become what is wanted of it."""


class LearningError(WhatsitError):
    """Labels cannot be learned from: too few, or not of one shape."""


class LabelError(WhatsitError):
    """An operation on labels cannot be done as it is asked for: nothing was changed."""


class SelectionError(WhatsitError):
    """What to ask cannot be chosen: no such strategy, or candidates that make no sense."""


class ExchangeError(WhatsitError):
    """A data set cannot be brought out of a running station or into it; nothing was changed."""
