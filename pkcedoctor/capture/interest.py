"""Which requests of a capture are worth reading, as far as their bytes tell."""

import re

from pkcedoctor.records import dataclass


@dataclass(frozen=True, slots=True)
class Interest:
    r"""What makes a request worth reading; any one of these is enough.

    The bytes are those of JSON text, so a quote in a body stands as ``\"`` there.

    Attributes:
        url: found in the request's URL.
        target: found in the URL of a request other than a GET.
        posted: found in what a request other than a GET sends.
        mentioned: found in the headers of a request or its response, or in its call stack.
    """

    url: re.Pattern[str]
    target: re.Pattern[str]
    posted: re.Pattern[bytes]
    mentioned: tuple[bytes, ...]
