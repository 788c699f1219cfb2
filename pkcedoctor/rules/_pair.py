"""The code_challenge and code_verifier of one exchange, seen together."""

from pkcedoctor.derivation import derive
from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange, Parameter, TokenRequest
from pkcedoctor.pkce import PLAIN, S256, s256
from pkcedoctor.records import dataclass
from pkcedoctor.rules._rule import Comparison


@dataclass(frozen=True, slots=True)
class Pair:
    """Both halves, as sent.

    Attributes:
        challenge: from the authorization request.
        verifier: from the token request.
        method: the code_challenge_method parameter; None means ``plain`` (RFC 7636 4.3).
    """

    challenge: Parameter
    verifier: Parameter
    method: Parameter | None

    @property
    def computed(self) -> str:
        """The S256 code_challenge of the verifier."""
        return s256(self.verifier.value)

    @property
    def is_s256(self) -> bool:
        """Whether the challenge is S256 of the verifier."""
        return self.challenge.value == self.computed

    @property
    def is_plain(self) -> bool:
        """Whether the challenge is the verifier itself."""
        return self.challenge.value == self.verifier.value

    @property
    def fits(self) -> bool:
        """Whether the server would accept the pair by the method sent (RFC 7636 4.6)."""
        method = PLAIN if self.method is None else self.method.value
        if method == S256:
            return self.is_s256
        return self.is_plain if method == PLAIN else self.is_s256 or self.is_plain

    @property
    def comparison(self) -> Comparison:
        """The challenge sent above the challenge that the verifier calls for."""
        return Comparison(
            "code_challenge sent", self.challenge.value, "S256 of code_verifier", self.computed
        )


def sent_pair(asked: AuthorizationRequest, redeemed: TokenRequest) -> Pair | None:
    """Return the pair, or None where one half was not sent."""
    challenge, verifier = asked.code_challenge, redeemed.code_verifier
    if challenge is None or verifier is None:
        return None
    return Pair(challenge, verifier, asked.code_challenge_method)


def computed_challenge(exchange: Exchange) -> str | None:
    """Return S256 of the code_verifier sent, or None where none was sent or captured.

    Raises:
        Unseen: if the verifier was redacted.
    """
    redeemed = exchange.token_request
    verifier = None if redeemed is None else redeemed.code_verifier
    return None if verifier is None else s256(verifier.value)


def pair_detail(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    """Return the detail that the challenge fits the verifier, where both are seen and it does."""
    asked, redeemed = exchange.authorization_request, exchange.token_request
    if asked is None or redeemed is None:
        return ()
    challenge = asked.parameters.first("code_challenge")
    verifier = redeemed.parameters.first("code_verifier")
    method = asked.parameters.first("code_challenge_method")
    if challenge is None or verifier is None or challenge.hidden or verifier.hidden:
        return ()
    return (("pair", "fits"),) if Pair(challenge, verifier, method).fits else ()


def named_formula(exchange: Exchange, challenge: Parameter) -> tuple[tuple[str, str], ...]:
    """Return the detail that names how a challenge was computed, if the verifier shows it."""
    redeemed = exchange.token_request
    verifier = None if redeemed is None else redeemed.code_verifier
    derived = None if verifier is None else derive(verifier.value, challenge.value)
    return () if derived is None else (("derivation", derived.notation),)


def is_declared_plain(asked: AuthorizationRequest) -> bool:
    """Whether the request says that its challenge is plain."""
    method = asked.code_challenge_method
    return method is not None and method.value == PLAIN
