"""What is said of pairs, and that none of them is shown."""

import json
from base64 import b64encode
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.catalogue import RULES
from pkcedoctor.guard.generators import FAULTS, GeneratorFinding, Pair, generator_json, judge
from pkcedoctor.guard.generators_findings import percent, wilson
from pkcedoctor.guard.generators_guessing import guess
from pkcedoctor.guard.generators_intermittence import separation
from pkcedoctor.guard.generators_patterns import patterns_of
from pkcedoctor.guard.generators_report import GeneratorReport, render_generator
from pkcedoctor.guard.generators_v8 import is_math_random
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER, s256
from tests.guard.generators_simulated import LETTERS, SOUND, WEAK, WRONG, base64url, pairs_of

pytestmark = pytest.mark.no_cover

SOURCE = Random(7)  # noqa: S311 - reproducible
VERIFIERS = [SOUND["32 bytes in base64url"](SOURCE) for _ in range(64)]


def with_method(method: str, *, plain: bool) -> list[Pair]:
    return [Pair(one, one if plain else s256(one), method) for one in VERIFIERS]


def only(pairs: list[Pair]) -> GeneratorFinding:
    (finding,) = judge(pairs)
    return finding


# --- rates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (124, 500, 0.2121, 0.2877),
        (20, 20, 0.8389, 1),
    ],
)
def test_the_interval_is_wilsons(wrong: int, of: int, low: float, high: float) -> None:
    assert wilson(wrong, of) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_rate(counts: tuple[int, int]) -> None:
    wrong, of = counts
    low, high = wilson(wrong, of)
    assert 0 <= low <= wrong / of + 1e-12
    assert wrong / of - 1e-12 <= high <= 1


@pytest.mark.parametrize(
    ("wrong", "of", "text"),
    [
        (1, 1, "in the only run"),
        (20, 20, "in all 20 runs"),
        (124, 500, "in 124 of 500 runs (95 %: 21-29 %)"),
        (1, 500, "in 1 of 500 runs (95 %: 0.0-1 %)"),
    ],
)
def test_how_often_is_said(wrong: int, of: int, text: str) -> None:
    found = GeneratorFinding("verifier-length", "error", "proven", "", (), "", wrong, of)
    assert found.rate("runs") == text


def test_rates_are_in_per_cent() -> None:
    assert [percent(rate) for rate in (0, 0.004, 0.264, 0.999, 1)] == [
        "0",
        "0.4",
        "26",
        "99.9",
        "100",
    ]


# --- methods --------------------------------------------------------------------------------


def test_plain_is_a_warning() -> None:
    finding = only(with_method("plain", plain=True))
    assert (finding.id, finding.level) == ("challenge-method-plain", "warning")


@pytest.mark.parametrize(
    ("pairs", "cause"),
    [
        (with_method("plain", plain=False), "challenge-method-mismatch"),
        (with_method("S256", plain=True), "challenge-method-mismatch"),
        ([Pair(one, one) for one in VERIFIERS], "challenge-mismatch"),
        ([Pair(one, s256(one + "x"), "plain") for one in VERIFIERS], "challenge-mismatch"),
        (with_method("s256", plain=False), "challenge-method-invalid"),
        (with_method("SHA256", plain=False), "challenge-method-invalid"),
    ],
)
def test_methods_and_challenges_are_compared(pairs: list[Pair], cause: str) -> None:
    assert only(pairs).id == cause
    assert only(pairs).level == "error"


# --- challenges without a formula -----------------------------------------------------------


@pytest.mark.parametrize(
    ("challenges", "words"),
    [
        pytest.param(
            [s256(other) for other in (VERIFIERS[-1], *VERIFIERS[:-1])],
            "belong to the verifier of another run",
            id="of another run",
        ),
        pytest.param([s256("x" * 50)] * 64, "64 different verifiers", id="always the same"),
        pytest.param([EXAMPLE_CHALLENGE] * 64, "the example of RFC 7636", id="a sample"),
        pytest.param(
            [s256(f"{number}") for number in range(64)], "was the verifier made twice", id="unknown"
        ),
        pytest.param([s256(one)[1:] for one in VERIFIERS], "fewer than S256 makes", id="cut"),
        pytest.param(
            [s256(one) if "_" not in one else s256(f"{at}") for at, one in enumerate(VERIFIERS)],
            "exactly where the verifier has a _",
            id="of some verifiers",
        ),
    ],
)
def test_signs_are_told(challenges: list[str], words: str) -> None:
    finding = only([Pair(*pair) for pair in zip(VERIFIERS, challenges, strict=True)])
    assert finding.id == "challenge-mismatch"
    assert words in " ".join(finding.why)


