"""Live captions in the tab *Listen*: words appear while somebody speaks.

The browser sends every sample over a WebSocket (Gradio's streaming recorder loses some), and
draws what comes back: the level, the growing line, and each finished line with its time.
"""

from __future__ import annotations

import gradio as gr

from assistant.speech.stream import Endpoints
from assistant.ui.live_socket import PATH
from assistant.ui.microphone import OPEN_MICROPHONE

_TEMPLATE = f"""
<section class="live" aria-label="Live captions">
  <div class="controls">
    <div class="microphone">
      <button type="button" aria-pressed="false"><span>Live captions</span></button>
      <span role="status" aria-live="polite"></span>
    </div>
    <label>Pause that ends a line
      <input type="range" min="0.3" max="2" step="0.1" value="{Endpoints.silence}">
      <output>{Endpoints.silence} s</output></label>
  </div>
  <div class="meter" aria-hidden="true"><i></i></div>
  <ol role="log" aria-label="What was said"></ol>
  <p class="growing"><b></b> <span></span></p>
</section>
"""

_SCRIPT = r"""
const LINES = 200;  // that stay on the page

const root = element.querySelector('.live');
const box = root.querySelector('.microphone');
const button = box.querySelector('button');
const name = button.querySelector('span');
const status = box.querySelector('[role="status"]');
const slider = root.querySelector('input');
const meter = root.querySelector('.meter i');
const lines = root.querySelector('ol');
const [stable, tentative] = root.querySelectorAll('.growing b, .growing span');
let session = null;

function show(state, text) {
  box.className = 'microphone ' + state;
  root.classList.toggle('on', state === 'listening');
  name.textContent = state === 'listening' ? 'Stop' : 'Live captions';
  button.setAttribute('aria-pressed', state === 'listening');
  button.setAttribute('aria-disabled', state === 'busy');
  slider.disabled = state === 'listening' || state === 'busy';
  status.textContent = text;
}

function connect(rate) {
  return new Promise((resolve, reject) => {
    const address = new URL('.%s', document.baseURI);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      socket.send(JSON.stringify({rate, silence: Number(slider.value)}));
      resolve(socket);
    };
    socket.onclose = ({reason}) => reject(told(reason ||
      'The app does not answer. Reload the page; behind a proxy, pass Host on unchanged.'));
  });
}

async function start() {
  show('busy', 'Opening the microphone…');
  session = {ended: false, waiting: [], socket: null};
  try {
    Object.assign(session, await openMicrophone(hear, stop));
    session.socket = await connect(session.context.sampleRate);
    session.socket.onmessage = ({data}) => draw(JSON.parse(data));
    session.socket.onclose = closed;
    // What was said while the line was being opened.
    session.waiting.forEach(block => session.socket.send(block));
    session.waiting = [];
    show('listening', 'Listening…');
  } catch (error) {
    shut();
    show('trouble', trouble(error));
  }
}

function hear({samples, last}) {
  if (!session) return;
  const block = new Int16Array(samples.length);
  let energy = 0;
  samples.forEach((sample, i) => {
    block[i] = Math.max(-1, Math.min(1, sample)) * 32767;
    energy += sample * sample;
  });
  const level = 20 * Math.log10(Math.sqrt(energy / Math.max(1, samples.length)) + 1e-6);
  meter.style.width = Math.max(0, Math.min(100, (level + 60) * 2)) + '%%';
  if (!session.socket) session.waiting.push(block.buffer);
  else if (session.socket.readyState === WebSocket.OPEN) {
    if (block.length) session.socket.send(block.buffer);
    if (last) session.socket.send('end');
  }
}

function draw(caption) {
  if (caption.kind === 'error') {
    session.error = caption.message;
    return;
  }
  if (caption.kind === 'began') {
    status.textContent = 'Somebody speaks…';
    return;
  }
  stable.textContent = caption.stable || '';
  tentative.textContent = caption.tentative || '';
  if (caption.kind === 'final') {
    if (!session.ended) status.textContent = 'Listening…';
    if (caption.words.length) add(caption);
  }
}

function add({start, confidence, words}) {
  const line = document.createElement('li');
  const part = (tag, text, className) => {
    const made = document.createElement(tag);
    made.textContent = text;
    made.className = className || '';
    return made;
  };
  const seconds = String(Math.floor(start %% 60)).padStart(2, '0');
  line.append(part('time', Math.floor(start / 60) + ':' + seconds));
  const said = part('p', '', 'words');
  words.forEach((word, i) => {
    const shown = part('span', word.text, 'word ' + word.certainty);
    shown.title = Math.round(100 * word.confidence) + ' %% sure';
    said.append(i ? ' ' : '', shown);
  });
  line.append(said, part('small', Math.round(100 * confidence) + ' %%'));
  lines.append(line);
  while (lines.children.length > LINES) lines.firstElementChild.remove();
  line.scrollIntoView({block: 'nearest'});
}

function stop() {
  if (!session || session.ended) return;
  session.ended = true;
  show('busy', 'Reading the rest…');
  session.node.port.postMessage('end');
}

function closed({code, reason}) {
  const why = session.error || reason || 'The connection to the app was lost. Start again.';
  const expected = session.ended && code === 1000;
  shut();
  if (expected) show('', '');
  else show('trouble', why);
}

function shut() {
  session?.stream?.getTracks().forEach(track => track.stop());
  session?.context?.close();
  if (session?.socket) session.socket.onclose = null;
  session?.socket?.close();
  session = null;
  stable.textContent = tentative.textContent = '';
  meter.style.width = 0;
}

slider.addEventListener('input', () => {
  slider.nextElementSibling.textContent = slider.value + ' s';
});
button.addEventListener('click', () => {
  if (button.getAttribute('aria-disabled') !== 'true') session ? stop() : start();
});
"""

