"""Every exception that pkcedoctor raises on purpose.

::

    PkcedoctorError
    ├── UnreadableInput      a file, URL or option that cannot be read as a capture
    ├── NoExchange           readable, but without an authorization-code exchange
    ├── UnknownName          a cause or server that does not exist
    └── Unseen               a value that a rule asked for and the capture does not show
"""


class PkcedoctorError(Exception):
    """Base of all errors; its text is one line that a user can act on."""


class UnreadableInput(PkcedoctorError):
    """The input is not a capture; the text says what is wrong, where, and what to do."""


class NoExchange(PkcedoctorError):
    """The capture is sound but holds no authorization-code exchange."""


class UnknownName(PkcedoctorError):
    """No cause or no server has this id."""


class Unseen(PkcedoctorError):
    """A message or value is not in the capture, or it was redacted.

    Rules never catch this: the engine turns it into the verdict ``NotCaptured``.

    Attributes:
        needs: what is missing and how to capture it, as one phrase.
    """

    def __init__(self, needs: str) -> None:
        super().__init__(needs)
        self.needs = needs