def test_two_faults_of_a_challenge_are_two_findings() -> None:
    challenges = [
        s256(one + "\n") if at % 2 else s256(one) + "=" for at, one in enumerate(VERIFIERS)
    ]
    findings = judge([Pair(*pair) for pair in zip(VERIFIERS, challenges, strict=True)])
    assert {finding.id for finding in findings} == {"challenge-mismatch", "challenge-padding"}
    assert all(finding.wrong == 32 for finding in findings)


def test_what_separates_is_told_of_some_pairs_only() -> None:
    assert separation(["a" * 43] * 3, ["b" * 43] * 9) is None
    assert separation(["a" * 44] * 9, ["b" * 43] * 9) is not None
    mixed = [s256(str(number)) for number in range(40)]
    assert separation(mixed[:20], mixed[20:]) is None
    lengths = [s256(f"{number}") + "ab" for number in range(20)]
    assert separation(lengths, mixed) == "exactly where the verifier has another length"


# --- verifiers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verifiers", "cause", "words"),
    [
        pytest.param(
            [b64encode(SOURCE.randbytes(33)).decode() for _ in range(64)],
            "verifier-charset",
            "standard base64",
            id="standard base64",
        ),
        pytest.param(
            [f"{one}\n" for one in VERIFIERS], "verifier-charset", "line's end", id="a line"
        ),
        pytest.param(
            [f"{one}\n{one}" for one in VERIFIERS],
            "verifier-charset",
            "breaks its lines",
            id="lines",
        ),
        pytest.param(
            [f"{one}%" for one in VERIFIERS], "verifier-charset", "“%” in 64", id="a sign"
        ),
        pytest.param([one + "=" for one in VERIFIERS], "verifier-padding", "padding", id="padding"),
        pytest.param(
            [one * 3 for one in VERIFIERS], "verifier-length", "as many as 129", id="long"
        ),
        pytest.param(
            [one[: 40 + at % 2] for at, one in enumerate(VERIFIERS)],
            "verifier-length",
            "40 in 32, 41 in 32",
            id="short",
        ),
        pytest.param([EXAMPLE_VERIFIER], "verifier-predictable", "the example of", id="a sample"),
        pytest.param([VERIFIERS[0]] * 9, "verifier-repeated", "always the same", id="constant"),
        pytest.param(
            [*VERIFIERS, VERIFIERS[9]], "verifier-repeated", "about 2,100 verifiers", id="repeated"
        ),
        pytest.param(
            [one for one in VERIFIERS for _ in range(3)], "verifier-repeated", "a clock", id="ticks"
        ),
        pytest.param(VERIFIERS * 2, "verifier-repeated", "the same seed", id="a seed"),
        pytest.param(
            [s256(str(number)) for number in range(20)],
            "verifier-predictable",
            "the SHA-256 of a small number",
            id="hashed numbers",
        ),
    ],
)
def test_verifiers_are_judged(verifiers: list[str], cause: str, words: str) -> None:
    findings = judge([Pair(one, s256(one)) for one in verifiers])
    (finding,) = (finding for finding in findings if finding.id == cause)
    assert finding.level == "error"
    assert words in " ".join((finding.summary, *finding.why))


@pytest.mark.parametrize(
    ("verifier", "made", "says"),
    [
        (sha256(b"1763000000").hexdigest(), (1763000000.5, 1763000001.0), "the time in seconds"),
        (s256("1763000000123"), (1763000000.0, 1763000001.0), "the time in milliseconds"),
        (sha256(b"").hexdigest(), None, "the empty text"),
        (s256("1763000000123"), None, None),
        ("é" * 43, None, None),
        ("short", None, None),
        (
            base64url(sha256(b"1763000000\n").hexdigest().encode())[:43],
            (1763000000.5, 1763000001.0),
            "the time in seconds and a line feed",
        ),
    ],
)
def test_hashes_are_guessed(
    verifier: str, made: tuple[float, float] | None, says: str | None
) -> None:
    expected = None if says is None else f"the SHA-256 of {says}"
    assert guess([verifier], made) == expected


