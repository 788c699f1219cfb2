"""Small checkups to render, made by hand so that no rule's wording matters here."""

from dataclasses import replace
from datetime import UTC, datetime

from pkcedoctor.diagnosis import Cause, Certainty, Checkup, Diagnosis, Finding, Outcome
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    BodyFormat,
    Exchange,
    LinkedBy,
    Parameter,
    Parameters,
    TokenRequest,
    TokenResponse,
)
from pkcedoctor.rules._rule import (
    Comparison,
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    NotCaptured,
    Rule,
    SettledBy,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.specs import RFC6749, RFC7636

CODE = "SplxlOBeZQQYbYS6WxSbIA2vNq"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
OTHER_CHALLENGE = "E9Melhoa2OwvFrEMTJguXHaoeK1t8URWbuGJSstw-cM"
CLIENT_SECRET = "GOCSPX-n0tAreal5ecretQ8rTzw"
REDIRECT_URI = "https://app.example/callback"
STARTED = datetime(2026, 8, 22, 10, 30, tzinfo=UTC)


@rule(
    stage=Stage.PKCE,
    title="code_challenge is not S256 of code_verifier",
    spec=RFC7636["4.6"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy="Keep the verifier until its code is redeemed.",
)
def challenge_mismatch(asked: AuthorizationRequest, redeemed: TokenRequest) -> Verdict:
    """The server hashes the verifier and compares.

    Mostly ``S256``, with ``+`` kept:

    - a second verifier was made
      before the first was used
    - the page was reloaded

    Write this instead::

        challenge = s256(verifier)
          # nothing else

    - and nothing else
    """
    return Excludes(say("asked {} and {}", asked.where, redeemed.where))


@rule(
    stage=Stage.REDIRECT,
    title="redirect_uri differs",
    spec=RFC6749["4.1.3"],
    answers=(),
    remedy="Use one constant.",
)
def redirect_uri_mismatch(exchange: Exchange) -> Verdict:
    """Both must be identical."""
    return Excludes(say("asked {}", str(exchange.given)))


@rule(
    stage=Stage.GRANT,
    title="the code had expired",
    spec=RFC6749["4.1.2"],
    answers=(ErrorCode.INVALID_GRANT,),
    remedy="Redeem it at once.",
    settled_by=SettledBy.SERVER,
)
def code_expired(answered: AuthorizationResponse, response: TokenResponse) -> Verdict:
    """Only the server knows."""
    return Excludes(say("asked {} and {}", answered.where, response.where))


MISMATCH: Rule = challenge_mismatch
REDIRECT: Rule = redirect_uri_mismatch
EXPIRED: Rule = code_expired


def item(name: str, text: str, where: str = "entry 12, body", *, hidden: bool = False) -> Parameter:
    return Parameter(name, text, text, where, hidden)


def asked(*more: Parameter) -> AuthorizationRequest:
    return AuthorizationRequest(
        "entry 3",
        f"https://as.example/authorize?response_type=code&code_challenge={CHALLENGE}",
        STARTED,
        Parameters((item("code_challenge", CHALLENGE, "entry 3, query"), *more)),
    )


def delivered(code: str = CODE) -> AuthorizationResponse:
    return AuthorizationResponse(
        "entry 7",
        f"{REDIRECT_URI}?code={code}&state=xyz",
        STARTED,
        Parameters((item("code", code, "entry 7, query"),)),
    )


def redeemed(*more: Parameter, url: str = "https://as.example/token") -> TokenRequest:
    return TokenRequest(
        where="entry 12",
        index=11,
        started=STARTED,
        duration=0.2,
        method="POST",
        url=url,
        content_type="application/x-www-form-urlencoded",
        body_format=BodyFormat.FORM,
        body=Parameters((item("code", CODE), item("code_verifier", VERIFIER), *more)),
        query=Parameters(),
    )


def refused(description: str | None = "PKCE verification failed") -> TokenResponse:
    return TokenResponse(
        "entry 12", 400, "invalid_grant", description, Parameters(), accepted=False
    )


def accepted() -> TokenResponse:
    tokens = Parameters((item("access_token", "2YotnFZFEjr1zCsicMWpAA00", "entry 12, response"),))
    return TokenResponse("entry 12", 200, None, None, tokens, accepted=True)


def failed_exchange() -> Exchange:
    return Exchange(redeemed(), refused(), asked(), delivered(), LinkedBy.STATE)


EXPLAINS = Explains(
    say("code_challenge is {}, which is not S256 of code_verifier", asked().parameters.items[0]),
    (
        Evidence("entry 3, query", "code_challenge", say("is {}", CHALLENGE)),
        Evidence(
            "entry 12, body", None, say("the verifier is {}", item("code_verifier", VERIFIER))
        ),
    ),
    Comparison("code_challenge", CHALLENGE, "S256 of code_verifier", OTHER_CHALLENGE),
)
SUSPECTS = Suspects(say("the code waited {} minutes", 11), (), "look up the code lifetime")
EXCLUDES = Excludes(say("redirect_uri is {} in both requests", REDIRECT_URI))
NOT_CAPTURED = NotCaptured("the authorization request is not in this capture: tick “Preserve log”")


def cause(
    verdict: Explains = EXPLAINS,
    certainty: Certainty = Certainty.PROVEN,
    confirm: str | None = None,
) -> Cause:
    return Cause(
        rule=MISMATCH,
        certainty=certainty,
        in_words=False,
        summary=verdict.summary,
        remedy=say(MISMATCH.remedy),
        evidence=verdict.evidence,
        comparison=verdict.comparison,
        confirm=confirm,
        detail=(("derivation", "base64url(SHA-256(code_verifier))"), ("verifier", VERIFIER)),
    )


def diagnosis() -> Diagnosis:
    """A proven mismatch."""
    return Diagnosis(
        exchange=failed_exchange(),
        outcome=Outcome.FAILED,
        server=None,
        meanings=(),
        cause=cause(),
        consequence_of=None,
        next_failures=(),
        warnings=(),
        remaining=(),
        notes=(),
        findings=(
            Finding(REDIRECT, EXCLUDES),
            Finding(EXPIRED, NOT_CAPTURED),
            Finding(MISMATCH, EXPLAINS),
        ),
    )


def clean() -> Diagnosis:
    """A failure that nothing explains."""
    remaining = (Finding(EXPIRED, SUSPECTS), Finding(REDIRECT, NOT_CAPTURED))
    return replace(
        diagnosis(),
        cause=None,
        remaining=remaining,
        findings=(*remaining, Finding(MISMATCH, EXCLUDES)),
    )


def passed() -> Diagnosis:
    """An accepted exchange that a strict server would have refused."""
    return replace(
        diagnosis(),
        exchange=replace(failed_exchange(), token_response=accepted()),
        outcome=Outcome.SUCCEEDED,
        cause=None,
        warnings=(Finding(MISMATCH, EXPLAINS),),
    )


def checkup(*diagnoses: Diagnosis, notes: tuple[str, ...] = ()) -> Checkup:
    return Checkup("request.har", "HAR written by Firefox 153", notes, diagnoses or (diagnosis(),))
