"""The WebSocket behind the tab *Write*: questions come in as JSON, answers go out.

A client says `{"do": "suggest" | "alternatives" | "write" | "stop", ...}`; see `write_desk` for
what goes with each. A new `write` ends the one before. What can't be used is answered with
`{"kind": "error", "about": ..., "message": ...}`, and the connection stays.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool

from assistant.assistant import Assistant
from assistant.errors import AssistantError, BadInput, BadOption
from assistant.ui.live_socket import BROKEN, FULL, REFUSED, same_origin
from assistant.ui.write_desk import Desk

PATH = "/desk"
MAX_MESSAGE = 1 << 17
"""Characters."""
MAX_PAGES = 64
MAX_WRITING = 4
"""Texts that are written at once; whoever comes later waits."""


def attach(application: FastAPI, assistant: Assistant) -> None:
    """Serve the tab at `PATH`."""
    pages: set[WebSocket] = set()
    turns = asyncio.Semaphore(MAX_WRITING)

    @application.websocket(PATH)
    async def desk(socket: WebSocket) -> None:
        if not same_origin(socket):
            await socket.close(REFUSED)  # before it is accepted: the browser gets a 403
            return
        await socket.accept()
        if len(pages) >= MAX_PAGES:
            await socket.close(FULL, "Too many pages are open. Try again later.")
            return
        pages.add(socket)
        page = _Page(socket, Desk(assistant), turns)
        try:
            await page.run()
        except BadInput as error:
            with contextlib.suppress(RuntimeError):
                await socket.close(REFUSED, str(error)[:120])
        except AssistantError as error:
            with contextlib.suppress(RuntimeError):
                await socket.close(BROKEN, str(error)[:120])
        except (WebSocketDisconnect, RuntimeError):
            pass  # it is gone, perhaps in the middle of an answer
        finally:
            try:
                await page.end()
            finally:
                pages.discard(socket)


class _Page:
    """One client from its first message to its last."""

    def __init__(self, socket: WebSocket, desk: Desk, turns: asyncio.Semaphore) -> None:
        self.socket, self.desk, self.turns = socket, desk, turns
        self.stopped = False
        self.writing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            said = _read(message.get("text") or "")
            doing = said.get("do")
            try:
                if doing == "write":
                    await self.end()
                    self.stopped = False
                    self.writing = asyncio.create_task(self._write(said))
                elif doing == "stop":
                    self.stopped = True
                elif doing in ("styles", "suggest", "alternatives"):
                    await self.socket.send_json(await run_in_threadpool(self._answer, doing, said))
                else:
                    raise BadOption("Nobody knows how to do that.")
            except AssistantError as error:
                await self._complain(error, said)

    def _answer(self, doing: str, said: dict[str, Any]) -> dict[str, Any]:
        if doing == "styles":
            return self.desk.styles()
        return self.desk.suggest(said) if doing == "suggest" else self.desk.alternatives(said)

    async def end(self) -> None:
        """Ends what is being written and waits until it has."""
        self.stopped = True
        if self.writing is not None:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await self.writing
        self.writing = None

    async def _write(self, said: dict[str, Any]) -> None:
        async with self.turns:
            events = self.desk.write(said, lambda: self.stopped)
            try:
                # Each step in a thread: the page is heard meanwhile, and others are served.
                while (event := await run_in_threadpool(_next, events)) is not None:
                    await self.socket.send_json(event)
            except AssistantError as error:
                await self._complain(error, said)

    async def _complain(self, error: AssistantError, said: dict[str, Any]) -> None:
        about = {"about": str(said.get("do"))[:20], "id": said.get("id")}
        await self.socket.send_json({"kind": "error", "message": str(error), **about})


def _next(events: Iterator[dict[str, Any]]) -> dict[str, Any] | None:
    return next(events, None)


def _read(text: str) -> dict[str, Any]:
    """
    Raises:
        BadInput: it is no JSON object, or too long.
    """
    if len(text) > MAX_MESSAGE:
        raise BadInput("That is too long to be read.")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput("Send JSON objects.") from error
    if not isinstance(said, dict):
        raise BadInput("Send JSON objects.")
    return said
