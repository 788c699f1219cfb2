"""What several kinds of exports have in common."""

from collections.abc import Iterable
from typing import Final

from pkcedoctor.guard.model import Fact, Located, RedirectUri
from pkcedoctor.guard.view import View

NO_SECRET: Final = "none"
_SECRETS: Final = frozenset(
    {"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"}
)


def uris(values: Iterable[Located], platform: str = "") -> tuple[RedirectUri, ...]:
    """Return registered redirection URIs of one platform."""
    return tuple(RedirectUri(value, platform) for value in values)


def public_by_method(method: Located | None) -> Fact | None:
    """Tell the client's type from its authentication method (RFC 7591 2)."""
    if method is None or not method.known:
        return None
    if method.text == NO_SECRET:
        return Fact(holds=True, place=method.place, name=method.name)
    if method.text in _SECRETS or method.text.endswith("tls_client_auth"):
        return Fact(holds=False, place=method.place, name=method.name)
    return None


def renamed(values: tuple[Located, ...], words: dict[str, str]) -> tuple[Located, ...]:
    """Return values in the words of RFC 7591."""
    return tuple(
        Located((words.get(value.text, value.text),), value.place, value.name)
        if value.known
        else value
        for value in values
    )


def listed(view: View, *names: str) -> tuple[Located, ...] | None:
    """Return the values of a list, None where there is no such list."""
    node = view.node(*names)
    return view.texts(*names) if node is not None else None


def is_resource(view: View, kind: str) -> bool:
    """Whether a record is the Terraform resource of a kind."""
    return view.label.startswith(f"resource {kind} ")
