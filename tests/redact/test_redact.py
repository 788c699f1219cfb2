import json
from pathlib import Path
from typing import Any, Final

import pytest

from pkcedoctor import redact as package
from pkcedoctor.capture import read_capture
from pkcedoctor.redact import NotRedacted, redact
from pkcedoctor.redact.known import Known
from pkcedoctor.redact.proof import Judgement, judged, leaks
from pkcedoctor.redact.spellings import folded, hidden_in, plain
from tests.builders import CODE, accepted, get, refused
from tests.redact.captures import drafted

SECRET: Final = "Tr0ub4dor-x7Kq99Zt2LmN"


def log_of(har: bytes) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(har)["log"]
    return log


def changed(har: bytes, **members: object) -> bytes:
    """Change members of the log."""
    return json.dumps({"log": log_of(har) | members}).encode()


def test_every_run_has_its_own_key_unless_told_otherwise() -> None:
    har = drafted(refused())
    assert redact(har).har != redact(har).har
    assert redact(har, seed="a").har == redact(har, seed="a").har != redact(har, seed="b").har


def test_it_says_what_it_replaced() -> None:
    redacted = redact(
        drafted(refused().with_(username="alice", client_assertion=SECRET, x="y-9-x"))
    )
    told = {each.kind: str(each) for each in redacted.replacements}
    assert told["code"] == "1 code (3 places)"
    assert told["code_challenge"] == "1 code_challenge (1 place)"
    assert told["personal value"] == "1 personal value (1 place)"
    assert told["other value"] == "1 other value (1 place)"
    assert log_of(redacted.har)["comment"] == (
        f"Redacted by pkcedoctor. Replaced: {', '.join(map(str, redacted.replacements))}."
    )


def test_unrelated_entries_keep_nothing_but_their_place() -> None:
    other = get(
        f"https://alice.example/{SECRET}?q={SECRET}#x",
        page=SECRET,
        Cookie=f"a={SECRET}",
        X_Trace=SECRET,
    )
    redacted = redact(drafted(refused().before(other)))
    first = log_of(redacted.har)["entries"][0]
    assert redacted.entries == 4
    assert redacted.unrelated == 1
    assert first["request"]["headers"] == [
        {"name": "Cookie", "value": ""},
        {"name": "X-Trace", "value": ""},
    ]
    assert "?" not in first["request"]["url"]
    assert "text" not in first["response"]["content"]
    assert first["response"]["status"] == 200


def test_a_capture_of_nothing_but_unrelated_entries_keeps_them() -> None:
    har = changed(
        drafted(refused()),
        entries=log_of(drafted(refused().then(get("https://x.y/z"))))["entries"][3:],
    )
    redacted = redact(har, drop_unrelated=True)
    assert redacted.entries == 1
    assert judged(redacted.har) == judged(har) == Judgement((), ())


def test_chrome_with_cookies_stays_an_export_with_sensitive_data() -> None:
    chrome = {"name": "WebInspector", "version": "537.36"}
    with_cookie = drafted(refused().before(get("https://x.example/", Cookie="a=b")))
    har = changed(with_cookie, creator=chrome)
    assert not read_capture(har).sanitized
    for dropped in (False, True):
        assert not read_capture(redact(har, drop_unrelated=dropped).har).sanitized


def test_a_sanitized_export_stays_one() -> None:
    har = changed(drafted(refused()), creator={"name": "WebInspector", "version": "537.36"})
    assert read_capture(har).sanitized
    assert read_capture(redact(har).har).sanitized


def test_the_creator_stays_and_no_secret_in_it() -> None:
    creator = {"name": f"Firefox {CODE}", "version": "153"}
    told = log_of(redact(changed(drafted(refused()), creator=creator)).har)["creator"]
    assert told["name"].startswith("Firefox ")
    assert CODE not in told["name"]
    assert told["version"] == "153"


def test_a_pasted_command_becomes_a_har_without_a_response() -> None:
    text = (
        "curl https://as.acme.io/token -d grant_type=authorization_code"
        f" -d code={CODE} -d client_id=spa -d code_verifier=tooshort9x"
    )
    redacted = redact(text.encode())
    (entry,) = log_of(redacted.har)["entries"]
    assert entry["startedDateTime"].startswith("0001-01-01")
    assert entry["response"]["status"] == 0
    assert judged(redacted.har) == judged(text.encode())


