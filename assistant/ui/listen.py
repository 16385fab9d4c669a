"""The tab *Listen*: a recording or a file, and every word in it with its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError, BadAudio
from assistant.language.written import written
from assistant.messages import Transcript
from assistant.speech.audio import MAX_SECONDS, load_audio
from assistant.speech.recording import joined
from assistant.ui import live
from assistant.ui.microphone import HEARING, microphone, recorded_file
from assistant.ui.notice import warn
from assistant.ui.picture import draw, draw_progress

LONGEST = 3600
"""Seconds of sound that are heard here."""
_TOO_LONG = (
    "The sound lasts more than an hour. Cut it into pieces, or use the command line: "
    "python -m assistant transcribe FILE --to srt."
)
SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"

# A click on a word plays its stretch; while the sound runs, a line and the word run along.
_SCRIPT = r"""
const all = query => [...element.querySelectorAll(query)];
let until = Infinity;

element.addEventListener('click', event => {
  const audio = element.querySelector('audio');
  const word = event.target.closest('[data-start]');
  const sheet = event.target.closest('.sheet');
  if (!audio || !(word || sheet)) return;
  if (word) {
    audio.currentTime = Number(word.dataset.start);
    until = Number(word.dataset.end);
  } else {
    const box = sheet.getBoundingClientRect();
    audio.currentTime = (event.clientX - box.left) / box.width * sheet.dataset.seconds;
    until = Infinity;
  }
  audio.play();
});

function follow() {
  const audio = element.querySelector('audio');
  const sheet = element.querySelector('.sheet');
  if (!audio) return;
  const now = audio.currentTime;
  if (now >= until) { audio.pause(); until = Infinity; }
  if (sheet) sheet.querySelector('.cursor').style.left = 100 * now / sheet.dataset.seconds + '%';
  for (const word of all('[data-start]')) {
    const said = word.dataset.start <= now && now < word.dataset.end;
    word.classList.toggle('now', said && !audio.paused);
  }
  if (!audio.paused) requestAnimationFrame(follow);
}
for (const kind of ['play', 'pause', 'seeked']) element.addEventListener(kind, follow, true);
"""

CSS = """
.heard { margin: 0; min-width: 0; }
.heard .said { font-size: 1.35rem; line-height: 1.75; margin: 0 0 .75rem; }
.heard.long .said { max-height: 65vh; overflow-y: auto; font-size: 1.15rem; }
.heard .nothing { color: var(--body-text-color-subdued); font-style: italic; }
.heard .said .word { font: inherit; line-height: 1.3; display: inline-block;
  padding: 0 .15em; margin: 0; border: 0; background: none;
  color: var(--certainty); cursor: pointer; border-bottom: 2px var(--line) var(--certainty); }
.heard .word:hover, .heard .word.now { background: var(--color-accent-soft); }
.heard .sure { --certainty: var(--sure); --line: solid; }
.heard .unsure { --certainty: var(--unsure); --line: dashed; }
.heard .doubtful { --certainty: var(--doubtful); --line: dotted; }
.heard audio { width: 100%; height: 2.75rem; margin-bottom: .75rem; }
.heard audio::-webkit-media-controls-enclosure { border-radius: .6rem;
  background: var(--background-fill-secondary); }
.dark .heard audio { color-scheme: dark; }
.heard .score { overflow-x: auto; contain: inline-size; border-radius: .6rem;
  border: 1px solid var(--border-color-primary); background: var(--background-fill-secondary); }
.heard .sheet { position: relative; width: 100%; cursor: pointer; }
.heard .wave { display: block; width: 100%; height: 5rem; fill: var(--link-text-color); }
.heard .spectrogram { display: block; width: 100% !important; max-width: none !important;
  height: 9rem; margin: 0 !important; object-fit: fill; border-radius: 0 !important; }
.heard .lane { position: relative; height: 2rem; }
.heard .lane .word { position: absolute; top: .2rem; bottom: .2rem; overflow: hidden;
  font-size: .9rem; line-height: 1.6rem; text-align: center; white-space: nowrap;
  color: var(--body-text-color); border-radius: .3rem; box-sizing: border-box;
  background: color-mix(in srgb, var(--certainty) 18%, var(--block-background-fill));
  border-bottom: 3px var(--line) var(--certainty); }
.heard .axis { position: relative; height: 1.5rem; font-size: .8rem;
  color: var(--body-text-color-subdued); }
.heard .axis span { position: absolute; padding-left: .25rem;
  border-left: 1px solid var(--border-color-primary); }
.heard .cursor { position: absolute; top: 0; bottom: 1.5rem; left: 0; width: 2px;
  background: var(--body-text-color); opacity: .75; pointer-events: none; }
.heard figcaption, .heard details { margin-top: .75rem; color: var(--body-text-color-subdued); }
.heard .legend span { color: var(--certainty); border-bottom: 2px var(--line) var(--certainty);
  margin-right: .8em; white-space: nowrap; }
