"""The code had been redeemed before."""

from typing import Final

from pkcedoctor.exchange.messages import Attempt, Exchange, Parameter, TokenRequest
from pkcedoctor.exchange.times import seconds_between
from pkcedoctor.rules._rule import (
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    SettledBy,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.servers.model import Server
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.GRANT,
    title="the code had been used before",
    spec=RFC6749["4.1.2"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    settled_by=SettledBy.SERVER,
    remedy=(
        "Redeem each code once: guard the callback against running twice (React StrictMode, a "
        "reload, two listeners, a retry policy), and remove code from the URL once it is read. "
        "Start a new login after any failed attempt."
    ),
)
def code_reused(redeemed: TokenRequest, exchange: Exchange, server: Server) -> Verdict:
    """A code may be used once; many servers also revoke what the first use had issued.

    The second request is often invisible in the code: a component that mounts twice, a page that
    reloads, a library that handles the redirection beside the application. A retry with other
    client credentials is no reuse, for the first attempt never got as far as the code; neither is
    the copy that a service worker or a redirect makes.
    """
    code = redeemed.code
    if code is None:
        return Excludes(say("no code was sent"))
    value = code.value
    others = [
        attempt
        for attempt in exchange.neighbours.attempts
        if attempt.request.index != redeemed.index
        and (other := attempt.request.parameters.first("code")) is not None
        and not other.hidden
        and other.text == value
    ]
    for attempt in others:
        if attempt.response is not None and attempt.response.accepted:
            if _ran_before(attempt.request, redeemed):
                return Explains(
                    say("{} had already redeemed this code", attempt.request.where),
                    (
                        Evidence(attempt.request.where, "code", say("redeemed it")),
                        Evidence(code.where, "code", say("sent it again")),
                    ),
                )
            return Excludes(say("{} redeemed this code later on", attempt.request.where))
    return _judge_earlier(others, redeemed, code, server)


def _judge_earlier(
    others: list[Attempt], redeemed: TokenRequest, code: Parameter, server: Server
) -> Verdict:
    earlier = [attempt for attempt in others if attempt.request.index < redeemed.index]
    for attempt in earlier:
        if _stopped_before_the_code(attempt):
            continue
        answer = attempt.response
        became = (
            f"refused with {answer.error or answer.status}"
            if answer is not None
            else "left without a captured answer"
        )
        return Suspects(
            say("{} had sent the same code before and was {}", attempt.request.where, became),
            (
                Evidence(attempt.request.where, "code", say("sent it first")),
                Evidence(code.where, "code", say("sent it again")),
            ),
            _BURNING[server.burns_code].format(server.name),
            strength=_STRENGTH[server.burns_code],
        )
    return Suspects(
        say("another program or tab may have redeemed the code before"),
        (),
        "look for a second token request outside this capture: a server-side callback, another "
        "tab, a browser extension",
    )


def _stopped_before_the_code(attempt: Attempt) -> bool:
    """Whether the server refused the client or the request before it looked at the code."""
    answer = attempt.response
    return answer is not None and (
        answer.error in ("invalid_client", "unsupported_grant_type", "unauthorized_client")
        or answer.status in (404, 405, 415)
    )


def _ran_before(first: TokenRequest, second: TokenRequest) -> bool:
    """Whether the first request was sent before the second was answered.

    Of two identical requests sent at the same moment, the one that was sent first may well be
    answered last.
    """
    if first.index < second.index:
        return True
    waited = seconds_between(second.started, first.started)
    if waited is None or second.duration is None:
        return False
    if [item.text for item in first.body] != [item.text for item in second.body]:
        return False
    return waited < second.duration


_BURNING: Final = {
    None: "start a new login: a failed attempt uses up the code at many servers",
    True: "start a new login: a failed attempt uses up the code at {}",
    False: "a failed attempt does not use up the code at {}: look for another reason first",
}
_STRENGTH: Final = {None: 2, True: 3, False: 0}
