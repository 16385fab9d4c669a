"""Serves Refrain in the browser: `python app.py`, then http://127.0.0.1:7860.

One FastAPI application holds the page, and has room for HTTP endpoints beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import signal
import socket
import ssl
import sys
import tempfile
import threading
from pathlib import Path

# Both are read when gradio is imported. A folder of our own, gone when the app ends, holds what
# people record and upload: the default one is shared with every other program that uses gradio.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
_UPLOADS = tempfile.TemporaryDirectory(prefix="refrain-")
os.environ["GRADIO_TEMP_DIR"] = _UPLOADS.name

import gradio as gr  # noqa: E402
import uvicorn  # noqa: E402
from fastapi import FastAPI  # noqa: E402

from assistant import load  # noqa: E402
from assistant.assistant import Assistant  # noqa: E402
from assistant.console import add_own_options, own  # noqa: E402
from assistant.errors import BadInput  # noqa: E402
from assistant.ui import (  # noqa: E402
    chat_tab,
    commands_tab,
    inside,
    lasting,
    listen,
    live,
    live_socket,
    own_phrases,
    panel,
    picture,
    understood,
    voice,
    write,
    write_socket,
)
from assistant.ui.chat import Chat  # noqa: E402
from assistant.ui.theme import CSS, MASTHEAD, theme  # noqa: E402

MAX_UPLOAD = "250mb"
"""An hour of mono at 32 kHz in 16 bits fits, or of any mp3."""
MAX_WAITING = 64
"""Requests that may queue up before people are told to come back."""
LOCAL = ("127.0.0.1", "::1", "localhost")
"""Addresses that only this machine reaches: who records a voice writes to its disk."""
KEPT = 1800
"""Seconds after which an uploaded sound is removed, at the latest."""
_PARTS = (listen, live, voice, understood, lasting, panel, commands_tab, own_phrases, write, inside)
STYLES = "".join(part.CSS for part in _PARTS)


def page(assistant: Assistant, beside: panel.Panel, recordings: Path | None = None) -> gr.Blocks:
    """Everything that is on the page; voices can be recorded if there is a folder for them."""
    blocks: gr.Blocks = gr.Blocks(
        title="Refrain", analytics_enabled=False, delete_cache=(KEPT, KEPT)
    )
    with blocks:
        gr.HTML(MASTHEAD, elem_id="masthead", apply_default_css=False)
        ringing = panel.build()
        with gr.Tabs(overflow_behavior="wrap") as tabs:
            with gr.Tab("Chat", id="chat"):
                talk = chat_tab.lay_out()
            with gr.Tab("Commands", id="commands") as commands:
                skills = commands_tab.build(assistant, commands)
            with gr.Tab("Listen"):
                listen.build(assistant)
                voice.build(recordings)
            with gr.Tab("Write"):
                write.build()
            with gr.Tab("Inside"):
                inside.build(assistant)
        elsewhere = chat_tab.Elsewhere(tabs, skills.chosen, ringing.rang)
        chat_tab.join(Chat(assistant, beside.ringing), talk, elsewhere)
    blocks.queue(default_concurrency_limit=8, max_size=MAX_WAITING)
    return blocks


def create(assistant: Assistant, recordings: Path | None = None) -> FastAPI:
    """The page as a web application.

    recordings : folder that may be written, if the application serves this machine alone
    """
    # FastAPI's own documentation pages fetch scripts from elsewhere; this app asks for nothing.
    application = FastAPI(title="Refrain", docs_url=None, redoc_url=None, openapi_url=None)
    # Before the page, which answers all other paths.
    live_socket.attach(application, assistant)
    write_socket.attach(application, assistant)
    beside = panel.Panel(assistant)
    panel.serve(application, beside)
    if recordings is not None:
        voice.serve(application, recordings)
    gr.mount_gradio_app(
        application,
        page(assistant, beside, recordings),
        path="/",
        theme=theme(),
        css=CSS + STYLES,
        footer_links=["settings"],
        run_history=False,
        ssr_mode=False,
        max_file_size=MAX_UPLOAD,
        allowed_paths=[str(folder) for folder in (listen.SAMPLES, recordings) if folder],
    )
    return application


class Server(uvicorn.Server):
    """Says where it is once it answers there, and only then reads the networks."""

    address = ""
    assistant: Assistant

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Refrain is on {self.address} (Ctrl-C ends it)", flush=True)
            threading.Thread(target=_warm_up, args=(self.assistant,), daemon=True).start()


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; the exit code."""
    options = _parser().parse_args(arguments)
    if complaint := _wrong_with_certificate(options.ssl_certfile, options.ssl_keyfile):
        print(f"app: {complaint}", file=sys.stderr)
        return 2
    try:
        mine = own(options)
        listener = _bind(options.host, options.port)
    except BadInput as error:
        print(f"app: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"app: {_refusal(error, options.host, options.port)}", file=sys.stderr)
        return 1
    assistant = load(options.models, mine)
    local = options.host in LOCAL
    config = uvicorn.Config(
        create(assistant, options.recordings.resolve() if local else None),
        log_level="warning",
        ssl_certfile=options.ssl_certfile,
        ssl_keyfile=options.ssl_keyfile,
        timeout_graceful_shutdown=2,
        ws_max_size=2 * live_socket.MAX_MESSAGE,
    )
    server = Server(config)
    server.assistant = assistant
    server.address = _address(options.host, listener.getsockname()[1], bool(options.ssl_certfile))
    # Leave by the front door, so that the folder of uploads goes as well.
    for leave in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(leave, lambda number, _: sys.exit(128 + number))
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    return 0


def _warm_up(assistant: Assistant) -> None:
    assistant.warm_up()
    picture.warm_up()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py", description="Refrain in the browser.")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other machines in")
    parser.add_argument("--port", type=int, default=7860, help="0 takes a free one")
    parser.add_argument(
        "--recordings",
        type=Path,
        metavar="FOLDER",
        default=Path("runs/recordings"),
        help="where your voice is kept, if you read aloud in Listen",
    )
    parser.add_argument("--ssl-certfile", help="for https, which other machines' microphones need")
    parser.add_argument("--ssl-keyfile")
    parser.add_argument("--models", type=Path, metavar="FOLDER", help="instead of the bundled ones")
    add_own_options(parser)
    return parser


def _wrong_with_certificate(certificate: str | None, key: str | None) -> str:
    """What is wrong with the two files; nothing if they work, or if neither is given."""
    if not certificate and not key:
        return ""
    if not certificate or not key:
        return "--ssl-certfile and --ssl-keyfile go together."
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        return f"can't use {certificate} with {key}: {error}."
    return ""


def _bind(host: str, port: int) -> socket.socket:
    """Take the port before anything slow happens, so that a taken one is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise OSError(getattr(error, "errno", 0), str(error)) from error
    return listener


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken. Choose another: --port {port + 1} (make run PORT={port + 1})."
        )
    return f"can't listen on {host}:{port}: {error.strerror}."


def _address(host: str, port: int, secure: bool) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"{'https' if secure else 'http'}://{shown}:{port}"


if __name__ == "__main__":
    sys.exit(main())
