"""Puts the parts of a ticket together to exchanges: requests, answers, bodies and URLs."""

import dataclasses
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from pkcedoctor.capture.http import (
    Body,
    HttpExchange,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import is_redacted
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.tickets.paste_parts import Address, Answer, Part, Sent, Status
from pkcedoctor.capture.tickets.paste_repeats import without_repeats
from pkcedoctor.capture.tickets.paste_urls import has_parameters
from pkcedoctor.records import dataclass, replace

URL = "URL"
ANSWER = "JSON answer"
LOG_LINE = "log line"

_TRANSCRIPTS = ("curl -v output", "raw HTTP exchange", "raw HTTP request")
_NEAR = 800
_ADDRESS_NEAR = 400
_ASSUMED = {True: 400, False: 200}
_REDIRECTION = 3
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})
_NO_REQUEST = "the text holds the answer, but not its request; add the request's body"
_NO_ANSWER_BODY = "the text holds the status, but not the response's body; add it"
_LEFT_OUT = "An answer was left out, because the text holds no request without one"


@dataclasses.dataclass(slots=True)
class Draft:
    """An exchange as far as it has been put together."""

    start: int
    end: int
    kind: str
    request: HttpRequest
    response: HttpResponse | None = None
    started: datetime | None = None
    notes: list[str] = dataclasses.field(default_factory=list)

    @property
    def posts(self) -> bool:
        """Whether it sends something."""
        return self.request.method not in _BODILESS


@dataclass(frozen=True, slots=True)
class Joined:
    """What was put together.

    Attributes:
        drafts: in the order of the text.
        kinds: of everything that went into them, in the order of the text.
    """

    drafts: tuple[Draft, ...]
    kinds: tuple[str, ...]


def joined(parts: Sequence[Part], statuses: Sequence[Status], remarks: Remarks) -> Joined:
    """Put parts together.

    Args:
        parts: what was found in a text, in order.
        statuses: the status codes that stand between them, in order.
        remarks: takes what is noticed.
    """
    gathering = _Gathering(statuses, remarks)
    for part in without_repeats(parts):
        match part:
            case Piece():
                gathering.take_piece(part)
            case Address():
                gathering.take_address(part)
            case Sent():
                gathering.take_sent(part)
            case _:
                gathering.take_answer(part)
    return gathering.finished()


def exchange_of(draft: Draft, line: int) -> HttpExchange:
    """Return a finished exchange.

    Args:
        draft: what was put together.
        line: where it begins, from 1.
    """
    headers = draft.request.headers
    asks = any(each.name.casefold() == "access-control-request-method" for each in headers)
    return HttpExchange(
        where=f"{draft.kind} at line {line}",
        index=0,
        started=draft.started,
        duration=None,
        request=draft.request,
        response=draft.response,
        preflight=draft.request.method == "OPTIONS" and asks,
    )


