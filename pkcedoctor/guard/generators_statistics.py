"""What only many verifiers show: repetition, prediction, too little entropy, bias.

No perfect generator is accused. Let a generator make verifiers of at least 256 bits of min-entropy,
independent of each other; where characters are drawn, evenly. For any number of runs up to 5,000,
and at whichever of them the runs are stopped, the probability that anything here is found is at
most the sum of

- 5000^2 / 2 / 2^256, which is nothing, for a repetition (:func:`_of_repetition`)
- 1e-7 for entropy; what is then said to be the reason accuses of nothing (``generators_entropy``)
- 1e-8 for bias (``generators_bias``)
- 2^13 / 2^44 = 4.7e-10 for the state of Math.random (``generators_v8``)
- 2^24 / 2^128 for a hash that is guessed (``generators_guessing``)

and so less than 1.2e-7. The bytes of single pairs (``generators_judging``) leave nothing to chance.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil, log, log2
from typing import Final

from pkcedoctor.derivation import recognise_sample
from pkcedoctor.guard.generators_alphabets import ALPHABETS
from pkcedoctor.guard.generators_bias import Bias, find_bias
from pkcedoctor.guard.generators_entropy import ASKED, DEMANDED, MOST_LEARNED, Entropy, measure
from pkcedoctor.guard.generators_findings import (
    BIASED,
    ENTROPY_LOW,
    FAULTS,
    PREDICTABLE,
    REPEATED,
    Certainty,
    GeneratorFinding,
    Level,
)
from pkcedoctor.guard.generators_guessing import guess
from pkcedoctor.guard.generators_patterns import patterns_of
from pkcedoctor.guard.generators_v8 import is_math_random

_HARMLESS: Final = 2.0
"""Bits that a verifier may lose without harm."""


def judge_statistics(
    verifiers: Sequence[str], made: tuple[float, float] | None = None
) -> Iterator[GeneratorFinding]:
    """Judge the verifiers of a generator, in the order of their making.

    Args:
        verifiers: one at least.
        made: when they were made, from and to, in seconds of the epoch; None if unknown.
    """
    distinct = list(dict.fromkeys(verifiers))
    if len(distinct) < len(verifiers):
        yield _of_repetition(verifiers)
    sample = next(filter(None, map(recognise_sample, distinct)), None)
    if sample is not None:
        yield _finding(PREDICTABLE, "error", len(verifiers), f"code_verifier is {sample}")
    if len(distinct) == 1 < len(verifiers):
        return
    guessed = guess(distinct, made)
    if guessed is not None:
        summary = f"code_verifier is {guessed}, which anybody can guess"
        yield _finding(PREDICTABLE, "error", len(verifiers), summary)
    if is_math_random(distinct):
        yield _of_math_random(len(verifiers))
    measured = measure(distinct)
    if measured.below is not None:
        yield _of_entropy(distinct, measured, len(verifiers))
    bias = find_bias(distinct)
    if bias is not None:
        yield _of_bias(bias, len(verifiers))


def unseen_space(distinct: int) -> int:
    """Return of how many bits a space would have shown a repetition (95 %), had it been smaller."""
    pairs = distinct * (distinct - 1) / 2
    return max(0, int(log2(max(1.0, pairs / log(20)))))


def _of_repetition(verifiers: Sequence[str]) -> GeneratorFinding:
    counts = Counter(verifiers)
    total = len(verifiers)
    again = total - len(counts)
    if len(counts) == 1:
        summary = "code_verifier is always the same: it is made once, not for each login"
        return _finding(REPEATED, "error", total, summary, wrong=total)
    equal = sum(count * (count - 1) // 2 for count in counts.values())
    low, high = _poisson(equal)
    possible = total * (total - 1) / 2
    summary = (
        f"code_verifier was made before {_times(again)}: {len(counts)} different ones among {total}"
    )
    why = [
        (
            f"so many repetitions come of about {_count(possible / equal)} verifiers to draw from "
            f"(95 %: {_count(possible / high)} to {_count(possible / low)}), or "
            f"{log2(possible / equal):.1f} bits"
        )
    ]
    period = len(counts)
    if again >= _FEWEST_AGAIN and list(verifiers[period:]) == list(verifiers[:-period]):
        why = [
            "they come again in the same order: the random function has the same seed in every run"
        ]
    elif again >= _FEWEST_AGAIN and len(list(groupby(verifiers))) == len(counts):
        why = [
            (
                "the equal ones follow each other, made within the same second or tick: the "
                "random function is seeded by a clock"
            )
        ]
    return _finding(REPEATED, "error", total, summary, wrong=again, why=tuple(why))


_FEWEST_AGAIN: Final = 3


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _count(number: float) -> str:
    digits = max(0, len(str(int(number))) - 2)
    return f"{ceil(number / 10**digits) * 10**digits:,}"


def _poisson(count: int) -> tuple[float, float]:
    """Return the 95 % interval of a count's mean, by Byar (Breslow and Day 1987, 2.10)."""
    z, more = 1.959964, count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3
    high = more * (1 - 1 / (9 * more) + z / (3 * more**0.5)) ** 3
    return max(low, 0.025), high


