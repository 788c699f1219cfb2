"""The two small loopback origins beside a server: the client's app, and a redirecting front."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from tests.recorded.registration import APP_PORT, FRONT_PORT

HERE = Path(__file__).parent
PAGE = b"<!doctype html><title>app</title><p>The app received the redirect.</p>\n"


class Quiet(BaseHTTPRequestHandler):
    """A request handler that speaks HTTP/1.1 and logs nothing."""

    protocol_version = "HTTP/1.1"
    server_version = "neighbour/1"
    sys_version = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""

    def answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        """Read the request to its end, then answer."""
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class App(Quiet):
    """The client's static page: it shows itself to GET and takes no POST."""

    def do_GET(self) -> None:
        """Show the page."""
        self.answer(HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, PAGE)

    def do_POST(self) -> None:
        """Take nothing, as static hosting does."""
        self.answer(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET", "Content-Type": "text/plain"})


class SinglePageApp(App):
    """The client as a page that logs in and redeems the code with fetch."""

    def do_GET(self) -> None:
        """Show the same page for every path, as such apps are hosted."""
        page = (HERE / "spa.html").read_bytes()
        self.answer(HTTPStatus.OK, {"Content-Type": "text/html; charset=utf-8"}, page)


class Front(Quiet):
    """A front that redirects /<status>?to=<url> with that status."""

    def do_POST(self) -> None:
        """Redirect to where the query says."""
        parts = urlsplit(self.path)
        target = parse_qs(parts.query)["to"][0]
        self.answer(int(parts.path.strip("/")), {"Location": target})


@contextmanager
def neighbours(app: type[App] = App) -> Iterator[None]:
    """Run both origins while the block runs."""
    origins = [
        ThreadingHTTPServer(("127.0.0.1", APP_PORT), app),
        ThreadingHTTPServer(("127.0.0.1", FRONT_PORT), Front),
    ]
    for origin in origins:
        Thread(target=origin.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        for origin in origins:
            origin.shutdown()
            origin.server_close()