.heard .legend { display: block; margin-top: .4rem; }
.heard progress { display: block; width: 100%; height: .5rem; margin-top: .5rem; border: 0;
  appearance: none; border-radius: .25rem; overflow: hidden;
  background: var(--button-secondary-background-fill); color: var(--link-text-color); }
.heard progress::-webkit-progress-bar { background: var(--button-secondary-background-fill); }
.heard progress::-webkit-progress-value { background: var(--link-text-color); }
.heard progress::-moz-progress-bar { background: var(--link-text-color); }
.heard .downloads { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center;
  margin: .75rem 0 0; color: var(--body-text-color-subdued); }
.heard .downloads a { padding: .3rem .8rem; border-radius: .6rem; text-decoration: none;
  font-weight: 600; color: var(--button-secondary-text-color);
  background: var(--button-secondary-background-fill); }
.heard .downloads a:hover { background: var(--button-secondary-background-fill-hover); }
.heard summary { cursor: pointer; padding: .4rem 0; }
.heard table { border-collapse: collapse; color: var(--body-text-color); }
.heard th, .heard td { text-align: left; padding: .2rem 1.2rem .2rem 0;
  border-bottom: 1px solid var(--border-color-primary); font-variant-numeric: tabular-nums; }
"""


@dataclass(frozen=True)
class Kept:
    """What was heard last, for showing it in another form."""

    file: Path
    heard: Transcript


class Listen:
    """What the tab does, without the page. Each step is a picture and what to keep."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def show(self, file: Path, in_figures: bool = False) -> Iterator[tuple[Any, Any]]:
        """The picture of what is heard in a file; of a long one, first how far it is.

        What was heard before a damaged place is shown with the warning.
        """
        parts: list[Transcript] = []
        try:
            for part in self.assistant.transcribe_parts(file):
                if max(part.end, part.total or 0) > LONGEST:
                    raise BadAudio(_TOO_LONG)
                parts.append(part.transcript)
                if not part.last:
                    yield draw_progress(part, joined(parts)), gr.skip()
        except AssistantError as error:
            warn(error)
            if not parts:
                yield gr.skip(), gr.skip()
                return
        kept = Kept(file, joined(parts))
        yield redraw(kept, in_figures), kept

    def show_recording(self, in_figures: bool, event: gr.EventData) -> Iterator[tuple[Any, Any]]:
        try:
            file = recorded_file(event)
        except AssistantError as error:
            warn(error)
            yield gr.skip(), gr.skip()
            return
        yield from self.show(file, in_figures)


def redraw(kept: Kept | None, in_figures: bool) -> Any:
    """What was heard last, in spoken or in written form."""
    if kept is None:
        return gr.skip()
    try:
        audio = load_audio(kept.file) if kept.heard.audio_seconds <= MAX_SECONDS else None
    except AssistantError:  # damaged further on, or removed since
        audio = None
    heard = written(kept.heard) if in_figures else kept.heard
    return draw(audio, heard, f"gradio_api/file={quote(str(kept.file))}", kept.file.stem)


def samples() -> list[Path]:
    """The clips that the tab offers to try."""
    return sorted(SAMPLES.glob("*.ogg"))


def build(assistant: Assistant) -> None:
    """Lay the tab out and join its parts."""
    listen = Listen(assistant)
    live.build()
    with gr.Row(elem_classes="tools"):
        speak = microphone("listen-microphone")
        upload = gr.UploadButton(
            "Upload a sound", file_types=["audio"], elem_id="upload", min_width=190, scale=0
        )
    tries: list[tuple[gr.Button, Path]] = []
    with gr.Row(elem_id="samples"):
        for sample in samples():
            name = sample.stem.replace("-", " ")
            tries.append((gr.Button(f"Try “{name}”", size="sm", min_width=120), sample))
    in_figures = gr.Checkbox(
        label="Write numbers and sentences", elem_id="in-figures", container=False
    )
    kept = gr.State(None)
    picture = gr.HTML(
        '<p class="quiet">What is heard appears here: each word in the colour of its '
        "certainty. Click one to hear it again.</p>",
        js_on_load=_SCRIPT,
        elem_id="heard",
        min_height=80,
        apply_default_css=False,
    )
    how: dict[str, Any] = {
        "outputs": [picture, kept],
        "show_progress": "minimal",
        **HEARING,
    }
    upload.upload(
        lambda file, figures: (yield from listen.show(Path(file), figures)),
        [upload, in_figures],
        api_name="listen",
        **how,
    )
    how["api_visibility"] = "private"
    speak.recorded(listen.show_recording, [in_figures], **how)
    for button, sample in tries:
        button.click(partial(listen.show, sample), [in_figures], **how)
    in_figures.change(redraw, [kept, in_figures], [picture], api_visibility="private")
