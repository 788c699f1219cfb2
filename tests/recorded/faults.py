"""Every fault that is provoked, one at a time: what is edited, and the cause it should be named.

The causes are the ids of the catalogue. A fault whose cause is "none" is a sound exchange.
"""

import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias
from urllib.parse import quote, urljoin, urlsplit

import httpx

from tests.recorded.login import (
    FORM,
    AuthorizationDraft,
    AuthorizationEdit,
    Login,
    Parameters,
    TokenDraft,
    TokenEdit,
    basic_credentials,
    fresh_verifier,
    s256,
)
from tests.recorded.registration import (
    APP_ORIGIN,
    APP_PORT,
    FRONT_ORIGIN,
    NAMED_REDIRECT_URI,
    REDIRECT_URI,
    Authentication,
    Setting,
    Trait,
)

SOUND = "none"
PUBLIC = ("public",)
CONFIDENTIAL = ("confidential",)
BOTH = ("public", "confidential")
WAIT_FOR_EXPIRY = 3.2
BOUNDARY = "----pkcedoctorBoundary7MA4YWxkTrZu0gW"

Play: TypeAlias = Callable[[Login], httpx.Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to break the exchange, and how to play it."""

    cause: str
    play: Play
    variant: str = ""
    clients: tuple[str, ...] = BOTH
    setting: Setting = Setting.USUAL
    determined: bool = True
    told_by: str = ""
    if_refused: str = ""
    needs: Trait | None = None

    @property
    def concerns_authentication(self) -> bool:
        """Say whether a confidential client may be answered otherwise than a public one."""
        causes = ("client-", "verifier-missing", "challenge-missing")
        sound = self.cause == SOUND and not self.variant.startswith("verifier-")
        return sound or self.cause.startswith(causes)

    def case(self, client: str) -> str:
        """Return the name of the capture."""
        cause = "sound" if self.cause == SOUND else self.cause
        return "-".join(part for part in (cause, self.variant, client) if part)


def once(
    *redeems: TokenEdit,
    asks: tuple[AuthorizationEdit, ...] = (),
    verifier: Callable[[], str] = fresh_verifier,
    challenge: Callable[[str], str] = s256,
) -> Play:
    """Log in once: edit the authorization request, then the token request."""

    def play(login: Login) -> httpx.Response:
        pending = login.authorize(*asks, verifier=verifier(), challenge=challenge)
        return login.redeem(pending, *redeems)

    return play


def changed(parameters: Parameters, name: str, change: Callable[[str], str]) -> Parameters:
    """Return the parameters with one value changed."""
    return [(key, change(value) if key == name else value) for key, value in parameters]


def asks_with(name: str, value: str) -> AuthorizationEdit:
    """Ask with another value."""

    def edit(draft: AuthorizationDraft) -> None:
        draft.parameters = changed(draft.parameters, name, lambda _: value)

    return edit


def asks_without(*names: str) -> AuthorizationEdit:
    """Ask without some parameters."""

    def edit(draft: AuthorizationDraft) -> None:
        draft.parameters = [pair for pair in draft.parameters if pair[0] not in names]

    return edit


def asks_altered(name: str, change: Callable[[str], str]) -> AuthorizationEdit:
    """Ask with a value derived from the right one."""

    def edit(draft: AuthorizationDraft) -> None:
        draft.parameters = changed(draft.parameters, name, change)

    return edit


def altered(name: str, change: Callable[[str], str]) -> TokenEdit:
    """Redeem with a value derived from the right one."""

    def edit(draft: TokenDraft) -> None:
        draft.form = changed(draft.form, name, change)

    return edit


def with_value(name: str, value: str) -> TokenEdit:
    """Redeem with another value."""
    return altered(name, lambda _: value)


def without(name: str) -> TokenEdit:
    """Redeem without a parameter."""

    def edit(draft: TokenDraft) -> None:
        draft.form = [pair for pair in draft.form if pair[0] != name]

    return edit


def also(name: str, value: str) -> TokenEdit:
    """Redeem with one parameter more."""

    def edit(draft: TokenDraft) -> None:
        draft.form = [*draft.form, (name, value)]

    return edit


def twice(name: str) -> TokenEdit:
    """Redeem with a parameter repeated."""

    def edit(draft: TokenDraft) -> None:
        draft.form = [pair for pair in draft.form for _ in range(1 + (pair[0] == name))]

    return edit


def sent_to(url: Callable[[Login], str]) -> Play:
    """Log in, and redeem at another place."""

    def play(login: Login) -> httpx.Response:
        draft = login.draft(login.authorize())
        draft.url = url(login)
        return login.send(draft)

    return play


def typed(
    content_type: str | None, encode: Callable[[Parameters], bytes] | None = None
) -> TokenEdit:
    """Redeem with another content type, and perhaps another encoding of the body."""

    def edit(draft: TokenDraft) -> None:
        draft.content_type = content_type
        if encode is not None:
            draft.encode = encode

    return edit


def as_json(form: Parameters) -> bytes:
    """Encode the body as a JSON object."""
    return json.dumps(dict(form)).encode()


def as_multipart(form: Parameters) -> bytes:
    """Encode the body as multipart/form-data, as FormData does."""
    parts = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form
    )
    return f"{parts}--{BOUNDARY}--\r\n".encode()


def with_bare_plus(form: Parameters) -> bytes:
    """Encode the body by hand, forgetting that + must be escaped."""
    return "&".join(f"{name}={quote(value, safe='+')}" for name, value in form).encode()


def into_query(draft: TokenDraft) -> None:
    """Move the parameters from the body to the URL."""
    draft.query, draft.form = draft.form, []


def as_get(draft: TokenDraft) -> None:
    """Send the parameters by GET."""
    into_query(draft)
    draft.method = "GET"


def percent_encoded(value: str) -> str:
    """Encode as older encoders do, the tilde included."""
    return quote(value, safe="").replace("~", "%7E")


def digest(verifier: str) -> bytes:
    """Return the SHA-256 of a verifier."""
    return sha256(verifier.encode()).digest()


def in_base64(verifier: str) -> str:
    """Return the challenge in standard base64, padded."""
    return b64encode(digest(verifier)).decode()


def in_base64_unpadded(verifier: str) -> str:
    """Return the challenge in standard base64 without padding."""
    return in_base64(verifier).rstrip("=")


def in_padded_base64url(verifier: str) -> str:
    """Return the challenge in base64url with its padding kept."""
    return urlsafe_b64encode(digest(verifier)).decode()


def in_hex(verifier: str) -> str:
    """Return the challenge as hexadecimal text."""
    return digest(verifier).hex()


def base64url_of_hex(verifier: str) -> str:
    """Return the challenge as base64url of the hexadecimal text."""
    return urlsafe_b64encode(in_hex(verifier).encode()).decode().rstrip("=")


def of_another(_verifier: str) -> str:
    """Return the challenge of a verifier that nobody keeps."""
    return s256(fresh_verifier())


def itself(verifier: str) -> str:
    """Return the verifier, as plain does."""
    return verifier


def verifier_where(fits: Callable[[str], bool]) -> Callable[[], str]:
    """Draw verifiers until one fits."""

    def draw() -> str:
        while True:
            verifier = fresh_verifier()
            if fits(verifier):
                return verifier

    return draw


def symbols_in_base64(verifier: str) -> bool:
    """Say whether the digest shows both + and / in standard base64."""
    return {"+", "/"} <= set(in_base64(verifier))


def long_verifier(length: int) -> Callable[[], str]:
    """Draw verifiers of one length."""
    return lambda: (fresh_verifier() * 3)[:length]


def marked_verifier(mark: str) -> Callable[[], str]:
    """Draw verifiers with a foreign mark in the middle."""

    def draw() -> str:
        verifier = fresh_verifier()
        return verifier[:20] + mark + verifier[20:]

    return draw


def ended_verifier(end: str) -> Callable[[], str]:
    """Draw verifiers with something at the end."""
    return lambda: fresh_verifier() + end


def play_reuse(login: Login) -> httpx.Response:
    """Redeem one code twice."""
    pending = login.authorize()
    login.redeem(pending)
    return login.redeem(pending)


def play_reuse_after_refusal(login: Login) -> httpx.Response:
    """Redeem with a wrong verifier, then once more with the right one."""
    pending = login.authorize()
    login.redeem(pending, with_value("code_verifier", fresh_verifier()))
    return login.redeem(pending)


def play_expiry(login: Login) -> httpx.Response:
    """Wait until the code is too old."""
    pending = login.authorize()
    time.sleep(WAIT_FOR_EXPIRY)
    return login.redeem(pending)


def play_two_logins(login: Login) -> httpx.Response:
    """Start two logins and redeem the first code with the second verifier."""
    first = login.authorize()
    second = login.authorize()
    return login.redeem(first, with_value("code_verifier", second.verifier))


def play_two_sound_logins(login: Login) -> httpx.Response:
    """Start two logins and redeem the first code with the first verifier."""
    first = login.authorize()
    login.authorize()
    return login.redeem(first)


def toggled_slash(url: str) -> str:
    """Return the URL with its last slash dropped or added."""
    return url[:-1] if url.endswith("/") else f"{url}/"


def play_front(status: int) -> Play:
    """Redeem at a front that redirects, and follow it as browsers and most clients do."""

    def play(login: Login) -> httpx.Response:
        draft = login.draft(login.authorize())
        draft.url = f"{FRONT_ORIGIN}/{status}?to={quote(login.site.token_endpoint, safe='')}"
        response = login.send(draft)
        draft.url = urljoin(draft.url, response.headers["location"])
        if status in {301, 302, 303}:
            draft.method = "GET"
        return login.send(draft)

    return play


def play_slash(login: Login) -> httpx.Response:
    """Redeem with one slash too many or too few; follow what keeps the method."""
    draft = login.draft(login.authorize())
    draft.url = toggled_slash(login.site.token_endpoint)
    response = login.send(draft)
    if response.status_code not in {307, 308}:
        return response
    draft.url = urljoin(draft.url, response.headers["location"])
    return login.send(draft)


def play_slash_followed(login: Login) -> httpx.Response:
    """Forget the last slash of the token endpoint, and follow the redirect to it as GET."""
    draft = login.draft(login.authorize())
    draft.url = toggled_slash(login.site.token_endpoint)
    response = login.send(draft)
    draft.url = urljoin(draft.url, response.headers["location"])
    draft.method = "GET"
    return login.send(draft)


def play_other_public(login: Login) -> httpx.Response:
    """Redeem as another registered public client."""
    pending = login.authorize()
    return login.redeem(pending, with_value("client_id", login.site.other_public.client_id))


def play_other_confidential(login: Login) -> httpx.Response:
    """Redeem with the valid credentials of another registered client."""
    pending = login.authorize()
    other = Login(login.recorder, login.site, login.site.confidential_post)
    other.used = login.used
    other.used.add(other.client.client_secret)
    return other.redeem(pending)


def play_credentials(edit: Callable[[Login, TokenDraft], None]) -> Play:
    """Log in, and redeem with other credentials."""

    def play(login: Login) -> httpx.Response:
        return login.redeem(login.authorize(), lambda draft: edit(login, draft))

    return play


def no_credentials(login: Login, draft: TokenDraft) -> None:
    """Say who the client is and prove nothing."""
    draft.authorization = None
    draft.form = [pair for pair in draft.form if pair[0] not in {"client_id", "client_secret"}]
    draft.form.append(("client_id", login.client.client_id))


def wrong_basic(login: Login, draft: TokenDraft) -> None:
    """Send a wrong secret in Basic."""
    draft.authorization = basic_credentials(login.client.client_id, fresh_verifier())


def broken_basic(login: Login, draft: TokenDraft) -> None:
    """Send Basic without the base64."""
    draft.authorization = f"Basic {login.client.client_id}:{login.client.client_secret}"


def wrong_post(_login: Login, draft: TokenDraft) -> None:
    """Send a wrong secret in the body."""
    draft.form = changed(draft.form, "client_secret", lambda _: fresh_verifier())


def basic_and_post(login: Login, draft: TokenDraft) -> None:
    """Send the right secret in Basic and in the body."""
    draft.form += [
        ("client_id", login.client.client_id),
        ("client_secret", login.client.client_secret),
    ]


def other_method(login: Login, draft: TokenDraft) -> None:
    """Send the right secret where the client is not registered to send it."""
    if login.client.authentication is Authentication.BASIC:
        draft.authorization = None
        basic_and_post(login, draft)
    else:
        no_credentials(login, draft)
        draft.authorization = basic_credentials(login.client.client_id, login.client.client_secret)


def secret_in_body(_login: Login, draft: TokenDraft) -> None:
    """Send an invented secret for a public client in the body."""
    draft.form.append(("client_secret", fresh_verifier()))


def empty_secret_in_body(_login: Login, draft: TokenDraft) -> None:
    """Send an empty secret for a public client in the body."""
    draft.form.append(("client_secret", ""))


def secret_in_basic(login: Login, draft: TokenDraft) -> None:
    """Send an invented secret for a public client in Basic."""
    draft.authorization = basic_credentials(login.client.client_id, fresh_verifier())


def sound() -> Iterator[Fault]:
    """Yield the exchanges that nothing is wrong with."""
    plain = (asks_with("code_challenge_method", "plain"),)
    yield Fault(cause=SOUND, variant="s256", play=once())
    yield Fault(cause=SOUND, variant="s256", play=once(), clients=("confidential-post",))
    yield Fault(
        cause=SOUND,
        variant="plain",
        play=once(asks=plain, challenge=itself),
        if_refused="challenge-method-invalid",
    )
    yield Fault(
        cause=SOUND,
        variant="plain-by-default",
        play=once(asks=(asks_without("code_challenge_method"),), challenge=itself),
        clients=PUBLIC,
        determined=False,
        if_refused="challenge-method-missing",
    )
    yield Fault(cause=SOUND, variant="verifier-43", play=once(verifier=long_verifier(43)))
    yield Fault(cause=SOUND, variant="verifier-128", play=once(verifier=long_verifier(128)))
    yield Fault(cause=SOUND, variant="verifier-tilde", play=once(verifier=marked_verifier("~.-_")))
    yield Fault(
        cause=SOUND,
        variant="form-charset",
        play=once(typed(f"{FORM}; charset=UTF-8")),
        clients=PUBLIC,
    )
    yield Fault(cause=SOUND, variant="two-logins", play=play_two_sound_logins, clients=PUBLIC)
    yield Fault(cause=SOUND, variant="front-307", play=play_front(307), clients=PUBLIC)
    yield Fault(
        cause=SOUND,
        variant="plain-enabled",
        play=once(asks=plain, challenge=itself),
        setting=Setting.PLAIN_ENABLED,
    )
    yield Fault(
        cause=SOUND,
        variant="without-pkce",
        play=once(
            without("code_verifier"),
            asks=(asks_without("code_challenge", "code_challenge_method"),),
        ),
        setting=Setting.PKCE_OPTIONAL,
        determined=False,
        if_refused="verifier-missing",
    )
    yield Fault(cause=SOUND, variant="base64-code", play=once(), setting=Setting.BASE64_CODES)


def transport() -> Iterator[Fault]:
    """Yield the faults of the transport."""
    wrong = "token-endpoint-wrong"
    yield Fault(
        cause=wrong,
        variant="not-found",
        play=sent_to(lambda login: f"{login.site.token_endpoint.rstrip('/')}s"),
    )
    yield Fault(cause=wrong, variant="slash", play=play_slash, clients=PUBLIC)
    yield Fault(
        cause=wrong,
        variant="authorization-endpoint",
        play=sent_to(lambda login: login.site.authorization_endpoint),
    )
    yield Fault(
        cause=wrong,
        variant="app",
        play=sent_to(lambda login: APP_ORIGIN + urlsplit(login.site.token_endpoint).path),
        clients=PUBLIC,
    )
    yield Fault(cause="http-method-not-post", variant="get", play=once(as_get))
    yield Fault(
        cause="http-method-not-post", variant="front-301", play=play_front(301), clients=PUBLIC
    )
    yield Fault(
        cause="http-method-not-post",
        variant="slash",
        play=play_slash_followed,
        clients=PUBLIC,
        needs=Trait.REDIRECTS_SLASH,
    )
    yield Fault(cause="http-method-not-post", variant="front-302", play=play_front(302))


def body() -> Iterator[Fault]:
    """Yield the faults of the body."""
    yield Fault(
        cause="content-type-not-form",
        variant="json",
        play=once(typed("application/json", as_json)),
    )
    yield Fault(
        cause="content-type-not-form",
        variant="multipart",
        play=once(typed(f"multipart/form-data; boundary={BOUNDARY}", as_multipart)),
    )
    yield Fault(
        cause="content-type-not-form",
        variant="text-plain",
        play=once(typed("text/plain;charset=UTF-8")),
    )
    yield Fault(
        cause="content-type-not-form", variant="missing", play=once(typed(None)), clients=PUBLIC
    )
    yield Fault(
        cause="body-content-type-mismatch", variant="json-as-form", play=once(typed(FORM, as_json))
    )
    yield Fault(
        cause="body-content-type-mismatch",
        variant="form-as-json",
        play=once(typed("application/json")),
    )
    yield Fault(
        cause="body-content-type-mismatch",
        variant="multipart-as-form",
        play=once(typed(FORM, as_multipart)),
        clients=PUBLIC,
    )
    yield Fault(cause="parameters-in-query", play=once(into_query))
    for name in ("grant_type", "code", "redirect_uri", "code_verifier"):
        yield Fault(
            cause="duplicate-parameter",
            variant=name.replace("_", "-"),
            play=once(twice(name)),
            clients=BOTH if name == "grant_type" else PUBLIC,
        )
    yield Fault(
        cause="duplicate-parameter",
        variant="client-id",
        play=once(twice("client_id")),
        clients=PUBLIC,
    )
    encoded = "double-encoding"
    yield Fault(
        cause=encoded,
        variant="redirect-uri",
        play=once(altered("redirect_uri", percent_encoded)),
    )
    yield Fault(
        cause=encoded,
        variant="authorization-redirect-uri",
        play=once(asks=(asks_altered("redirect_uri", percent_encoded),)),
        clients=PUBLIC,
    )
    yield Fault(
        cause=encoded,
        variant="code",
        play=once(altered("code", percent_encoded)),
        setting=Setting.BASE64_CODES,
    )
    yield Fault(
        cause=encoded,
        variant="verifier",
        play=once(altered("code_verifier", percent_encoded), verifier=marked_verifier("~")),
    )
    yield from placeholders()


def placeholders() -> Iterator[Fault]:
    """Yield the values that a template or a script left behind."""
    for variant, name, value in (
        ("verifier-undefined", "code_verifier", "undefined"),
        ("verifier-null", "code_verifier", "null"),
        ("verifier-object", "code_verifier", "[object Object]"),
        ("code-braces", "code", "{{code}}"),
        ("code-undefined", "code", "undefined"),
        ("redirect-uri-null", "redirect_uri", "null"),
        ("redirect-uri-dollar", "redirect_uri", "${REDIRECT_URI}"),
        ("grant-type-braces", "grant_type", "{{grant_type}}"),
    ):
        yield Fault(
            cause="placeholder-value",
            variant=variant,
            play=once(with_value(name, value)),
            clients=BOTH if variant == "verifier-undefined" else PUBLIC,
        )
    yield Fault(
        cause="placeholder-value",
        variant="client-id",
        play=once(with_value("client_id", "YOUR_CLIENT_ID")),
        clients=PUBLIC,
    )
    yield Fault(
        cause="placeholder-value",
        variant="authorization-client-id",
        play=once(asks=(asks_with("client_id", "YOUR_CLIENT_ID"),)),
        clients=PUBLIC,
    )
    yield Fault(
        cause="placeholder-value",
        variant="challenge-promise",
        play=once(asks=(asks_with("code_challenge", "[object Promise]"),)),
        clients=PUBLIC,
    )
    yield Fault(
        cause="placeholder-value",
        variant="client-secret",
        play=play_credentials(
            lambda login, draft: setattr(
                draft,
                "authorization",
                basic_credentials(login.client.client_id, "YOUR_CLIENT_SECRET"),
            )
        ),
        clients=CONFIDENTIAL,
    )


def client() -> Iterator[Fault]:
    """Yield the faults of the client and its credentials."""
    yield Fault(cause="client-id-missing", play=once(without("client_id")), clients=PUBLIC)
    yield Fault(
        cause="client-id-missing",
        variant="beside-basic",
        play=once(without("client_id")),
        clients=CONFIDENTIAL,
        determined=False,
        needs=Trait.CLIENT_ID_BESIDE_BASIC,
    )
    yield Fault(cause="client-id-mismatch", play=play_other_public, clients=PUBLIC)
    yield Fault(cause="client-id-mismatch", play=play_other_confidential, clients=CONFIDENTIAL)
    yield Fault(
        cause="client-id-mismatch",
        variant="unknown",
        play=once(with_value("client_id", "demo-spa-staging")),
        clients=PUBLIC,
    )
    yield Fault(
        cause="client-authentication-missing",
        play=play_credentials(no_credentials),
        clients=("confidential", "confidential-post"),
    )
    for variant, edit, who in (
        ("basic", wrong_basic, "confidential"),
        ("broken-basic", broken_basic, "confidential"),
        ("post", wrong_post, "confidential-post"),
        ("method", other_method, "confidential"),
        ("method", other_method, "confidential-post"),
    ):
        yield Fault(
            cause="client-authentication-wrong",
            variant=variant,
            play=play_credentials(edit),
            clients=(who,),
        )
    yield Fault(
        cause="client-authentication-duplicated",
        play=play_credentials(basic_and_post),
        clients=CONFIDENTIAL,
    )
    for variant, edit in (
        ("body", secret_in_body),
        ("empty", empty_secret_in_body),
        ("basic", secret_in_basic),
    ):
        yield Fault(
            cause="client-secret-on-public-client",
            variant=variant,
            play=play_credentials(edit),
            clients=PUBLIC,
            determined=False,
        )


def grant() -> Iterator[Fault]:
    """Yield the faults of the grant and the code."""
    yield Fault(cause="grant-type-missing", play=once(without("grant_type")))
    for variant, value in (
        ("hyphen", "authorization-code"),
        ("client-credentials", "client_credentials"),
        ("code", "code"),
        ("pkce", "pkce"),
    ):
        yield Fault(
            cause="grant-type-wrong",
            variant=variant,
            play=once(with_value("grant_type", value)),
            clients=BOTH if variant == "hyphen" else PUBLIC,
        )
    yield Fault(cause="code-missing", play=once(without("code")))
    yield Fault(
        cause="code-missing", variant="empty", play=once(with_value("code", "")), clients=PUBLIC
    )
    for variant, change in (
        ("truncated", lambda code: code[:-6]),
        ("fragment", lambda code: f"{code}#_=_"),
        ("newline", lambda code: f"{code}\n"),
        ("invented", lambda _: fresh_verifier()[:40]),
        ("case", str.swapcase),
    ):
        yield Fault(
            cause="code-mismatch",
            variant=variant,
            play=once(altered("code", change)),
            clients=BOTH if variant == "truncated" else PUBLIC,
        )
    yield Fault(
        cause="code-mismatch",
        variant="plus-to-space",
        play=once(altered("code", lambda code: code.replace("+", " "))),
        setting=Setting.BASE64_CODES,
    )
    yield Fault(
        cause="code-mismatch",
        variant="bare-plus",
        play=once(typed(FORM, with_bare_plus)),
        setting=Setting.BASE64_CODES,
        clients=PUBLIC,
    )
    yield Fault(cause="code-reused", play=play_reuse)
    yield Fault(cause="code-reused", variant="after-refusal", play=play_reuse_after_refusal)
    yield Fault(
        cause="code-expired",
        play=play_expiry,
        setting=Setting.SHORT_LIVED_CODES,
        determined=False,
        told_by="has expired",
    )


def redirect() -> Iterator[Fault]:
    """Yield the faults of the redirection URI."""
    yield Fault(cause="redirect-uri-missing", play=once(without("redirect_uri")))
    mismatches = (
        ("slash", f"{REDIRECT_URI}/"),
        ("scheme", REDIRECT_URI.replace("http:", "https:")),
        ("localhost", NAMED_REDIRECT_URI),
        ("port", REDIRECT_URI.replace(str(APP_PORT), "3000")),
        ("query", f"{REDIRECT_URI}?from=login"),
        ("fragment", f"{REDIRECT_URI}#"),
        ("path-case", REDIRECT_URI.replace("callback", "Callback")),
    )
    for variant, value in mismatches:
        yield Fault(
            cause="redirect-uri-mismatch",
            variant=variant,
            play=once(with_value("redirect_uri", value)),
            clients=BOTH if variant == "slash" else PUBLIC,
        )
    yield Fault(
        cause="redirect-uri-mismatch",
        variant="host-case",
        play=once(
            with_value("redirect_uri", NAMED_REDIRECT_URI.replace("localhost", "LocalHost")),
            asks=(asks_with("redirect_uri", NAMED_REDIRECT_URI),),
        ),
        clients=PUBLIC,
    )
    for variant, value in mismatches:
        if variant != "localhost":
            yield Fault(
                cause="redirect-uri-not-registered",
                variant=variant,
                play=once(
                    with_value("redirect_uri", value), asks=(asks_with("redirect_uri", value),)
                ),
                clients=BOTH if variant == "slash" else PUBLIC,
            )


def verifier() -> Iterator[Fault]:
    """Yield the faults of the code_verifier."""
    yield Fault(cause="verifier-missing", play=once(without("code_verifier")))
    yield Fault(
        cause="verifier-missing", variant="empty", play=once(with_value("code_verifier", ""))
    )
    for variant, draw in (
        ("space", marked_verifier(" ")),
        ("plus", marked_verifier("+/")),
        ("newline", ended_verifier("\n")),
        ("umlaut", marked_verifier("ü")),
    ):
        yield Fault(
            cause="verifier-charset",
            variant=variant,
            play=once(verifier=draw),
            clients=BOTH if variant == "space" else PUBLIC,
        )
    yield Fault(
        cause="verifier-charset",
        variant="newline-not-hashed",
        play=once(altered("code_verifier", lambda value: f"{value}\n")),
        clients=PUBLIC,
    )
    yield Fault(
        cause="verifier-charset",
        variant="bare-plus",
        play=once(typed(FORM, with_bare_plus), verifier=marked_verifier("+")),
        clients=PUBLIC,
    )
    for length in (42, 129, 10):
        yield Fault(
            cause="verifier-length",
            variant=str(length),
            play=once(verifier=long_verifier(length)),
        )
    yield Fault(cause="verifier-padding", play=once(verifier=ended_verifier("=")))
    yield Fault(
        cause="verifier-padding",
        variant="not-hashed",
        play=once(altered("code_verifier", lambda value: f"{value}=")),
        clients=PUBLIC,
    )


def challenge() -> Iterator[Fault]:
    """Yield the faults of the code_challenge and its method."""
    bare = (asks_without("code_challenge", "code_challenge_method"),)
    yield Fault(cause="challenge-missing", play=once(asks=bare))
    yield Fault(
        cause="challenge-missing",
        variant="pkce-optional",
        play=once(asks=bare),
        setting=Setting.PKCE_OPTIONAL,
    )
    yield Fault(
        cause="challenge-method-missing",
        variant="plain-enabled",
        play=once(asks=(asks_without("code_challenge_method"),)),
        setting=Setting.PLAIN_ENABLED,
    )
    yield Fault(
        cause="challenge-missing",
        variant="method-only",
        play=once(asks=(asks_without("code_challenge"),)),
        clients=PUBLIC,
    )
    yield Fault(cause="challenge-padding", play=once(challenge=in_padded_base64url))
    both = verifier_where(symbols_in_base64)
    yield Fault(
        cause="challenge-not-base64url",
        play=once(verifier=both, challenge=in_base64_unpadded),
    )
    yield Fault(
        cause="challenge-not-base64url",
        variant="padded",
        play=once(verifier=both, challenge=in_base64),
        clients=PUBLIC,
    )
    yield Fault(
        cause="challenge-method-missing",
        play=once(asks=(asks_without("code_challenge_method"),)),
    )
    for method in ("s256", "SHA256", "S512", "PLAIN"):
        yield Fault(
            cause="challenge-method-invalid",
            variant=f"upper-{method.lower()}" if method == "PLAIN" else method.lower(),
            play=once(
                asks=(asks_with("code_challenge_method", method),),
                challenge=itself if method == "PLAIN" else s256,
            ),
            clients=BOTH if method == "s256" else PUBLIC,
        )
    yield Fault(
        cause="challenge-method-mismatch",
        variant="plain-with-digest",
        play=once(asks=(asks_with("code_challenge_method", "plain"),)),
    )
    yield Fault(
        cause="challenge-method-mismatch",
        variant="s256-with-verifier",
        play=once(challenge=itself),
    )
    for variant, compute in (
        ("another", of_another),
        ("hex", in_hex),
        ("base64url-of-hex", base64url_of_hex),
    ):
        yield Fault(
            cause="challenge-mismatch",
            variant=variant,
            play=once(challenge=compute),
            clients=BOTH if variant == "another" else PUBLIC,
        )
    yield Fault(cause="verifier-from-another-request", play=play_two_logins)


def server() -> Iterator[Fault]:
    """Yield the faults of the server itself."""
    yield Fault(cause="server-fault", play=once(), setting=Setting.STORAGE_FAULT)


FAULTS: tuple[Fault, ...] = (
    *sound(),
    *transport(),
    *body(),
    *client(),
    *grant(),
    *redirect(),
    *verifier(),
    *challenge(),
    *server(),
)
