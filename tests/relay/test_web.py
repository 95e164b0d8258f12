"""The web app's files and the guard around every answer."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx
import pytest
from flask import Flask, Response

from server.answers import answer_with_refusals
from server.web import API_HEADERS, SECURITY_HEADERS, WebAppMissing, find_web_app, guard, read_web_app, web_app
from tests.relay.teams import refused


@pytest.fixture
def app(web_folder: Path) -> Flask:
    app = Flask("page", static_folder=None)
    app.logger.setLevel(logging.CRITICAL)
    app.register_blueprint(web_app(read_web_app(web_folder)))
    answer_with_refusals(app)

    @app.get("/api/v1/fail")
    def fail() -> str:
        raise ZeroDivisionError

    @app.get("/api/v1/cached")
    def cached() -> Response:
        return Response("kept", headers={"Cache-Control": "public", "Content-Security-Policy": "default-src *"})

    return app


def browse(app: Flask, *, hosts: frozenset[str] | None = None, tls: bool = False) -> httpx.Client:
    transport = httpx.WSGITransport(guard(app, hosts=hosts, tls=tls))
    return httpx.Client(transport=transport, base_url="http://localhost:8000", headers={"Accept-Encoding": "gzip"})


def test_the_page_is_given_with_its_type_and_asked_for_each_time(app: Flask) -> None:
    answer = browse(app).get("/")
    assert answer.text == "<!doctype html><title>گواہی</title>"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert browse(app).get("/sw.js").headers["Cache-Control"] == "no-cache"
    assert browse(app).get("/index.html").content == answer.content


def test_a_file_whose_name_changes_with_its_content_is_kept_for_good(app: Flask) -> None:
    answer = browse(app).get("/assets/main-1a2b.js")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_a_browser_that_reads_brotli_gets_the_packed_twin(app: Flask) -> None:
    with browse(app).stream("GET", "/", headers={"Accept-Encoding": "gzip, br"}) as answer:
        assert b"".join(answer.iter_raw()) == b"packed page"
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["Vary"] == "Accept-Encoding"
    plain = browse(app).get("/", headers={"Accept-Encoding": "br;q=0"})
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != answer.headers["ETag"]


def test_a_file_that_did_not_change_is_not_sent_again(app: Flask) -> None:
    etag = browse(app).get("/").headers["ETag"]
    again = browse(app).get("/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/.stamp", "/index.html.br", "/nothing", "/assets/", "/%2e%2e/secret", "/assets/..%2f..%2fx"]
)
def test_only_files_of_the_build_are_given(app: Flask, path: str) -> None:
    refused(browse(app).get(path), "not_found")


@pytest.mark.parametrize("path", ["/", "/sw.js", "/assets/main-1a2b.js", "/nothing", "/api"])
def test_every_answer_carries_the_strict_headers(app: Flask, path: str) -> None:
    answer = browse(app).get(path)
    for name, value in SECURITY_HEADERS:
        assert answer.headers.get_list(name) == [value]
    assert "Strict-Transport-Security" not in answer.headers
    assert "Strict-Transport-Security" in browse(app, tls=True).get(path).headers


def test_the_policy_allows_no_inline_script_and_no_other_site(app: Flask) -> None:
    policy = dict(part.split(" ", 1) for part in browse(app).get("/").headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["style-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "app"
    assert "unsafe-inline" not in str(policy)


def test_camera_and_microphone_are_for_the_app_alone(app: Flask) -> None:
    allowed = dict(part.split("=", 1) for part in browse(app).get("/").headers["Permissions-Policy"].split(", "))
    assert allowed["camera"] == "(self)"
    assert allowed["microphone"] == "(self)"


@pytest.mark.parametrize("path", ["/api/v1/fail", "/api/v1/cached", "/api/nothing"])
def test_what_the_api_answers_is_never_kept_and_never_a_page(app: Flask, path: str) -> None:
    answer = browse(app).get(path)
    for name, value in API_HEADERS:
        assert answer.headers.get_list(name) == [value]
    assert dict(API_HEADERS) == {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    assert "Strict-Transport-Security" not in answer.headers
    assert "Strict-Transport-Security" in browse(app, tls=True).get(path).headers


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "",
        "[::2]:8000",
        "bad[host",
        "evil@localhost",
        "localhost:1:2",
    ],
)
def test_a_page_that_points_its_own_name_to_this_computer_is_turned_away(app: Flask, host: str) -> None:
    answer = browse(app, hosts=frozenset({"localhost", "127.0.0.1", "::1"})).get("/", headers={"Host": host})
    refused(answer, "wrong_host")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["localhost:8000", "LOCALHOST", "127.0.0.1:8000", "[::1]:8000"])
def test_this_computers_own_names_are_answered(app: Flask, host: str) -> None:
    client = browse(app, hosts=frozenset({"localhost", "127.0.0.1", "::1"}))
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_without_a_built_web_app_the_start_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WebAppMissing, match="make run"):
        find_web_app(tmp_path)
