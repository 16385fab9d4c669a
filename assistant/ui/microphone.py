"""One button that records: click to start, click to stop.

The browser keeps every sample in a worklet (Gradio's own streaming recorder drops some), writes
a WAV at the microphone's own rate when recording stops, and uploads it; `recorded` then fires.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.errors import BadAudio
from assistant.speech.audio import MAX_SECONDS

HEARING = {"concurrency_limit": 4, "concurrency_id": "hear"}
"""One queue for all that listens to recordings."""

_TEMPLATE = """
<div class="microphone">
  <button type="button" aria-pressed="false">
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 15a4 4 0 0 0 4-4V6a4 4 0 0 0-8 0
    v5a4 4 0 0 0 4 4zm7-4a1 1 0 1 0-2 0 5 5 0 0 1-10 0 1 1 0 1 0-2 0 7 7 0 0 0 6 6.9V21a1 1 0 1 0
    2 0v-3.1A7 7 0 0 0 19 11z"/></svg><span>Record</span></button>
  <span role="status" aria-live="polite"></span>
</div>
"""

OPEN_MICROPHONE = r"""
const WORKLET = `
class Keep extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(2048);
    this.used = 0;
    this.port.onmessage = () => { this.ended = true; };
  }
  process(inputs) {
    const samples = inputs[0][0];
    for (const sample of samples || []) {
      this.block[this.used++] = sample;
      if (this.used === this.block.length) this.send(false);
    }
    if (this.ended) this.send(true);
    return !this.ended;
  }
  send(last) {
    this.port.postMessage({samples: this.block.slice(0, this.used), last});
    this.used = 0;
  }
}
registerProcessor('keep', Keep);`;

const INSECURE = 'Browsers open the microphone only to https:// pages and to this machine ' +
  'itself. Start the app with --ssl-certfile and --ssl-keyfile, or open it at ' +
  'http://127.0.0.1. You can still type and upload.';

// Samples go to `hear` as {samples, last}; `ended` is called when the microphone is unplugged.
async function openMicrophone(hear, ended) {
  if (!window.isSecureContext || !navigator.mediaDevices) throw told(INSECURE);
  let stream = null, context = null;
  try {
    // The browser's clean-up is made for calls; it takes from speech what the network was
    // trained on.
    stream = await navigator.mediaDevices.getUserMedia({audio: {channelCount: 1,
      echoCancellation: false, noiseSuppression: false, autoGainControl: false}});
    context = new AudioContext();  // at the microphone's own rate: the server resamples
    const url = URL.createObjectURL(new Blob([WORKLET], {type: 'text/javascript'}));
    await context.audioWorklet.addModule(url);
    URL.revokeObjectURL(url);
    const node = new AudioWorkletNode(context, 'keep');
    node.port.onmessage = ({data}) => hear(data);
    context.createMediaStreamSource(stream).connect(node);
    stream.getTracks()[0].onended = ended;
    return {stream, context, node};
  } catch (error) {
    stream?.getTracks().forEach(track => track.stop());
    context?.close();
    throw error;
  }
}

function told(sentence) {  // an error that is to be shown as it is
  return Object.assign(new Error(sentence), {name: 'Told'});
}

function trouble(error) {
  const known = {
    NotAllowedError: 'The browser does not let this page hear. Allow the microphone beside the ' +
      'address, then try again.',
    NotFoundError: 'No microphone was found. Plug one in, then try again.',
    NotReadableError: 'The microphone is busy in another program. Close that one, then try again.',
  };
  return known[error.name] || (error.name === 'Told' ? error.message
    : 'The microphone failed: ' + (error.message || error.name));
}
"""
"""What every script needs that listens: `openMicrophone`, and `trouble`, an error's sentence."""

_SCRIPT = r"""
const LIMIT = %d;  // seconds

const root = element.querySelector('.microphone');
const button = root.querySelector('button');
const name = button.querySelector('span');
const status = root.querySelector('[role="status"]');
let recording = null;

function show(state, text) {
  root.className = 'microphone ' + state;
  name.textContent = state === 'listening' ? 'Stop' : 'Record';
  button.setAttribute('aria-pressed', state === 'listening');
  // Not `disabled`, which would take the keyboard's focus away.
  button.setAttribute('aria-disabled', state === 'busy');
  button.style.setProperty('--level', 0);
  status.textContent = text;
}

async function start() {
  show('busy', 'Opening the microphone…');
  try {
    const open = await openMicrophone(hear, stop);
    recording = {...open, blocks: [], length: 0, peak: 0, second: -1};
    show('listening', 'Listening…');
  } catch (error) {
    recording = null;
    show('trouble', trouble(error));
  }
}

function hear({samples, last}) {
  const r = recording;
  if (!r) return;
  r.blocks.push(samples);
  r.length += samples.length;
  let energy = 0;
  for (const sample of samples) {
    energy += sample * sample;
    r.peak = Math.max(r.peak, Math.abs(sample));
  }
  if (last) { finish(); return; }
  const level = Math.min(1, Math.sqrt(energy / samples.length) * 6);
  button.style.setProperty('--level', level.toFixed(2));
  const second = Math.floor(r.length / r.context.sampleRate);
  if (second !== r.second) {
    r.second = second;
    const clock = Math.floor(second / 60) + ':' + String(second %% 60).padStart(2, '0');
    name.textContent = 'Stop ' + clock;  // not in the status: it would be read out each second
    if (second >= LIMIT) stop();
  }
}

function stop() {
  if (!recording || recording.stopping) return;
  recording.stopping = true;
  show('busy', 'Reading the recording…');
  recording.node.port.postMessage('end');
}

async function finish() {
  const {stream, context, blocks, length, peak} = recording;
  const rate = context.sampleRate;
  recording = null;
  stream.getTracks().forEach(track => track.stop());
  await context.close();
  if (peak < 1e-4) {
    show('trouble', 'The microphone gave only silence. Is it muted?');
    return;
  }
  try {
    const file = new File([wav(blocks, length, rate)], 'recording.wav', {type: 'audio/wav'});
    const {path} = await upload(file);
    show('', '');
    trigger('recorded', {path});
  } catch (error) {
    show('trouble', 'The recording could not be sent: ' + (error.message || error));
  }
}

function wav(blocks, length, rate) {
  const view = new DataView(new ArrayBuffer(44 + 2 * length));
  const text = (at, word) => [...word].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, 'RIFF'); view.setUint32(4, 36 + 2 * length, true); text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, rate, true); view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  text(36, 'data'); view.setUint32(40, 2 * length, true);
  let at = 44;
  for (const block of blocks) for (const sample of block) {
    view.setInt16(at, Math.max(-1, Math.min(1, sample)) * 32767, true);
    at += 2;
  }
  return view.buffer;
}

button.addEventListener('click', () => {
  if (button.getAttribute('aria-disabled') !== 'true') recording ? stop() : start();
});
"""


def microphone(elem_id: str) -> gr.HTML:
    """The button. Its event `recorded` carries what `recorded_file` reads."""
    return gr.HTML(
        html_template=_TEMPLATE,
        js_on_load=OPEN_MICROPHONE + _SCRIPT % (MAX_SECONDS - 1),
        elem_id=elem_id,
        apply_default_css=False,
        min_width=240,
    )


def recorded_file(event: gr.EventData) -> Path:
    """Where the recording lies that the browser has uploaded.

    Raises:
        BadAudio: the browser names a file outside the upload folder.
    """
    path = Path(str(event.path)).resolve()
    if not path.is_relative_to(Path(get_upload_folder()).resolve()) or not path.is_file():
        raise BadAudio("The recording did not arrive. Record it again.")
    return path
