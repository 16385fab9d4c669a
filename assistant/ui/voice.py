"""In the tab *Listen*: sentences to read aloud, so that the recogniser can learn one's voice.

What is recorded is kept in a folder on the machine where the app runs. So only the app that
serves its own machine alone offers it: nobody else may fill that disk.
"""

from __future__ import annotations

import html
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr
from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse

from assistant.errors import AssistantError, BadInput
from assistant.speech.voice_folder import VoiceFolder
from assistant.ui.microphone import microphone, recorded_file
from assistant.ui.notice import inform, warn

SENTENCES = Path(__file__).resolve().parents[2] / "assets" / "sentences.txt"
FEWEST = 10
"""Recordings that training asks for."""
ZIP = "/recordings.zip"

NOT_OFFERED = (
    '<p class="quiet">Recordings of your voice are kept on the machine where the app runs. So this '
    "is offered only where the app serves that machine alone: start it there without --host.</p>"
)

CSS = """
#voice { margin-top: 1rem; }
.reading p { margin: 0 0 .6rem; }
.reading .sentence { font: 1.5rem/1.4 "Iowan Old Style", Palatino, Georgia, "Noto Serif", serif;
  margin: 1rem 0; min-height: 4.2rem; color: var(--body-text-color); }
.reading .count { display: flex; justify-content: space-between; gap: 1rem;
  color: var(--body-text-color-subdued); margin-bottom: .3rem; }
.reading progress { width: 100%; height: .5rem; border: 0; border-radius: .25rem;
  overflow: hidden; appearance: none; background: var(--border-color-primary); }
.reading progress::-webkit-progress-bar { background: var(--border-color-primary); }
.reading progress::-webkit-progress-value { background: var(--link-text-color); }
.reading progress::-moz-progress-bar { background: var(--link-text-color); }
.reading audio { width: 100%; height: 2.75rem; }
.reading .empty { height: 2.75rem; line-height: 2.75rem; margin: 0; }
.reading audio::-webkit-media-controls-enclosure { border-radius: .6rem;
  background: var(--background-fill-secondary); }
.dark .reading audio { color-scheme: dark; }
.next-step p { margin: .6rem 0 .3rem; }
.next-step pre { margin: 0; padding: .6rem .8rem; border-radius: .5rem; contain: inline-size;
  overflow-x: auto; font-size: .9rem; color: var(--body-text-color);
  background: var(--background-fill-secondary); border: 1px solid var(--border-color-primary); }
.next-step a { color: var(--link-text-color); text-decoration: underline; }
"""


class Voice:
    """What the page does, without the page. A place is the number of a sentence."""

    def __init__(self, kept: VoiceFolder) -> None:
        self.kept = kept

    def open(self) -> tuple[int, str, str]:
        """Where someone stopped: the first sentence that has not been read."""
        try:
            place = self.kept.first_missing()
        except AssistantError as error:
            warn(error)
            place = 0
        return self.at(place)

    def at(self, place: int) -> tuple[int, str, str]:
        """The place, its sentence with the recording if there is one, and what comes next."""
        place %= len(self.kept.sentences)
        try:
            recorded = self.kept.recorded()
        except AssistantError:  # told when the page opened
            recorded = {}
        return place, self._sentence(place, recorded), self._next_step(len(recorded))

    def back(self, place: int) -> tuple[int, str, str]:
        return self.at(place - 1)

    def forward(self, place: int) -> tuple[int, str, str]:
        return self.at(place + 1)

    def record(self, place: int, event: gr.EventData) -> tuple[int, str, str]:
        """Keep what was read; the sentence stays, to be heard again or read once more."""
        try:
            if hint := self.kept.keep(place, recorded_file(event)):
                inform(hint)
        except AssistantError as error:
            warn(error)
        return self.at(place)

    def _sentence(self, place: int, recorded: dict[int, Path]) -> str:
        total, done = len(self.kept.sentences), len(recorded)
        if sound := recorded.get(place):
            # The time makes the browser ask anew once the sentence has been read again.
            address = f"gradio_api/file={quote(str(sound))}?{sound.stat().st_mtime_ns}"
            player = f'<audio controls preload="metadata" src="{html.escape(address)}"></audio>'
        else:
            player = '<p class="empty quiet">Press Record, read it aloud, press Stop.</p>'
        return (
            f'<div class="reading"><p class="count"><span>Sentence {place + 1} of {total}</span>'
            f"<span>{done} of {total} recorded</span></p>"
            f'<progress max="{total}" value="{done}" aria-label="Recorded"></progress>'
            f'<p class="sentence">{html.escape(self.kept.sentences[place])}</p>{player}</div>'
        )

    def _next_step(self, done: int) -> str:
        folder = html.escape(str(self.kept.folder))
        where = f"<p>Kept in <code>{folder}</code> on this machine, and nowhere else"
        if done < FEWEST:
            return (
                f'<div class="next-step quiet">{where}. After {FEWEST} sentences you can train; '
                "sixty take ten minutes and teach more.</p></div>"
            )
        quoted = html.escape(shlex.quote(str(self.kept.folder)))
        return (
            f'<div class="next-step quiet">{where}: <a href="{ZIP}" download>download as zip</a>. '
            "Teach the recogniser your voice, which takes minutes:</p><pre>"
            f"python -m training.train speech --finetune {quoted} --name my-voice\n"
            "python app.py --speech runs/my-voice/best</pre></div>"
        )


def sentences() -> list[str]:
    """What there is to read aloud."""
    return SENTENCES.read_text(encoding="utf-8").splitlines()


def serve(application: FastAPI, folder: Path) -> None:
    """Offer everything that has been recorded as one file."""
    kept = VoiceFolder(folder, sentences())

    @application.get(ZIP)
    def download() -> Response:
        try:
            return Response(kept.packed(), media_type="application/zip")
        except BadInput as error:
            return PlainTextResponse(str(error), status_code=404)


def build(folder: Path | None) -> None:
    """Lay it out. Without a folder to keep recordings in, say why there is nothing.

    folder : where recordings are kept, if the app serves this machine alone
    """
    with gr.Accordion("Teach it your voice", open=False, elem_id="voice") as part:
        if folder is None:
            gr.HTML(NOT_OFFERED, apply_default_css=False)
            return
        _lay_out(Voice(VoiceFolder(folder, sentences())), part)


def _lay_out(voice: Voice, part: gr.Accordion) -> None:
    place, sentence, step = voice.at(0)
    gr.HTML(
        '<p class="quiet">Read sentences aloud as you would speak to it, where you would use it: '
        "it then learns your voice, microphone and room. To redo one, record it again.</p>",
        apply_default_css=False,
    )
    shown = [
        gr.State(place),
        gr.HTML(sentence, elem_id="reading", apply_default_css=False),
    ]
    with gr.Row(elem_classes="tools"):
        speak = microphone("voice-microphone")
        back = gr.Button("Back", min_width=90, scale=0)
        forward = gr.Button("Next", min_width=90, scale=0)
    shown.append(gr.HTML(step, elem_id="next-step", apply_default_css=False))
    how: dict[str, Any] = {
        "outputs": shown,
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_id": "voice",
    }
    speak.recorded(voice.record, [shown[0]], **how)
    back.click(voice.back, [shown[0]], **how)
    forward.click(voice.forward, [shown[0]], **how)
    # Not when the page loads: most visitors never open this, and their first message would
    # compete with it.
    part.expand(voice.open, None, **how)