CSS = """
.live { border: 1px solid var(--border-color-primary); border-radius: .6rem; padding: .75rem;
  background: var(--block-background-fill); }
.live .controls { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.5rem; }
.live .controls .microphone { flex: 1 1 14rem; }
.live label { display: inline-flex; flex-wrap: wrap; align-items: center; gap: .25rem .6rem;
  font-size: .95rem; color: var(--body-text-color-subdued); }
.live input { width: 8rem; accent-color: var(--link-text-color); }
.live output { min-width: 2.6em; font-variant-numeric: tabular-nums; }
.live .meter { height: .4rem; margin: .6rem 0 0; border-radius: 99px; overflow: hidden;
  background: var(--background-fill-secondary); }
.live:not(.on) .meter { display: none; }
.live .meter i { display: block; height: 100%; width: 0; border-radius: inherit;
  background: var(--sure); transition: width .08s linear; }
.live ol { list-style: none; margin: 0; padding: 0; max-height: 18rem; overflow-y: auto; }
.live li { display: flex; gap: .75rem; align-items: baseline; padding: .3rem 0; margin: 0;
  border-bottom: 1px solid var(--border-color-primary); }
.live li p { flex: 1; margin: 0; font-size: 1.15rem; line-height: 1.5; min-width: 0; }
.live time, .live small { color: var(--body-text-color-subdued);
  font-variant-numeric: tabular-nums; font-size: .9rem; }
.live .sure { border-bottom: 2px solid transparent; }
.live .unsure { border-bottom: 2px dashed var(--unsure); }
.live .doubtful { border-bottom: 2px dotted var(--doubtful); }
.live .growing { min-height: 1.9em; margin: .4rem 0 0; font-size: 1.25rem; line-height: 1.5;
  color: var(--body-text-color-subdued); }
.live .growing b { font-weight: 500; color: var(--body-text-color); }
.live:not(.on) .growing:not(:has(:not(:empty))) { display: none; }
"""


def build() -> None:
    """Lay the captions out; the socket is `live_socket`'s."""
    gr.HTML(
        html_template=_TEMPLATE,
        js_on_load=OPEN_MICROPHONE + _SCRIPT % PATH,
        elem_id="live",
        apply_default_css=False,
    )
