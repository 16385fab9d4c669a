"""What was heard, drawn: the words over waveform and spectrogram, as HTML for one page.

Everything is inline, so nothing is fetched but the sound itself.
"""

from __future__ import annotations

import base64
import html
import io

import numpy as np
import numpy.typing as npt

from assistant.messages import SAMPLE_RATE, Audio, Transcript, Word
from assistant.speech.audio import clock
from assistant.speech.recording import Part
from assistant.speech.subtitles import FORMATS

PIXELS_PER_SECOND = 140
"""Least width: a short word still has room for its letters. Long sounds scroll sideways."""
MAX_COLUMNS = 6000
"""Of the pictures; a longer sound is drawn more coarsely."""
HOP = 160
"""Samples between two columns of the spectrogram of a short sound: 10 ms."""
MELS = 96
RANGE_DB = 65.0
"""Decibels between the loudest and what is drawn as silence."""
FAINTEST = 1e-6
"""Power that the loudest at least counts as, so that mere silence is drawn as such."""
SURE, UNSURE = 0.8, 0.5
"""Confidence from which a word counts as sure, and as unsure; below it is doubtful. Confidence is
calibrated: of the words at .8, four in five are right."""
TAIL = 40
"""Words that are shown of a long sound while it is read."""


def draw(audio: Audio | None, transcript: Transcript, sound_url: str = "", name: str = "") -> str:
    """The whole figure. Words carry their times, for the page's script to play and follow.

    audio : None for a sound that is too long to be drawn
    name : of the files that are offered for download
    """
    player = (
        f'<audio controls preload="auto" src="{html.escape(sound_url)}"></audio>'
        if sound_url
        else ""
    )
    text = _text(transcript)
    body = f"{text}{player}{_score(audio, transcript)}" if audio else f"{player}{text}"
    return (
        f'<figure class="heard{"" if audio else " long"}">{body}'
        f"{_caption(transcript)}{_downloads(transcript, name)}{_table(transcript)}</figure>"
    )


def draw_progress(part: Part, transcript: Transcript) -> str:
    """How far a long sound is read, and what was heard last."""
    words = transcript.text.split()[-TAIL:]
    total = f" of {clock(part.total)}" if part.total else ""
    bar = f'<progress max="{part.total}" value="{part.end}"></progress>' if part.total else ""
    return (
        f'<figure class="heard"><p class="quiet" role="status">{clock(part.end)}{total} heard. '
        f'{bar}</p><p class="said">… {html.escape(" ".join(words))}</p></figure>'
    )


def _score(audio: Audio, transcript: Transcript) -> str:
    """Waveform and spectrogram with the words below, on one sheet that scrolls sideways."""
    return (
        '<div class="score" tabindex="0" role="group" aria-label="Waveform and spectrogram">'
        f'<div class="sheet" data-seconds="{audio.seconds:.3f}" '
        f'style="min-width:{audio.seconds * PIXELS_PER_SECOND:.0f}px">'
        f'{_waveform(audio)}<img class="spectrogram" alt="" src="{_spectrogram(audio)}">'
        f"{_lane(transcript, audio.seconds)}{_axis(audio.seconds)}"
        '<div class="cursor"></div></div></div>'
    )


def _downloads(transcript: Transcript, name: str) -> str:
    """Links that hold the files themselves: nothing is kept on the server."""
    if not name or not transcript.words:
        return ""
    links = "".join(
        f'<a download="{html.escape(name)}.{form}" href="data:text/plain;charset=utf-8;base64,'
        f'{base64.b64encode(make(transcript).encode()).decode("ascii")}">{form.upper()}</a>'
        for form, make in FORMATS.items()
    )
    return f'<p class="downloads"><span>Download</span> {links}</p>'


def warm_up() -> None:
    """Draw a moment of silence: the first figure need not wait for the imports."""
    draw(Audio(np.zeros(SAMPLE_RATE, np.float32)), Transcript("", (), 1.0, 1.0, 0.0))


def certainty(confidence: float) -> str:
    """The class of a word's confidence: `sure`, `unsure` or `doubtful`."""
    if confidence >= SURE:
        return "sure"
    return "unsure" if confidence >= UNSURE else "doubtful"


def _hint(word: Word) -> str:
    return f"{word.start:.2f} to {word.end:.2f} s, {word.confidence:.0%} sure"


def _text(transcript: Transcript) -> str:
    """The words as buttons: each plays its stretch of the sound."""
    if not transcript.words:
        return '<p class="said nothing">I heard no words in this.</p>'
    words = " ".join(
        f'<button type="button" class="word {certainty(word.confidence)}" '
        f'data-start="{word.start:.3f}" data-end="{word.end:.3f}" title="{_hint(word)}">'
        f"{html.escape(word.text)}</button>"
        for word in transcript.words
    )
    return f'<p class="said">{words}</p>'


