from pkcedoctor.capture import Header, HttpRequest, HttpResponse, NoBody

HEADERS = (Header("Content-Type", "a"), Header("content-type", "b"))


def test_a_header_is_found_whatever_the_case_of_its_name() -> None:
    request = HttpRequest("GET", "https://a/", HEADERS, NoBody())
    response = HttpResponse(200, HEADERS, NoBody())
    for message in (request, response):
        assert message.header("CONTENT-TYPE") == "a"
        assert message.header("Accept") is None
