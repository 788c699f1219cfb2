"""What the tools that write HAR files are known to do with bodies and headers."""

from pkcedoctor.capture.untyped import member, string
from pkcedoctor.records import dataclass

_NAME_LENGTH = 40

_ENCODED_FIELDS = ("webinspector", "neuralegion", "cypress", "internet explorer")
_DECODED_FIELDS = (
    "advanced rest client",
    "browsermob",
    "browsertime",
    "charles",
    "chrome-har",
    "fiddler",
    "firefox",
    "http toolkit",
    "insomnia",
    "martian",
    "mitmproxy",
    "playwright",
    "webkit",
    "zap",
)


@dataclass(frozen=True, slots=True)
class Producer:
    """The tool that a HAR names as its creator.

    Attributes:
        name: its name, or an empty text.
        version: its version, or an empty text.
    """

    name: str
    version: str

    def is_any(self, *names: str) -> bool:
        """Whether the tool's name contains one of these."""
        own = self.name.casefold()
        return any(name in own for name in names)

    @property
    def reader(self) -> str:
        """How a report names the kind of file."""
        if not self.name:
            return "HAR"
        written = " ".join(filter(None, (self.name, self.version)))
        if self.is_any("webinspector"):
            return f"HAR written by Chrome or Edge ({written})"
        return f"HAR written by {written}"

    @property
    def encodes_fields(self) -> bool | None:
        """Whether form fields keep their form encoding; None where nobody knows."""
        if self.is_any(*_ENCODED_FIELDS):
            return True
        return False if self.is_any(*_DECODED_FIELDS) else None

    @property
    def counts_headers_as_body(self) -> bool:
        """Whether ``bodySize`` of a response has the headers in it."""
        return self.is_any("firefox")

    @property
    def invents_media_types(self) -> bool:
        """Whether postData has a mimeType even where the request had no Content-Type."""
        return self.is_any("firefox", "playwright")

    @property
    def doubles_headers(self) -> bool:
        """Whether the tool writes a header once for each of its two sources."""
        return self.is_any("chrome-har", "browsertime")

    @property
    def sanitizes(self) -> bool:
        """Whether the tool can leave out credential headers without a mark in the file."""
        return self.is_any("webinspector")

    @property
    def request_advice(self) -> str:
        """Why this tool may have lost a request body, and how to keep it."""
        if self.is_any("playwright"):
            return (
                "Playwright leaves bodies out with content 'omit', and never keeps a Blob;"
                " record with content 'embed'"
            )
        if self.is_any("webinspector"):
            return "export before the page navigates away"
        if self.is_any("browsermob"):
            return "BrowserMob keeps request bodies only when content capture is switched on"
        if self.is_any("webkit"):
            return "Safari does not keep a Blob; send a string while you capture"
        return "capture again with bodies included"

    @property
    def response_advice(self) -> str:
        """Why this tool may have lost a response body, and how to keep it."""
        if self.is_any("playwright"):
            return "record with content 'embed'"
        if self.is_any("webinspector"):
            return (
                "'Copy all as HAR' never includes them and a navigation discards them;"
                " use 'Export HAR' before the page navigates away"
            )
        if self.is_any("firefox"):
            return "devtools.netmonitor.har.includeResponseBodies must be true"
        return "capture again with response bodies included"


def producer(log: object) -> Producer:
    """Return who wrote a HAR."""
    creator = member(log, "creator")
    return Producer(_shown(member(creator, "name")), _shown(member(creator, "version")))


def _shown(value: object) -> str:
    printable = "".join(letter for letter in string(value) if letter.isprintable())
    return " ".join(printable[:_NAME_LENGTH].split())
