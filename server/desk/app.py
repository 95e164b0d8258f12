"""The desk for the page on the same computer: join, unlock, exchange, export. Mounted at /desk of whatever serves the
page.

No testimony leaves through here: an export is written to this computer's disk, and the page gets counts and file names.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, jsonify, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from server.answers import answer_with_refusals
from server.desk.compiling import WORKBOOK_LIMIT_BYTES, compile_upload
from server.desk.desk import Desk, DeskConfig, Status
from server.desk.guard import check_caller, loopback_hosts
from server.desk.schemas import Export, Join, Unlock, export_request, report_json, status_json
from server.desk.sessions import Sessions
from server.desk.wire import read_json
from server.format.refusals import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_REQUEST_LIMIT_BYTES: Final = 64 * 1024
_JOIN, _UNLOCK, _EXPORT = Join(), Unlock(), Export()


def with_desk(app: WSGIApplication, config: DeskConfig) -> WSGIApplication:
    """``app``, with the desk at /desk."""
    return DispatcherMiddleware(app, {"/desk": create_desk(config)})


def create_desk(config: DeskConfig) -> Flask:
    app = Flask("gawahi-desk", static_folder=None)
    app.logger.setLevel(logging.WARNING)
    app.config.update(MAX_CONTENT_LENGTH=_REQUEST_LIMIT_BYTES, PROVIDE_AUTOMATIC_OPTIONS=False)
    answer_with_refusals(app)
    hosts = loopback_hosts(config.port)
    desk, sessions = Desk(config), Sessions()

    @app.before_request
    def _only_our_page() -> None:
        check_caller(request.method, request.headers, hosts)

    @app.after_request
    def _never_cached(answer: Response) -> Response:
        answer.headers["Cache-Control"] = "no-store"
        return answer

    _add_door(app, desk, sessions)
    _add_work(app, desk, sessions)
    _add_forms(app)
    return app


def _add_door(app: Flask, desk: Desk, sessions: Sessions) -> None:
    @app.get("/status")
    def status() -> Response:
        if desk.is_open and not sessions.holds(_authorization()):
            # To this caller it is locked: whose team it is, and how much it knows, is for whoever gave the passphrase.
            return jsonify(status_json(Status("locked", None, 0)))
        return jsonify(status_json(desk.status()))

    @app.post("/join")
    def join() -> Response:
        given = read_json(_JOIN)
        desk.join(given["link"], given["label"], given["passphrase"])
        return jsonify({"token": sessions.begin(), **status_json(desk.status())})

    @app.post("/unlock")
    def unlock() -> Response:
        desk.unlock(read_json(_UNLOCK)["passphrase"])
        return jsonify({"token": sessions.begin()})

    @app.post("/lock")
    def lock() -> Response:
        _demand_session(sessions)
        sessions.end_all()
        desk.lock()
        return jsonify(status_json(desk.status()))


def _add_work(app: Flask, desk: Desk, sessions: Sessions) -> None:
    @app.post("/sync")
    def sync() -> Response:
        _demand_session(sessions)
        desk.sync()
        return jsonify(status_json(desk.status()))

    @app.post("/export/preview")
    def preview() -> Response:
        _demand_session(sessions)
        return jsonify(report_json(desk.preview(export_request(read_json(_EXPORT)))))

    @app.post("/export")
    def export() -> Response:
        _demand_session(sessions)
        return jsonify(report_json(desk.export(export_request(read_json(_EXPORT)))))


def _add_forms(app: Flask) -> None:
    @app.post("/form")
    def form() -> Response:
        """Needs no session: it reads what it is given and nothing of the team's."""
        if request.mimetype != "application/octet-stream":
            raise Refusal("wrong_media_type")
        request.max_content_length = WORKBOOK_LIMIT_BYTES
        return jsonify(compile_upload(request.get_data(), request.args.get("name", "")))


def _authorization() -> str:
    return request.headers.get("Authorization", "")


def _demand_session(sessions: Sessions) -> None:
    if not sessions.holds(_authorization()):
        raise Refusal("desk_locked")
