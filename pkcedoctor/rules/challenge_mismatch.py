"""The code_challenge does not belong to the code_verifier."""

from pkcedoctor.derivation import Derivation, derive, describe_shape, recognise_sample
from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange, Parameter
from pkcedoctor.pkce import S256
from pkcedoctor.records import replace
from pkcedoctor.rules._pair import Pair, sent_pair
from pkcedoctor.rules._rule import (
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.servers.model import Server
from pkcedoctor.specs import RFC7636


@rule(
    stage=Stage.PKCE,
    title="code_challenge is not S256 of code_verifier",
    spec=RFC7636["4.6"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Make one verifier for each login, keep it until the redirection comes back, and compute "
        "the challenge as base64url(SHA-256(ascii(code_verifier))) without padding."
    ),
)
def challenge_mismatch(asked: AuthorizationRequest, exchange: Exchange, server: Server) -> Verdict:
    """The server hashes the verifier and compares it with the challenge it stored.

    Either the challenge was computed by another formula (of the hex text of the digest, of the
    decoded verifier, of the verifier with a newline...), and pkcedoctor says by which; or a
    second verifier was made between the two requests: the page was reloaded, opened in another
    tab, or mounted twice. Without a captured verifier the shape of the challenge may still tell.
    """
    challenge, redeemed = asked.code_challenge, exchange.token_request
    if challenge is None:
        return Excludes(say("no code_challenge was sent"))
    verifier = None if redeemed is None else redeemed.parameters.first("code_verifier")
    if verifier is None or verifier.hidden:
        judged = _judge_shape(challenge, asked)
        if judged is not None:
            return judged
    pair = None if redeemed is None else sent_pair(asked, redeemed)
    if pair is None:
        return Excludes(say("code_challenge and code_verifier were not both sent"))
    if server.challenge:
        return _judge_by(server, pair)
    if pair.fits or pair.is_s256:
        how = "S256 of" if pair.is_s256 else "equal to"
        return Excludes(say("code_challenge is {} code_verifier", how))
    derived = derive(
        pair.verifier.value, challenge.value, state=_visible(asked.parameters.first("state"))
    )
    if derived is None:
        origin = _origin(challenge, asked, exchange)
        return _blame(pair, f"code_challenge is not S256 of code_verifier{origin}")
    return _blame_formula(pair, derived)


def _origin(challenge: Parameter, asked: AuthorizationRequest, exchange: Exchange) -> str:
    """Say where a challenge without a formula comes from, if that can be seen."""
    sample = recognise_sample(challenge.text)
    if sample is not None:
        return f": it is {sample}"
    for other in exchange.neighbours.authorization_requests:
        again = other.parameters.first("code_challenge")
        if other is not asked and again is not None and again.text == challenge.text:
            return f": {other.where} has the same one, so it is not made anew for each login"
    return ""


def _judge_by(server: Server, pair: Pair) -> Verdict:
    """Judge at a server that wants another formula than S256."""
    derived = derive(pair.verifier.value, pair.challenge.value)
    if derived is None and not pair.is_s256:
        return _blame(pair, "code_challenge does not belong to code_verifier by any formula")
    notation = "S256(code_verifier)" if derived is None else derived.notation
    if notation == server.challenge:
        return Excludes(say("code_challenge is {}, as {} demands", notation, server.name))
    return Explains(
        say("{} demands {}, but code_challenge is {}", server.name, server.challenge, notation),
        (
            Evidence(pair.challenge.where, "code_challenge", say("is {}", pair.challenge)),
            Evidence(pair.challenge.where, "code_challenge", say("was computed as {}", notation)),
        ),
        remedy=say("Send {} to {}, and to no other server.", server.challenge, server.name),
        detail=(("derivation", notation), ("demanded", server.challenge)),
    )


def _blame(pair: Pair, summary: str) -> Explains:
    return Explains(
        say(summary),
        (
            Evidence(pair.challenge.where, "code_challenge", say("is {}", pair.challenge)),
            Evidence(pair.verifier.where, "code_verifier", say("hashes to {}", pair.computed)),
        ),
        comparison=pair.comparison,
    )


def _blame_formula(pair: Pair, derived: Derivation) -> Explains:
    blamed = _blame(pair, f"code_challenge is not S256 of code_verifier: {derived.sentence}")
    found = Evidence(
        pair.challenge.where, "code_challenge", say("was computed as {}", derived.notation)
    )
    first = derived.remedies[0]
    return replace(
        blamed,
        evidence=(*blamed.evidence, found),
        remedy=say("Write instead, in {}: {}", first.language, first.expression),
        detail=(
            ("derivation", derived.notation),
            ("language", first.language),
            ("expression", first.expression),
        ),
    )


def _judge_shape(challenge: Parameter, asked: AuthorizationRequest) -> Verdict | None:
    """Judge a challenge whose verifier is not in the capture."""
    method = asked.code_challenge_method
    if method is None or method.value != S256:
        return None
    shape = describe_shape(challenge.value)
    if shape is None:
        return None
    return Suspects(
        say("code_challenge does not look like S256: {}", shape),
        (Evidence(challenge.where, "code_challenge", say("is {}", challenge)),),
        "capture the token request as well: with the code_verifier the formula can be named",
        strength=2,
    )


def _visible(item: Parameter | None) -> str | None:
    return None if item is None or item.hidden else item.text
