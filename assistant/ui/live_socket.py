"""The WebSocket behind live captions: sound comes in, captions go out, and none of it is kept.

A client says `{"rate": 48000, "silence": 0.7}`, sends its sound as 16-bit mono samples, and ends
with `"end"`. It is sent JSON: `began`, `partial`, `final`. A client that sends faster than it is
heard is read more slowly; one that sends anything else is told why it is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import soxr
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from assistant.assistant import Assistant
from assistant.errors import AssistantError, BadInput, BadOption
from assistant.messages import SAMPLE_RATE
from assistant.speech.audio import RATES
from assistant.speech.live import Caption, Final, LiveSession, Partial
from assistant.speech.stream import Endpoints
from assistant.ui.picture import certainty

PATH = "/live"
MAX_MESSAGE = 1 << 18
"""Bytes of one message: more than half a second at any rate."""
MAX_WAITING = 10.0
"""Seconds of sound that wait to be heard before the client has to wait."""
MAX_LISTENING = 3600.0
"""Seconds of sound in one session."""
MAX_SILENT = 30.0
"""Seconds in which a client has to say something: a microphone never stops sending."""
MAX_SESSIONS = 8
MAX_UNSENT = 100
"""Captions that wait for a slow client; beyond, it gets only the final ones."""

DONE, GONE, REFUSED, BROKEN, FULL = 1000, 1001, 1008, 1011, 1013
"""Close codes of RFC 6455 and its registry."""


@dataclass(frozen=True)
class Wishes:
    """What a client says first."""

    rate: int
    """Hertz."""
    endpoints: Endpoints

    @classmethod
    def read(cls, text: str | None) -> Wishes:
        """
        Raises:
            BadOption: it is no such JSON object, or a number in it is out of range.
        """
        try:
            said = json.loads(text or "")
            rate, silence = said["rate"], float(said.get("silence", Endpoints.silence))
            if not isinstance(rate, int) or not RATES[0] <= rate <= RATES[1]:
                raise BadOption(
                    f"The rate {str(rate)[:20]} is not between {RATES[0]} and {RATES[1]}."
                )
        except (
            ValueError,
            TypeError,
            LookupError,
            OverflowError,
            AttributeError,
            RecursionError,
        ) as error:
            raise BadOption('Begin with {"rate": hertz, "silence": seconds}.') from error
        return cls(rate, Endpoints(silence=silence))


def attach(application: FastAPI, assistant: Assistant) -> None:
    """Serve captions at `PATH`."""
    sessions: set[WebSocket] = set()

    @application.websocket(PATH)
    async def live(socket: WebSocket) -> None:
        if not same_origin(socket):
            await socket.close(REFUSED)  # before it is accepted: the browser gets a 403
            return
        await socket.accept()
        if len(sessions) >= MAX_SESSIONS:
            await _close(socket, FULL, "Too many are listening at once. Try again later.")
            return
        sessions.add(socket)
        try:
            await _Conversation(socket, assistant).run()
        except BadInput as error:
            await _close(socket, REFUSED, str(error))
        except AssistantError as error:
            await _close(socket, BROKEN, str(error))
        except WebSocketDisconnect:
            pass
        finally:
            sessions.discard(socket)


def same_origin(asked: HTTPConnection) -> bool:
    """Whether the page that asks is ours: any page may try, and browsers tell."""
    origin = urlsplit(asked.headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == asked.headers.get("host")


class _Conversation:
    """One client from its first message to its last."""

    def __init__(self, socket: WebSocket, assistant: Assistant) -> None:
        self.socket = socket
        self.assistant = assistant
        self.outbox: asyncio.Queue[Caption | AssistantError | None] = asyncio.Queue()
        self.loop = asyncio.get_running_loop()
        self.ended = False

    async def run(self) -> None:
        wishes = Wishes.read((await self._receive()).get("text"))
        # Reading the networks may take seconds, in which others want to be served.
        captions = await run_in_threadpool(self.assistant.captions, wishes.endpoints)
        session = LiveSession(captions, self._emit)
        tasks = [
            asyncio.create_task(work) for work in (self._hear(session, wishes.rate), self._send())
        ]
        try:
            await asyncio.gather(*tasks)
        finally:
            session.abandon()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await _close(self.socket, DONE, "")

    async def _receive(self) -> dict[str, Any]:
        try:
            received = await asyncio.wait_for(self.socket.receive(), MAX_SILENT)
        except TimeoutError:
            raise BadInput("Nothing came from you for a while. Start again.") from None
        message: dict[str, Any] = dict(received)
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", GONE))
        return message

    async def _hear(self, session: LiveSession, rate: int) -> None:
        """Hand on what comes until the client says that it ends."""
        resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
        heard = 0.0
        while (message := await self._receive()).get("text") != "end":
            pcm = message.get("bytes")
            if not pcm or len(pcm) > MAX_MESSAGE or len(pcm) % 2:
                raise BadInput("Send 16-bit mono samples, at most half a second at a time.")
            heard += len(pcm) / 2 / rate
            if heard > MAX_LISTENING:
                raise BadInput("An hour is the most at a time. Start again.")
            samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 2**15
            session.push(resampler.resample_chunk(samples))
            while session.waiting > MAX_WAITING:
                await asyncio.sleep(0.05)
        session.push(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        self.ended = True
        session.finish()

    def _emit(self, caption: Caption | AssistantError | None) -> None:
        """Called by the session's own thread."""
        if isinstance(caption, Partial) and self.outbox.qsize() > MAX_UNSENT:
            return
        with contextlib.suppress(RuntimeError):  # the server has shut down meanwhile
            self.loop.call_soon_threadsafe(self.outbox.put_nowait, caption)

    async def _send(self) -> None:
        while (caption := await self.outbox.get()) is not None:
            if isinstance(caption, AssistantError):
                raise caption
            await self.socket.send_json(to_json(caption))
        if not self.ended:
            raise AssistantError("The captions broke off. Start again.")


def to_json(caption: Caption) -> dict[str, Any]:
    """A caption as the page reads it: times in seconds."""
    if isinstance(caption, Partial):
        texts = {name: " ".join(getattr(caption, name)) for name in ("stable", "tentative")}
        return {"kind": "partial", "start": round(caption.start, 2), **texts}
    if isinstance(caption, Final):
        heard = caption.transcript
        words = [
            {
                "text": word.text,
                "start": round(word.start, 2),
                "end": round(word.end, 2),
                "confidence": round(word.confidence, 3),
                "certainty": certainty(word.confidence),
            }
            for word in heard.words
        ]
        times = {"start": round(caption.start, 2), "end": round(caption.end, 2)}
        return {"kind": "final", **times, "confidence": round(heard.confidence, 3), "words": words}
    return {"kind": "began", "start": round(caption.start, 2)}


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    """Say why and goodbye, if anybody is still there; a close frame has room for 123 bytes."""
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        if reason:
            await socket.send_json({"kind": "error", "message": reason})
        await socket.close(code, reason.encode()[:120].decode(errors="ignore"))