def _of_math_random(total: int) -> GeneratorFinding:
    return _finding(
        PREDICTABLE,
        "error",
        total,
        "code_verifier is made with Math.random, whose state was computed from a verifier",
        why=(
            (
                "Math.random of Node and Chrome is xorshift128+: who sees one verifier can compute "
                "those that the same process makes before and after it"
            ),
        ),
    )


def _of_entropy(distinct: Sequence[str], measured: Entropy, total: int) -> GeneratorFinding:
    patterns = tuple(patterns_of(distinct[:MOST_LEARNED]))
    demanded = measured.below == DEMANDED or measured.at_most < DEMANDED
    name = PREDICTABLE if any(pattern.predictable for pattern in patterns) else ENTROPY_LOW
    bound = f"{measured.at_most:.0f} bits of entropy"
    if name == PREDICTABLE:
        summary = f"code_verifier can be predicted in part: it has at most {bound}"
    else:
        summary = f"code_verifier has at most {bound}, not {ASKED}"
    why = [pattern.says for pattern in patterns]
    if measured.alphabet is not None and not why:
        size = len(ALPHABETS[measured.alphabet])
        shortest = min(map(len, distinct))
        lengths = f"{shortest} to " if shortest < measured.longest else ""
        why.append(
            f"it has {lengths}{measured.longest} characters of {measured.alphabet}, {size} to "
            f"draw from: {log2(size):.2f} bits each"
        )
    if not why:
        why.append("parts of it come again, so that it could be compressed")
    why.append(
        f"estimated from {measured.samples} verifiers as an upper bound; there may be less "
        f"(RFC 7636 section 7.1 asks for {ASKED}, RFC 6749 section 10.10 demands {DEMANDED})"
    )
    return _finding(
        name,
        "error" if demanded else "warning",
        total,
        summary,
        why=tuple(why),
        detail=(("bits", f"{measured.bits:.1f}"), ("at-most", f"{measured.at_most:.1f}")),
    )


def _of_bias(bias: Bias, total: int) -> GeneratorFinding:
    summary = (
        f"the {bias.size} characters of code_verifier are not equally frequent: {bias.frequent} "
        f"come about {bias.ratio:.2f} times as often as the others"
    )
    why = []
    if bias.modulus:
        high = 256 % bias.size
        summary = (
            f"the {bias.size} characters of code_verifier are not equally frequent: "
            f"{high} of them come more often"
        )
        why.append(
            f"byte % {bias.size} does this: 256 is no multiple of {bias.size}, so the first "
            f"{high} characters of the alphabet have one more byte each"
        )
    harmless = ", which does no harm" if bias.lost < _HARMLESS else ""
    why.append(f"a verifier loses about {bias.lost:.1f} bits by it{harmless}")
    detail = (("lost", f"{bias.lost:.2f}"), ("alphabet", str(bias.size)))
    return _finding(BIASED, "warning", total, summary, why=tuple(why), detail=detail)


def _finding(
    name: str,
    level: Level,
    total: int,
    summary: str,
    *,
    why: tuple[str, ...] = (),
    wrong: int | None = None,
    certainty: Certainty = "proven",
    detail: tuple[tuple[str, str], ...] = (),
) -> GeneratorFinding:
    return GeneratorFinding(
        name,
        level,
        certainty,
        summary,
        why,
        FAULTS[name].remedy,
        total if wrong is None else wrong,
        total,
        detail,
    )