def test_a_ticket_stays_one_that_somebody_put_together() -> None:
    text = (
        f"https://as.acme.io/authorize?response_type=code&client_id=spa&state=abcdefgh1\n\n"
        f"POST https://as.acme.io/token\nContent-Type: application/x-www-form-urlencoded\n\n"
        f"grant_type=authorization_code&code={CODE}&client_id=spb&code_verifier=short9x\n\n"
        'HTTP/1.1 400 Bad Request\n\n{"error": "invalid_grant"}\n'
    ).encode()
    given = read_capture(text).given
    redacted = redact(text)
    assert read_capture(redacted.har).given == given
    assert log_of(redacted.har).get("_given", False) == given
    assert judged(redacted.har) == judged(text)


def test_several_documents_become_one() -> None:
    first, second = drafted(refused().without_login()), drafted(accepted().without_login())
    both = first + b"\n" + second
    redacted = redact(both)
    assert redacted.entries == 2
    assert judged(redacted.har) == judged(both)


def test_a_file_beside_the_capture_is_read(tmp_path: Path) -> None:
    log = log_of(drafted(refused().without_login()))
    log["entries"][0]["response"]["content"] = {"size": 99, "mimeType": "", "_file": "answer.json"}
    path = tmp_path / "capture.har"
    path.write_text(json.dumps({"log": log}))
    (tmp_path / "answer.json").write_text('{"error": "invalid_grant"}')
    redacted = redact(path)
    assert judged(redacted.har) == judged(path)
    assert "invalid_grant" in redacted.har.decode()


def test_pages_and_call_stacks_keep_their_urls() -> None:
    url = f"https://app.acme.io/callback?code={CODE}&state=abcdefgh1"
    log = log_of(drafted(refused().without_login()))
    log["pages"] = [
        {"id": "p1", "title": url, "startedDateTime": "2026-11-20T11:17:28.742Z"},
        {"id": "p2", "title": "Alice's inbox", "startedDateTime": "x"},
    ]
    other = f"{url}&x=1"
    log["entries"][0] |= {
        "pageref": "p1",
        "_initiator": {"type": "script", "stack": {"callFrames": [{"url": other}]}},
        "_resourceType": "fetch",
        "_fetchedViaServiceWorker": True,
        "timings": {"send": 1, "wait": 2.5, "receive": 3, "blocked": -1, "comment": "Alice"},
    }
    har = json.dumps({"log": log}).encode()
    redacted = redact(har)
    told = log_of(redacted.har)
    first, second = told["pages"]
    assert first["title"].startswith("https://")
    assert CODE not in redacted.har.decode()
    assert second["title"] == ""
    assert second["startedDateTime"].startswith("0001")
    (entry,) = told["entries"]
    assert entry["pageref"] == "page_1"
    assert "code=" in entry["_initiator"]["stack"]["callFrames"][0]["url"]
    assert entry["_resourceType"] == "fetch"
    assert entry["timings"] == {"send": 1, "wait": 2.5, "receive": 3, "blocked": -1}
    assert judged(redacted.har) == judged(har)


@pytest.mark.parametrize("zones", [("", ""), ("Z", "+02:00"), ("", "Z"), ("123456Z", ".5Z")])
def test_times_stay(zones: tuple[str, str]) -> None:
    log = log_of(drafted(refused().without_callback()))
    for entry, zone in zip(log["entries"], zones, strict=True):
        base = "2026-11-20T11:17:28" + (".123" if zone[:1] == "1" else "")
        entry["startedDateTime"] = base + zone
    har = json.dumps({"log": log}).encode()
    before = [one.started for one in read_capture(har).exchanges]
    after = [one.started for one in read_capture(redact(har).har).exchanges]
    if zones != ("", ""):
        assert after == before
    else:
        assert [at and at.replace(tzinfo=None) for at in after] == before


def test_a_failure_says_no_more_than_its_code() -> None:
    har = drafted(refused().unanswered(f"net::ERR_FAILED at {SECRET}"))
    redacted = redact(har)
    assert log_of(redacted.har)["entries"][-1]["response"]["_error"] == "net::ERR_FAILED"


def test_the_answer_of_a_bodiless_request_of_which_the_body_was_lost() -> None:
    log = log_of(drafted(refused().without_login()))
    request = log["entries"][0]["request"]
    request["postData"] = {"mimeType": "application/x-www-form-urlencoded"}
    request["bodySize"] = 77
    for method in ("POST", "GET"):
        request["method"] = method
        har = json.dumps({"log": log}).encode()
        assert judged(redact(har).har) == judged(har)


