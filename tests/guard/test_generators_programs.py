"""Real generators in Node, Python and bash: the right ones are clear, the wrong ones named."""

import json
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from pkcedoctor.guard.generators import check_generator, guard_generator
from pkcedoctor.guard.generators_report import GeneratorReport, render_generator

pytestmark = pytest.mark.no_cover

GENERATORS = Path(__file__).parent / "generators"
EXAMPLES = Path(__file__).parents[2] / "examples" / "guard" / "generators"
RUNNERS = {".mjs": "node", ".py": shlex.quote(sys.executable), ".sh": "bash"}
NEEDED = {".mjs": ("node",), ".py": (), ".sh": ("bash", "openssl")}


def checked(name: str, runs: int) -> GeneratorReport:
    file = GENERATORS / name
    for program in NEEDED[file.suffix]:
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} here")
    return check_generator(
        f"{RUNNERS[file.suffix]} {shlex.quote(str(file))}", runs=runs, timeout=60
    )


def named(report: GeneratorReport) -> set[tuple[str, str]]:
    return {(finding.level, finding.id) for finding in report.findings}


def told(report: GeneratorReport) -> str:
    return " ".join(text for finding in report.findings for text in (finding.summary, *finding.why))


@pytest.mark.parametrize("name", ["right.mjs", "right.py", "right.sh"])
def test_a_right_generator_is_clear(name: str) -> None:
    report = checked(name, runs=6)
    assert report.findings == ()
    assert not report.refused
    assert (report.pairs, report.unit) == (6, "runs")


@pytest.mark.parametrize(
    ("name", "runs", "expected", "words"),
    [
        ("hexdigest.py", 2, {("error", "challenge-mismatch")}, "hex(SHA-256(code_verifier))"),
        ("twice-base64.mjs", 2, {("error", "challenge-mismatch")}, "base64url(base64url("),
        ("utf-16.py", 2, {("error", "challenge-mismatch")}, "UTF-16LE"),
        ("echoed.sh", 2, {("error", "challenge-mismatch")}, "code_verifier + LF"),
        ("wrapped.sh", 2, {("error", "verifier-charset")}, "line feed"),
        (
            "padded.py",
            2,
            {("error", "challenge-padding"), ("error", "verifier-padding")},
            "base64url-padded",
        ),
        (
            "unreplaced.py",
            60,
            {("error", "challenge-not-base64url")},
            "it fails exactly where the base64 of the digest has a + or a /",
        ),
        (
            "first-symbols-only.mjs",
            60,
            {("error", "challenge-not-base64url")},
            "only the first `+` and the first `/` were replaced",
        ),
        (
            "one-kept.mjs",
            60,
            {("error", "challenge-mismatch")},
            "verifiers have the same challenge",
        ),
        ("math-random.mjs", 3, {("error", "verifier-predictable")}, "Math.random"),
        ("math-random-36.mjs", 60, {("error", "verifier-predictable")}, "Math.random"),
        ("hashed-clock.mjs", 3, {("error", "verifier-predictable")}, "the time in milliseconds"),
        ("clock-and-counter.py", 60, {("error", "verifier-predictable")}, "a counter or a clock"),
        ("same-seed.py", 20, {("error", "verifier-repeated")}, "the same seed in every run"),
        ("constant.sh", 3, {("error", "verifier-repeated")}, "always the same"),
        (
            "uuid.sh",
            8,
            {("error", "verifier-length"), ("error", "verifier-entropy-low")},
            "a random UUID: 122 bits",
        ),
        ("hex-of-43.mjs", 3, {("warning", "verifier-entropy-low")}, "16 to draw from"),
        ("bytes-modulo-66.mjs", 800, {("warning", "verifier-biased")}, "byte % 66"),
    ],
)
def test_a_wrong_generator_is_named(
    name: str, runs: int, expected: set[tuple[str, str]], words: str
) -> None:
    report = checked(name, runs)
    assert named(report) == expected
    assert words in told(report)


def test_a_clock_for_a_seed_repeats_itself() -> None:
    report = checked("second-seeded.py", runs=40)
    assert ("error", "verifier-repeated") in named(report)


def test_symbols_that_are_deleted_shorten_some_verifiers() -> None:
    report = checked("stripped.py", runs=60)
    assert named(report) >= {("error", "verifier-length")}
    assert "deleted instead of translated" in told(report)


def test_it_stops_when_nothing_more_can_be_learned() -> None:
    report = checked("unreplaced.py", runs=5_000)
    assert report.stopped == "the fault and its frequency are known"
    assert report.pairs < 1_000
    report = checked("math-random-36.mjs", runs=5_000)
    assert report.stopped == "the fault is in every one"
    assert report.pairs == 20


def test_the_remedy_is_in_the_language_of_the_command() -> None:
    (finding,) = checked("hexdigest.py", runs=1).findings
    assert finding.remedy.startswith("Write instead, in Python: base64.urlsafe_b64encode(")


def test_the_command_line_gets_a_text_and_whether_to_fail(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.json"
    pairs.write_text(json.dumps([["a" * 43, "b" * 43], ["c" * 43, "d" * 43]]))
    text, refused = guard_generator(pairs)
    assert refused
    assert "error[challenge-mismatch]" in text
    written, refused = guard_generator(pairs, report_format="json")
    assert refused
    assert json.loads(written)["findings"][0]["id"] == "challenge-mismatch"
    text, refused = guard_generator(f"{RUNNERS['.py']} -m pkcedoctor pair", runs=1)
    assert not refused
    assert text.startswith("sound: no fault in 1 run\n")


@pytest.mark.parametrize("name", ["right", "unreplaced-symbols", "math-random"])
def test_an_example_has_the_report_beside_it(name: str) -> None:
    (file,) = EXAMPLES.joinpath(name).glob("make*")
    if shutil.which("node") is None:
        pytest.skip("there is no node here")
    report = check_generator(f"{RUNNERS[file.suffix]} {shlex.quote(str(file))}", runs=20)
    written = EXAMPLES.joinpath(name, "report.txt").read_text(encoding="utf-8")
    assert written.partition(":")[0] == render_generator(report).partition(":")[0]
