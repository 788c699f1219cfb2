import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.exports.samltracer import read
from pkcedoctor.capture.http import (
    Body,
    Field,
    FieldsBody,
    Header,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks

NO_FORM = UnrecordedBody("SAML-tracer kept no form of this request; record a HAR")
NO_RESPONSE = UnrecordedBody("SAML-tracer keeps no response bodies; record a HAR")


def traced(**members: object) -> dict[str, object]:
    request = {"method": "POST", "url": "https://a", "requestHeaders": [], **members}
    return {"requests": [request], "timestamp": "2026-11-20T08:25:11.000Z"}


def reading(value: object) -> Reading:
    found = read(value, Remarks())
    assert found is not None
    return found


def test_a_request() -> None:
    (exchange,) = reading(
        traced(
            post=[["code", "a b"], ["client_secret", "{overwritten}"]],
            requestHeaders=[{"name": "B", "value": "c"}],
            responseStatus=400,
            responseHeaders=[["Location", "/x"]],
        )
    ).exchanges
    fields = (Field("code", "a b"), Field("client_secret", "{overwritten}"))
    assert exchange.where == "request 1"
    assert exchange.request == HttpRequest(
        "POST", "https://a", (Header("B", "c"),), FieldsBody(fields, encoded=False)
    )
    assert exchange.response == HttpResponse(400, (Header("Location", "/x"),), NO_RESPONSE, "/x")


@pytest.mark.parametrize(
    ("members", "body"),
    [
        ({}, NO_FORM),
        ({"method": "get"}, NoBody()),
        ({"requestHeaders": {"content-length": "0"}}, NoBody()),
        ({"postData": "a=b"}, TextBody("a=b")),
        ({"post": [{"name": "a", "value": "b"}, 5]}, FieldsBody((Field("a", "b"),), encoded=False)),
    ],
)
def test_bodies(members: dict[str, object], body: Body) -> None:
    (exchange,) = reading(traced(**members)).exchanges
    assert exchange.request.body == body


@pytest.mark.parametrize(
    ("members", "response"),
    [
        ({}, None),
        ({"responseStatus": 0}, None),
        ({"responseStatus": "204"}, HttpResponse(204, (), NoBody())),
        (
            {"responseStatus": 200, "responseHeaders": {"Content-Length": 0}},
            HttpResponse(200, (Header("Content-Length", "0"),), NoBody()),
        ),
    ],
)
def test_responses(members: dict[str, object], response: HttpResponse | None) -> None:
    (exchange,) = reading(traced(**members)).exchanges
    assert exchange.response == response


def test_what_is_no_request_is_left_out() -> None:
    value = {"requests": [None, {"url": "https://a"}, *_requests(traced())]}
    remarks = Remarks()
    found = read(value, remarks)
    assert found is not None
    assert [exchange.where for exchange in found.exchanges] == ["request 3"]
    assert remarks.sentences() == ("2 items that are no requests were left out.",)


def _requests(value: dict[str, object]) -> list[object]:
    requests = value["requests"]
    assert isinstance(requests, list)
    return requests


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"requests": []}, {"requests": {}}, {"requests": [{"url": "https://a"}]}],
)
def test_other_json(value: object) -> None:
    assert read(value, Remarks()) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
NAMES = ["method", "url", "requestHeaders", "post", "postData", "responseStatus", "responseHeaders"]


@given(st.dictionaries(st.sampled_from(NAMES), json_values))
def test_any_json_survives(members: dict[str, object]) -> None:
    read({"requests": [{"url": "https://a", **members}]}, Remarks())
    read(members, Remarks())