def test_unreadable_statuses_and_phrases() -> None:
    log = log_of(drafted(refused()))
    log["entries"][2]["response"] |= {"statusText": "Bad Request", "httpVersion": "h2"}
    log["entries"][1]["response"] |= {"statusText": f"no {CODE}!", "httpVersion": CODE}
    written = log_of(redact(json.dumps({"log": log}).encode()).har)["entries"]
    assert written[2]["response"]["statusText"] == "Bad Request"
    assert written[2]["response"]["httpVersion"] == "h2"
    assert written[1]["response"]["statusText"] == ""
    assert written[1]["response"]["httpVersion"] == ""


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (Judgement((("failed", "code-reused", "proven", "", ""),), ()), "be diagnosed otherwise"),
        (Judgement((), ()), "show 0 exchanges, not 1"),
    ],
)
def test_another_diagnosis_is_refused(
    monkeypatch: pytest.MonkeyPatch, after: Judgement, told: str
) -> None:
    har = drafted(refused())
    monkeypatch.setattr(
        package, "judged", lambda source: judged(source) if source is har else after
    )
    with pytest.raises(NotRedacted, match=told):
        redact(har, name="x.har")


def test_other_findings_are_taken_where_nothing_better_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    har = drafted(refused())

    def judge(source: bytes) -> Judgement:
        told = judged(source)
        return told if source is har else Judgement(told.verdicts, ())

    monkeypatch.setattr(package, "judged", judge)
    assert redact(har).har


def test_what_is_no_capture_is_told_in_a_judgement() -> None:
    assert judged(b"[1]") == Judgement((("UnreadableInput",),), ())


def test_leaks_are_found_in_every_spelling() -> None:
    known = Known([SECRET, "abcd", "authorization_code"])
    for text in (
        SECRET,
        SECRET.upper(),
        SECRET.replace("-", "%2D"),
        SECRET.replace("-", "%252d"),
        SECRET.replace("-", "\\u002d"),
        "x VHIwdWI0ZG9yLXg3S3E5OVp0MkxtTg y",
        json.dumps(json.dumps([SECRET])),
        "IiJUcjB1YjRkb3IteDdLcTk5WnQyTG1OIg",
    ):
        assert leaks({"a": [text, 1, None]}, known) == {plain(SECRET)}, text
    assert leaks({SECRET: 1}, known) == {plain(SECRET)}
    assert leaks({"a": "xabcdx authorization_code"}, known) == frozenset()
    assert leaks({"a": "xabcdx, abcd!"}, known) == {"abcd"}


def test_spellings_say_where_they_come_from() -> None:
    text = "A%2541&amp;\\/\\u0042%C3%BC+-_"
    meant, origin = folded(text)
    assert meant == "aa&/bü++/"
    assert [text[start] for start in origin[:-1]] == list("A%&\\\\%+-_")
    assert origin[-1] == len(text)
    assert list(hidden_in("A" * ((1 << 20) + 1))) == []


def test_known_secrets_are_found_where_they_stand() -> None:
    known = Known(["alice", SECRET, "abc", "x" * 4])
    assert known.spans(f"alice, malice, {SECRET}!") == [(0, 5), (15, 15 + len(SECRET))]
    assert known.held_by("ALICE")
    assert not known.held_by("malice abc")
    assert Known([]).spans("alice") == []


@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "text/plain"])
@pytest.mark.parametrize("length", [None, "0", "12"])
def test_a_request_without_a_body_reads_the_same(media: str, length: str | None) -> None:
    log = log_of(drafted(refused().without_login()))
    request = log["entries"][0]["request"]
    request["headers"] = [] if length is None else [{"name": "Content-Length", "value": length}]
    for post in ({"mimeType": media}, {"mimeType": media, "params": [{"name": "code"}]}, None):
        request["postData"] = post
        har = json.dumps({"log": log}).encode()
        assert judged(redact(har).har) == judged(har)


def test_fields_are_written_as_fields() -> None:
    log = log_of(drafted(refused()))
    params = [
        {"name": "grant_type", "value": "authorization_code"},
        {"name": "code", "value": CODE},
    ]
    log["entries"][2]["request"]["postData"] = {"mimeType": "", "params": params}
    har = json.dumps({"log": log}).encode()
    redacted = redact(har)
    written = log_of(redacted.har)["entries"][2]["request"]["postData"]["params"]
    assert written[0] == params[0]
    assert written[1]["value"] != CODE
    assert judged(redacted.har) == judged(har)


def test_an_answer_to_no_status_and_a_page_of_a_ticket() -> None:
    log = log_of(drafted(refused().without_login()))
    log["entries"][0]["response"] = {"status": 400, "headers": [], "content": {}}
    har = json.dumps({"log": log}).encode()
    assert judged(redact(har).har) == judged(har)
    log["entries"].append({"request": None})
    log["entries"].append({})
    har = json.dumps({"log": log}).encode()
    assert redact(har).entries == 1


def test_a_secret_that_is_a_form_is_known_by_its_parts() -> None:
    har = drafted(
        refused("invalid_request", "no staple purple").with_(password="a=staple+purple&b")
    )
    assert "staple" not in redact(har).har.decode()
