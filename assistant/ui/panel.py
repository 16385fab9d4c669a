"""What every page shows of what lasts and what rings, kept fresh by a question a second.

The page asks for what is newer than what it has, which is mostly nothing; it counts timers down,
draws what has changed, and rings. Its clock is a worker's: a page behind others hears too.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import gradio as gr
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.ui import lasting
from assistant.ui.live_socket import same_origin
from assistant.ui.panel_script import SCRIPT
from assistant.ui.ringing import Ringing, loudness

PATH = "/beside"
FRESH = 0.2
"""Seconds for which what was looked up serves all pages."""
PATIENCE = 30.0
"""Seconds before a network that could not be read is tried again."""
LONGEST_BODY = 1000
"""Bytes of a click."""

CSS = """
#ringing:not(:has(li)) { display: none; }
/* It takes its own room, so that it covers no tab. */
#ringing { position: sticky; z-index: 1000; top: .75rem; margin: 0 auto; width: min(38rem, 100%);
  overflow: visible; background: none; border: 0; box-shadow: none; }
.ringing { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem;
  max-height: 80vh; overflow-y: auto; }
.ringing li { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem;
  padding: .75rem .9rem; border-radius: .8rem; color: var(--body-text-color);
  background: var(--block-background-fill); border: 2px solid var(--link-text-color);
  box-shadow: 0 6px 28px rgb(0 0 0 / .28); }
.ringing svg { width: 1.5rem; height: 1.5rem; fill: var(--link-text-color); flex: none; }
.ringing li:not(.notice) svg { animation: rings 1s ease-in-out 30; transform-origin: 50% 10%; }
@keyframes rings { 0%, 60%, 100% { rotate: 0deg; } 15%, 45% { rotate: 14deg; }
  30% { rotate: -14deg; } }
.ringing p { flex: 1 1 12rem; margin: 0; font-size: 1.1rem; font-weight: 600;
  overflow-wrap: anywhere; max-height: 8rem; overflow-y: auto; }
.ringing button { min-height: 2.6rem; padding: .3rem 1rem; border-radius: .6rem; cursor: pointer;
  font-weight: 600; color: var(--button-secondary-text-color);
  background: var(--button-secondary-background-fill); }
.ringing button:first-of-type { color: var(--button-primary-text-color);
  background: var(--button-primary-background-fill); }
"""


class Panel:
    """What lasts and what rings, for all pages. Safe to share between threads."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.ringing = Ringing()
        self._lock = threading.Lock()
        self._boot = time.time_ns()
        self._count = 0
        self._shown: dict[str, Any] = {}
        self._looked = -FRESH
        self._broken: tuple[float, str] = (0.0, "")

    def news(self, after: str = "", fresh: bool = False) -> dict[str, Any] | None:
        """All that is to be shown; None if that is what the page has already.

        after : the version that the page has
        fresh : look now, though somebody has just looked
        """
        with self._lock:
            if fresh or time.monotonic() - self._looked >= FRESH:
                shown = self._look()
                if shown != self._shown:
                    self._shown, self._count = shown, self._count + 1
                self._looked = time.monotonic()
            version = f"{self._boot}-{self._count}"
            now = 1000 * time.time()
            return None if after == version else {"version": version, "now": now, **self._shown}

    def stop(self, serial: int, snooze: bool) -> None:
        """Stop something that rings, for good or for a while.

        Raises:
            AssistantError: it can't be put off.
        """
        if snooze:
            self.ringing.snooze(serial, self.assistant.commands())
        else:
            self.ringing.stop(serial)

    def _look(self) -> dict[str, Any]:
        parts: dict[str, str] = dict.fromkeys((*lasting.SECTIONS, "summary", "trouble"), "")
        shown, volume = False, 0.6
        try:
            commands = self._commands()
            self.ringing.take(commands)
            found = lasting.look(commands)
            shown = found.is_anything
            parts |= lasting.sections(found, commands.now())
            volume = loudness(commands.store).share
        except AssistantError as error:
            shown, parts["trouble"] = True, lasting.trouble(str(error))
        return {
            "shown": shown,
            "parts": parts,
            "rings": [ring.as_json() for ring in self.ringing.now()],
            "volume": volume,
        }

    def _commands(self) -> Any:
        """
        Raises:
            AssistantError: they can't be had; a network is not read again every second.
        """
        until, complaint = self._broken
        if time.monotonic() < until:
            raise AssistantError(complaint)
        try:
            return self.assistant.commands()
        except AssistantError as error:
            self._broken = time.monotonic() + PATIENCE, str(error)
            raise


def serve(application: FastAPI, panel: Panel) -> None:
    """Answer the pages at `PATH`."""

    @application.get(PATH)
    def news(after: str = "", fresh: bool = False) -> Response:
        return _answer(panel.news(after, fresh))

    @application.post(PATH)
    async def click(request: Request) -> Response:
        """`{"serial": 1, "snooze": false}` of something that rings."""
        if not same_origin(request):
            raise HTTPException(403, "Only this app's own page may do that.")
        serial, snooze = _click(await request.body())
        try:
            await run_in_threadpool(panel.stop, serial, snooze)
        except AssistantError as error:
            raise HTTPException(503, str(error)) from error
        return _answer(await run_in_threadpool(panel.news, "", True))


def _click(body: bytes) -> tuple[int, bool]:
    import json

    try:
        said = json.loads(body) if len(body) <= LONGEST_BODY else {}
        serial, snooze = said["serial"], said.get("snooze", False)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise HTTPException(422, 'Say {"serial": number, "snooze": true or false}.') from error
    if not isinstance(serial, int) or not isinstance(snooze, bool):
        raise HTTPException(422, 'Say {"serial": number, "snooze": true or false}.')
    return serial, snooze


def _answer(news: dict[str, Any] | None) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(None, 204, headers) if news is None else JSONResponse(news, headers=headers)


def build() -> gr.HTML:
    """Lay out what rings, above all tabs. Its event `rang` carries `texts` for the conversation."""
    return gr.HTML(
        html_template='<div role="alert"><ul class="ringing"></ul></div>',
        js_on_load=SCRIPT % PATH,
        elem_id="ringing",
        apply_default_css=False,
    )


def build_beside() -> None:
    """Lay out what stands beside the conversation."""
    gr.HTML(html_template=lasting.skeleton(), elem_id="beside", apply_default_css=False)
