"""wget commands: typed by hand, or made by a tool that writes snippets."""

from collections.abc import Iterator

from pkcedoctor.capture.commands.shell_options import Argument, Grammar, letters, names, sorted_out
from pkcedoctor.capture.commands.shell_requests import (
    ADDRESS,
    FORM,
    IN_FILE,
    NO_SCHEME,
    OPEN_QUERY,
    PASSWORD,
    basic,
    body_of,
    hides_names,
    query_of,
    sent_body,
    with_scheme,
    without_user,
)
from pkcedoctor.capture.commands.shell_words import Notes
from pkcedoctor.capture.commands.shells import Program, named, typed
from pkcedoctor.capture.http import Body, Header, HttpRequest, UnrecordedBody
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.patterns import regex

KIND = "wget command"
CHALLENGED = "wget sends credentials only after the server has asked for them"

_WITH_VALUE = names(
    """
    accept accept-regex append-output auth-type base bind-address body-data body-file
    ca-certificate ca-directory certificate certificate-type ciphers compression config
    connect-timeout crl-file cut-dirs default-page directory-prefix dns-timeout domains
    egd-file exclude-directories exclude-domains execute follow-tags header hsts-file
    http-passwd http-password http-user ignore-tags include-directories input-file level
    limit-rate load-cookies local-encoding max-redirect method output-document
    output-file password pinnedpubkey post-data post-file prefer-family private-key
    private-key-type progress protocols proxy-password proxy-user quota random-file
    read-timeout referer regex-type reject reject-regex rejected-log remote-encoding
    restrict-file-names save-cookies secure-protocol start-pos timeout tries use-askpass user
    user-agent wait waitretry warc-file
    """
)
_WITHOUT = names(
    """
    adjust-extension ask-password auth-no-challenge background backups cache check-certificate
    clobber content-disposition content-on-error continue convert-links cookies debug
    delete-after directories dns-cache force-directories force-html glob help host-directories
    https-only ignore-case ignore-length inet4-only inet6-only iri keep-session-cookies
    mirror no-cache no-check-certificate no-clobber no-cookies no-directories no-dns-cache
    no-host-directories no-http-keep-alive no-netrc no-parent no-proxy no-verbose
    page-requisites passive-ftp protocol-directories quiet recursive relative retry-connrefused
    retry-on-host-error save-headers server-response show-progress span-hosts spider
    timestamping trust-server-names unlink verbose version xattr
    """
)
_LETTERS = letters(
    """
    4=inet4-only 6=inet6-only A=accept B=base D=domains E=adjust-extension F=force-html H=span-hosts
    I=include-directories K=backups L=relative N=timestamping O=output-document P=directory-prefix
    Q=quota R=reject S=server-response T=timeout U=user-agent V=version X=exclude-directories
    a=append-output b=background c=continue d=debug e=execute h=help i=input-file k=convert-links
    l=level m=mirror n=not o=output-file p=page-requisites q=quiet r=recursive t=tries v=verbose
    w=wait x=force-directories
    """
)
_MOST_URLS = 20
_GRAMMAR = Grammar(
    with_value=_WITH_VALUE | {"not"}, without=_WITHOUT, letters=_LETTERS, equals=True
)
_PROGRAM = Program(
    name=named(r"[Ww]get(?:\.exe)?"),
    options=regex(r"[ \t]*+--(?:post|body|header|method|user|password|auth|output|quiet)\b"),
    arguments=regex(r"[\s\u00a0\\^`]*+(?:[-'\"$<“”\u2010-\u2015\u2212^]|\S*[.:/{%]|localhost)"),
)


def find(text: str) -> Iterator[Piece]:
    """Yield the requests that wget commands in a text make.

    Args:
        text: any text.
    """
    for command in typed(text, _PROGRAM):
        notes = Notes()
        notes.add(*command.notes)
        arguments = tuple(sorted_out(command.words, _GRAMMAR, notes))
        urls = [each for each in arguments if not each.name and ADDRESS.match(each.value)]
        urls = urls[:_MOST_URLS]
        start = command.start
        for place, url in enumerate(urls, start=1):
            end = command.end if place == len(urls) else max(start, url.end)
            made = _request(arguments, url.value, notes)
            yield Piece(start, end, KIND, request=made, notes=notes.all())
            start = end


def _request(arguments: tuple[Argument, ...], address: str, notes: Notes) -> HttpRequest | None:
    given = {each.name: each.value for each in arguments if each.name}
    url, guessed = with_scheme(address)
    if guessed:
        notes.add(NO_SCHEME)
    url, credentials = without_user(url)
    body = _body(given)
    if body is None and hides_names(query_of(url)):
        notes.add(OPEN_QUERY)
        return None
    headers = [each.value.partition(":") for each in arguments if each.name == "header"]
    typed_headers = {
        name.strip().casefold(): Header(name.strip(), value.strip())
        for name, colon, value in headers
        if colon
    }
    own = (
        ("Authorization", _authorization(given, credentials, notes)),
        ("User-Agent", given.get("user-agent", "")),
        ("Referer", given.get("referer", "")),
        ("Content-Type", "" if body is None else FORM),
    )
    method = given.get("method", "").upper() or _default_method(given)
    unreplaced = (Header(name, text) for name, text in own if text)
    return HttpRequest(
        method,
        url,
        headers=(
            *(header for header in unreplaced if header.name.casefold() not in typed_headers),
            *typed_headers.values(),
        ),
        body=sent_body(method, url, tuple(typed_headers.values()), body),
    )


def _default_method(given: dict[str, str]) -> str:
    if "post-data" in given or "post-file" in given:
        return "POST"
    return "HEAD" if "spider" in given else "GET"


def _body(given: dict[str, str]) -> Body | None:
    if "post-file" in given or "body-file" in given:
        return UnrecordedBody(IN_FILE)
    text = given.get("post-data", given.get("body-data"))
    return None if text is None else body_of(text)


def _authorization(given: dict[str, str], credentials: tuple[str, str] | None, notes: Notes) -> str:
    user = given.get("http-user", given.get("user"))
    if user is not None:
        secret = given.get("http-password", given.get("http-passwd", given.get("password")))
        credentials = (user, PASSWORD if secret is None else secret)
    if credentials is None:
        return ""
    if "auth-no-challenge" in given:
        return basic(*credentials)
    notes.add(CHALLENGED)
    return ""