class _Gathering:
    def __init__(self, statuses: Sequence[Status], remarks: Remarks) -> None:
        self._statuses = tuple(statuses)
        self._status_starts = [status.start for status in statuses]
        self._used: set[int] = set()
        self._remarks = remarks
        self._drafts: list[Draft] = []
        self._address: Address | None = None
        self._waiting: list[tuple[int, int, str, HttpResponse, tuple[str, ...]]] = []
        self._bodies: set[Body] = set()
        self._urls: set[str] = set()
        self._kinds: list[tuple[int, str]] = []

    def take_piece(self, piece: Piece) -> None:
        self._kinds.append((piece.start, piece.kind))
        if piece.request is None:
            if piece.response is not None:
                self._answer(piece.start, piece.end, piece.kind, piece.response, piece.notes)
            return
        last = self._drafts[-1] if self._drafts else None
        if last is not None and _shows_again(last, piece, piece.request):
            _merge(last, piece, piece.request)
            return
        draft = Draft(
            piece.start, piece.end, piece.kind, piece.request, piece.response, notes=[*piece.notes]
        )
        self._add(draft)

    def take_address(self, address: Address) -> None:
        if address.labelled:
            self._address = address
            self._give_address(address)
        if not has_parameters(address.url):
            return
        if address.url in self._urls:
            return
        request = HttpRequest("GET", address.url, (), NoBody())
        notes = [f"In a URL, {change}" for change in address.notes]
        self._kinds.append((address.start, URL))
        self._add(Draft(address.start, address.end, URL, request, notes=notes))

    def take_sent(self, sent: Sent) -> None:
        if sent.body in self._bodies:
            return
        self._kinds.append((sent.start, sent.kind))
        last = self._drafts[-1] if self._drafts else None
        if last is not None and _lacks_body(last):
            last.request = replace(last.request, body=sent.body)
            last.notes += sent.notes
            last.end = max(last.end, sent.end)
            self._bodies.add(sent.body)
            return
        request = HttpRequest("POST", self._address_before(sent.start), (), sent.body)
        self._add(Draft(sent.start, sent.end, sent.kind, request, notes=[*sent.notes]))

    def take_answer(self, answer: Answer) -> None:
        self._kinds.append((answer.start, ANSWER))
        code = self._status_near(answer.start, answer.end)
        notes = answer.notes
        if code is None:
            code = _ASSUMED[answer.is_error]
            notes = (*notes, f"The text names no status for an answer; {code} was assumed")
        response = HttpResponse(code, (), TextBody(answer.text))
        self._answer(answer.start, answer.end, ANSWER, response, notes)

    def finished(self) -> Joined:
        """Return what was put together."""
        for start, end, kind, response, notes in self._waiting:
            if any(draft.posts for draft in self._drafts):
                self._remarks.add(_LEFT_OUT)
                continue
            request = HttpRequest("POST", "", (), UnrecordedBody(_NO_REQUEST))
            self._drafts.append(Draft(start, end, kind, request, response, notes=[*notes]))
        self._give_status()
        return Joined(
            tuple(sorted(self._drafts, key=lambda draft: draft.start)),
            tuple(kind for _, kind in sorted(self._kinds)),
        )

    def _add(self, draft: Draft) -> None:
        self._drafts.append(draft)
        self._urls.add(draft.request.url)
        if isinstance(draft.request.body, TextBody):
            self._bodies.add(draft.request.body)
        if draft.posts and draft.response is None and self._waiting:
            _, end, _, draft.response, notes = self._waiting.pop()
            draft.notes += notes
            draft.end = max(draft.end, end)

    def _address_before(self, position: int) -> str:
        """Return the URL that a body was sent to, where the text names it just before."""
        address = self._address
        if address is None or position - address.end > _ADDRESS_NEAR:
            return ""
        self._drafts = [
            draft for draft in self._drafts if draft.kind != URL or draft.start != address.start
        ]
        self._kinds = [one for one in self._kinds if one != (address.start, URL)]
        self._kinds.append((address.start, URL))
        return address.url

    def _give_address(self, address: Address) -> None:
        """Give a body that names no URL the one that follows close behind it."""
        last = self._drafts[-1] if self._drafts else None
        if last is None or last.request.url or has_parameters(address.url):
            return
        if last.posts and address.start - last.end <= _ADDRESS_NEAR:
            last.request = replace(last.request, url=address.url)
            self._kinds.append((address.start, URL))

    def _answer(
        self, start: int, end: int, kind: str, response: HttpResponse, notes: tuple[str, ...]
    ) -> None:
        draft = self._open(response, start, is_loose=kind == ANSWER)
        if draft is None:
            seen = any(
                each.response is not None and each.response.body == response.body
                for each in self._drafts
            )
            if not seen:
                self._waiting.append((start, end, kind, response, notes))
            return
        if draft.response is not None:
            draft.response = replace(draft.response, body=response.body)
        else:
            draft.response = response
            draft.notes += notes
        draft.end = max(draft.end, end)

    def _open(self, response: HttpResponse, start: int, *, is_loose: bool) -> Draft | None:
        """Return the request that a response belongs to."""
        if not is_loose:
            redirects = response.status // 100 == _REDIRECTION
            waiting = (
                draft
                for draft in reversed(self._drafts)
                if draft.response is None and (redirects or draft.kind != URL)
            )
            return next(waiting, None)
        for draft in reversed(self._drafts):
            if not draft.posts:
                continue
            if draft.response is None:
                return draft
            wants_body = isinstance(draft.response.body, UnrecordedBody)
            near = start - draft.end <= _NEAR and draft.kind != LOG_LINE
            return draft if wants_body and near and _goes_with(draft.response, response) else None
        return None

    def _status_near(self, start: int, end: int) -> int | None:
        """Return the status code that is nearest to an answer, the one before it if there is."""
        place = bisect_left(self._status_starts, start)
        before = place - 1 if self._is_free(place - 1) else -1
        after = place if self._is_free(place) else -1
        if before >= 0 and start - self._statuses[before].end > _NEAR:
            before = -1
        if after >= 0 and self._statuses[after].start - end > _NEAR:
            after = -1
        nearest = before if before >= 0 else after
        if nearest < 0:
            return None
        self._used.add(nearest)
        return self._statuses[nearest].code

    def _is_free(self, place: int) -> bool:
        return 0 <= place < len(self._statuses) and place not in self._used

    def _give_status(self) -> None:
        """Give the only request that has no answer the only status that is left."""
        unanswered = [draft for draft in self._drafts if draft.posts and draft.response is None]
        codes = {
            status.code for place, status in enumerate(self._statuses) if place not in self._used
        }
        answered = any(draft.posts and draft.response is not None for draft in self._drafts)
        if len(unanswered) == 1 and len(codes) == 1 and not answered:
            response = HttpResponse(codes.pop(), (), UnrecordedBody(_NO_ANSWER_BODY))
            unanswered[0].response = response


def _goes_with(seen: HttpResponse, loose: HttpResponse) -> bool:
    """Whether a loose answer may be the body of a response."""
    return (seen.status < 400) == (loose.status < 400) or seen.status == loose.status  # noqa: PLR2004


def _lacks_body(draft: Draft) -> bool:
    body = draft.request.body
    return draft.posts and draft.kind != LOG_LINE and isinstance(body, UnrecordedBody)


def _shows_again(last: Draft, piece: Piece, request: HttpRequest) -> bool:
    """Whether a transcript shows what the command before it sent."""
    return (
        last.response is None
        and last.kind not in (URL, LOG_LINE)
        and last.kind not in _TRANSCRIPTS
        and piece.kind in _TRANSCRIPTS
        and last.request.method == request.method
        and last.request.url.endswith(_path(request.url))
    )


def _merge(last: Draft, piece: Piece, request: HttpRequest) -> None:
    hidden = isinstance(request.body, UnrecordedBody)
    url = last.request.url
    last.request = replace(
        request,
        url=request.url if is_redacted(url) or "://" not in url else url,
        headers=request.headers or last.request.headers,
        body=last.request.body if hidden else request.body,
    )
    last.response = piece.response
    last.end = piece.end
    last.notes += piece.notes


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2] if "://" in url else url