@pytest.mark.parametrize(
    ("verifiers", "words"),
    [
        (["0f8fad5b-d9cb-11e4-a165-0800200c9a66"] * 3, "a UUID that holds the time"),
        ([f"x{1763000000000 + at}y" for at in range(5)], "2 to 14 are the time of its making (mil"),
        ([f"x-{1763000000 + at}-é" for at in range(5)], "3 to 12 are the time of its making (sec"),
        ([f"x{at:05}" for at in range(20)], "the number at its end grows"),
        ([f"{at:05}x" for at in range(20)], "it grows from run to run"),
        ([f"abc{one}xyz" for one in VERIFIERS], "characters 1 to 3, 47 to 49 are the same"),
        ([one[:8] * 6 for one in VERIFIERS], "the same 8 characters again and again"),
        ([LETTERS[:26][: 20 + at % 3] for at in range(9)], "Math.random().toString(36)"),
        (["0123456789abcdef" * 3, "0123456789abcdef" * 2], "have one digit, not two"),
    ],
)
def test_patterns_are_named(verifiers: list[str], words: str) -> None:
    assert words in " ".join(pattern.says for pattern in patterns_of(verifiers))


def test_an_empty_verifier_has_no_pattern() -> None:
    assert judge([Pair("", "x"), Pair("", "y")])


# --- Math.random ----------------------------------------------------------------------------


class V8:
    """Math.random as V8 has it: xorshift128+, 64 numbers at a time, the last first."""

    def __init__(self, seed: int) -> None:
        source = Random(seed)  # noqa: S311 - reproducible
        self.s0, self.s1 = source.getrandbits(64), source.getrandbits(64)
        self.block: list[float] = []

    def random(self) -> float:
        if not self.block:
            self.block = [self._next() for _ in range(64)]
        return self.block.pop()

    def _next(self) -> float:
        one, other = self.s0, self.s1
        self.s0 = other
        one ^= (one << 23) & (2**64 - 1)
        one ^= one >> 17
        one ^= other ^ (other >> 26)
        self.s1 = one
        return (self.s0 >> 12) / 2**52


@pytest.mark.parametrize("skipped", [0, 21, 40, 63])
@pytest.mark.parametrize("alphabet", [LETTERS, LETTERS + "-_", "0123456789abcdef"])
def test_math_random_is_recognised(skipped: int, alphabet: str) -> None:
    engine = V8(11)
    for _ in range(skipped):
        engine.random()
    made = [
        "".join(alphabet[int(engine.random() * len(alphabet))] for _ in range(64)) for _ in range(3)
    ]
    assert is_math_random(made)


def test_another_random_function_is_not() -> None:
    assert not is_math_random(VERIFIERS)
    assert not is_math_random(["0" * 64, f"{1:064}", "a" * 43, "", "-" * 30])
    assert not is_math_random(["0" * 50 + "1" * 50])


# --- reports --------------------------------------------------------------------------------


def test_every_id_is_documented() -> None:
    ids = {rule.id for rule in RULES} | set(FAULTS)
    made = [pairs_of(make, 80, seed=3) for make, _ in WEAK.values()]
    made += [[Pair(one, formula(one)) for one in VERIFIERS] for formula, _ in WRONG.values()]
    assert {finding.id for pairs in made for finding in judge(pairs)} <= ids
    assert not set(FAULTS) & {rule.id for rule in RULES}


@pytest.mark.parametrize("name", [*WEAK, *WRONG])
def test_no_value_is_shown(name: str) -> None:
    if name in WEAK:
        made = pairs_of(WEAK[name][0], 80, seed=9)
    else:
        made = [Pair(one, WRONG[name][0](one)) for one in VERIFIERS]
    report = GeneratorReport(judge(made), len(made), "runs", 500, "the fault is in every one")
    shown = render_generator(report) + json.dumps(generator_json(report))
    for pair in made:
        for value in (pair.code_verifier, pair.code_challenge):
            assert not any(value[at : at + 8] in shown for at in range(max(1, len(value) - 7)))


def test_a_sound_report_says_what_it_cannot_say() -> None:
    report = GeneratorReport((), 500, "runs", 500)
    assert render_generator(report) == (
        "sound: no fault in 500 runs\n"
        "A fault of more than 0.8 % of all logins would have shown (95 %), and so would a\n"
        "choice of less than 2^15 verifiers. Whether the source of randomness is fit for\n"
        "secrets cannot be seen from outside.\n"
    )
    assert generator_json(report)["findings"] == []


def test_a_report_is_no_wider_than_a_page_but_for_code() -> None:
    made = [Pair(one, WRONG["standard base64"][0](one)) for one in VERIFIERS]
    report = GeneratorReport(judge(made), 64, "pairs", 500, "the fault is in every one")
    text = render_generator(report)
    assert "error[challenge-not-base64url]: " in text
    assert "1 error, 0 warnings in 64 pairs; stopped before 500: the fault" in text
    assert all(len(line) <= 80 for line in text.splitlines() if "(" not in line)