def _lane(transcript: Transcript, seconds: float) -> str:
    """The words where they were said. Out of the tab order: the text above says the same."""
    spans = "".join(
        f'<span class="word {certainty(word.confidence)}" data-start="{word.start:.3f}" '
        f'data-end="{word.end:.3f}" title="{_hint(word)}" '
        f'style="left:{100 * word.start / seconds:.3f}%;'
        f'width:{100 * max(word.end - word.start, 0) / seconds:.3f}%">'
        f"{html.escape(word.text)}</span>"
        for word in transcript.words
    )
    return f'<div class="lane" aria-hidden="true">{spans}</div>'


def _axis(seconds: float) -> str:
    step = next((step for step in (0.5, 1, 5, 10) if seconds / step <= 60), 30)
    marks = "".join(
        f'<span style="left:{100 * at / seconds:.3f}%">{at:g} s</span>'
        for at in np.arange(0, seconds - 0.6 * step, step).tolist()
    )
    return f'<div class="axis" aria-hidden="true">{marks}</div>'


def _caption(transcript: Transcript) -> str:
    speed = transcript.audio_seconds / transcript.seconds if transcript.seconds > 0 else 0
    how = (
        f"{clock(transcript.audio_seconds)} of sound"
        if transcript.audio_seconds >= 60
        else f"{transcript.audio_seconds:.1f} s of sound"
    )
    how += f" read in {transcript.seconds:.2f} s ({speed:.0f} times as fast as it was said)."
    if not transcript.words:
        return f"<figcaption>{how}</figcaption>"
    how += f" About {transcript.confidence:.0%} of the words should be right."
    legend = (
        f'<span class="sure">sure: {SURE:.0%} of such words are right, or more</span> '
        f'<span class="unsure">unsure: {UNSURE:.0%} or more</span> '
        '<span class="doubtful">doubtful: fewer</span>'
    )
    return f'<figcaption>{how} <span class="legend">{legend}</span></figcaption>'


def _table(transcript: Transcript) -> str:
    if not transcript.words:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{html.escape(word.text)}</th><td>{word.start:.2f}</td>'
        f"<td>{word.end:.2f}</td><td>{word.confidence:.0%}</td></tr>"
        for word in transcript.words
    )
    return (
        "<details><summary>Every word and its time</summary><table><thead><tr>"
        '<th scope="col">Word</th><th scope="col">Start, s</th><th scope="col">End, s</th>'
        f'<th scope="col">Confidence</th></tr></thead><tbody>{rows}</tbody></table></details>'
    )


def _waveform(audio: Audio) -> str:
    """An envelope: one outline along the peaks and back along the troughs."""
    low, high = _envelope(audio.samples, min(MAX_COLUMNS, max(2, len(audio.samples) // HOP)))
    scale = max(float(np.abs(audio.samples).max()), 1e-3)  # silence stays a line
    columns = len(low)
    there = " ".join(f"{x},{1 - y / scale:.3f}" for x, y in enumerate(high.tolist()))
    back = " ".join(
        f"{columns - 1 - x},{1 - y / scale + 0.01:.3f}" for x, y in enumerate(low[::-1].tolist())
    )
    return (
        f'<svg class="wave" viewBox="0 0 {columns - 1} 2" preserveAspectRatio="none" '
        f'aria-hidden="true"><polygon points="{there} {back}"/></svg>'
    )


def _envelope(
    samples: npt.NDArray[np.float32], columns: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Lowest and highest sample of each column, shape (columns,) each."""
    starts = np.linspace(0, len(samples), columns, endpoint=False).astype(np.int64)
    return np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)


def _spectrogram(audio: Audio) -> str:
    """A mel spectrogram as a PNG in a data URL, low notes at the bottom."""
    import librosa
    from matplotlib.image import imsave

    hop = max(HOP, -(-len(audio.samples) // MAX_COLUMNS))
    power = librosa.feature.melspectrogram(
        y=np.pad(audio.samples, (0, max(0, 512 - len(audio.samples)))),
        sr=SAMPLE_RATE,
        n_fft=512,
        hop_length=hop,
        n_mels=MELS,
    )
    loudest = max(float(power.max()), FAINTEST)
    darkest = loudest * 10 ** (-RANGE_DB / 10)
    decibels = librosa.power_to_db(power, ref=loudest, amin=darkest, top_db=None)
    png = io.BytesIO()
    imsave(png, decibels[::-1], cmap="magma", vmin=-RANGE_DB, vmax=0, format="png")
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode("ascii")
