"""Media types of token requests, held against what the body is."""

from typing import Final

from pkcedoctor.exchange.messages import BodyFormat

FORM: Final = "application/x-www-form-urlencoded"


def media_type_of(content_type: str | None) -> str:
    """Return the media type of a Content-Type header in lower case, without its parameters."""
    return (content_type or "").partition(";")[0].strip().lower()


def contradicts(media_type: str, body_format: BodyFormat) -> bool:
    """Whether a body is certainly not what its media type says."""
    if body_format in (BodyFormat.EMPTY, BodyFormat.UNRECORDED):
        return False
    if media_type == FORM:
        return body_format is not BodyFormat.FORM
    if media_type == "application/json" or media_type.endswith("+json"):
        return body_format is not BodyFormat.JSON
    if media_type.startswith("multipart/"):
        return body_format is not BodyFormat.MULTIPART
    return False
