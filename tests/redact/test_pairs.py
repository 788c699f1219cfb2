import base64
import hashlib

import pytest

from pkcedoctor.derivation import derive, describe_shape
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER, s256
from pkcedoctor.redact.hosts import Hosts
from pkcedoctor.redact.known import Known
from pkcedoctor.redact.lookalikes import Lookalikes, chance
from pkcedoctor.redact.pairs import assign_challenges
from pkcedoctor.redact.texts import Texts

VERIFIER = "4mrCL0Zg-x.3T5E1wS~h8yVb7iQJXPkUoKpdIqYN9Az"
DIGEST = hashlib.sha256(VERIFIER.encode()).digest()
STATE = "af0ifjsldkj-state-8600b31f"


def paired(challenge: str, *verifiers: str, seed: str = "a", state: str = STATE) -> Texts:
    """Return a run that has heard these."""
    made = Lookalikes(chance(seed))
    run = Texts(made, Hosts((), made, labels=True), Known(()), lenient=False)
    heard = Texts(made, Hosts((), made, labels=True), Known(()), lenient=False)
    heard.heard["codechallenge"][challenge] = None
    heard.heard["state"][state] = None
    for verifier in verifiers:
        heard.heard["codeverifier"][verifier] = None
    assign_challenges(run, heard, made)
    return run


def test_a_match_stays_a_match() -> None:
    run = paired(s256(VERIFIER), VERIFIER)
    new = run.renewed("code_verifier", VERIFIER)
    assert new != VERIFIER
    assert run.renewed("code_challenge", s256(VERIFIER)) == s256(new)


def test_plain_stays_plain() -> None:
    run = paired(VERIFIER, VERIFIER)
    assert run.renewed("code_challenge", VERIFIER) == run.renewed("code_verifier", VERIFIER)


@pytest.mark.parametrize(
    "challenge",
    [
        DIGEST.hex(),
        base64.urlsafe_b64encode(DIGEST).decode(),
        base64.b64encode(DIGEST).decode(),
        base64.urlsafe_b64encode(DIGEST.hex().encode()).decode().rstrip("="),
        VERIFIER.upper(),
        s256(VERIFIER + "\n"),
        s256(STATE),
        s256(f"{VERIFIER}\n").replace("-", ""),
        s256(""),
    ],
)
@pytest.mark.parametrize("seed", "abc")
def test_a_mismatch_stays_that_mismatch(challenge: str, seed: str) -> None:
    run = paired(challenge, VERIFIER, seed=seed)
    verifier = run.renewed("code_verifier", VERIFIER)
    before = derive(VERIFIER, challenge, state=STATE)
    after = derive(
        verifier, run.renewed("code_challenge", challenge), state=run.renewed("state", STATE)
    )
    assert before is not None
    assert after is not None
    assert after.notation == before.notation


def test_a_challenge_of_another_verifier_fits_no_new_one() -> None:
    other = s256("another")
    run = paired(other, VERIFIER)
    new = run.renewed("code_challenge", other)
    assert new not in (other, s256(run.renewed("code_verifier", VERIFIER)))
    assert derive(run.renewed("code_verifier", VERIFIER), new) is None


@pytest.mark.parametrize(
    "challenge",
    [
        base64.urlsafe_b64encode(DIGEST).decode(),
        base64.b64encode(DIGEST).decode(),
        DIGEST.hex(),
        base64.urlsafe_b64encode(DIGEST.hex().encode()).decode().rstrip("="),
        s256(VERIFIER) + "\n",
        s256(VERIFIER).lower(),
        s256(VERIFIER)[:40],
        VERIFIER,
        "x.y",
        "kurz und bündig",
    ],
)
def test_without_a_verifier_the_shape_stays(challenge: str) -> None:
    new = paired(challenge).renewed("code_challenge", challenge)
    shape = describe_shape(challenge)
    assert new != challenge
    assert (describe_shape(new) or "").partition("`")[0] == (shape or "").partition("`")[0]


def test_published_samples_and_constants_stay() -> None:
    run = paired(EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER, VERIFIER)
    assert run.renewed("code_verifier", EXAMPLE_VERIFIER) == EXAMPLE_VERIFIER
    assert run.renewed("code_challenge", EXAMPLE_CHALLENGE) == EXAMPLE_CHALLENGE
    alone = paired(EXAMPLE_CHALLENGE, VERIFIER)
    assert alone.renewed("code_challenge", EXAMPLE_CHALLENGE) == EXAMPLE_CHALLENGE
    constant = s256("[object ArrayBuffer]")
    assert paired(constant).renewed("code_challenge", constant) == constant


def test_a_verifier_that_is_encoded_once_more_stays_so() -> None:
    verifier = f"{VERIFIER}%2B%2F"
    challenge = s256(f"{VERIFIER}+/")
    run = paired(challenge, verifier)
    before = derive(verifier, challenge)
    after = derive(run.renewed("code_verifier", verifier), run.renewed("code_challenge", challenge))
    assert before is not None
    assert after is not None
    assert after.notation == before.notation
