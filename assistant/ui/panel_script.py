"""The script of `panel`: asks, draws, counts down and rings, in the browser."""

SCRIPT = r"""
const EACH = 1000;  // milliseconds between two questions
const LOUD = 180000;  // milliseconds for which something is heard
const WIDE = matchMedia('(min-width: 1100px)');
const BELL = 'M12 2a2 2 0 0 1 2 2v.3A7 7 0 0 1 19 11v4l2 3H3l2-3v-4a7 7 0 0 1 5-6.7V4a2 2 0 0 1 ' +
  '2-2zm-2.5 17h5a2.5 2.5 0 0 1-5 0z';

const bell = element.querySelector('.ringing');
const title = document.title;
const told = new Set();  // serials that joined the conversation
const untold = [];
const drawn = {};
let version = '', ahead = 0, asking = false, rings = [], volume = .6, beat = 0;
let sound = null;

// --- asking ---

async function ask(click, fresh) {
  if (asking && !click) return;
  asking = true;
  try {
    const url = new URL('.%s', document.baseURI);
    if (!click) url.searchParams.set('after', version);
    if (fresh) url.searchParams.set('fresh', 'true');
    const how = click && {method: 'POST', body: JSON.stringify(click)};
    const answer = await fetch(url, {...how, signal: AbortSignal.timeout?.(20000)});
    if (answer.status === 200) show(await answer.json());
  } catch {
    // The app restarts, or the machine sleeps: what runs counts on, and we ask again.
  } finally {
    asking = false;
  }
}

function show(news) {
  ahead = news.now - Date.now();
  volume = news.volume;
  ring(news.rings);
  // The tab is there a moment after this script: until then the same is asked again.
  if (drawBeside(news)) version = news.version;
}

// --- beside the conversation ---

function drawBeside({shown, parts}) {
  const aside = document.querySelector('#beside .beside');
  if (!aside) return false;
  for (const [name, text] of Object.entries(parts)) {
    const part = aside.querySelector(`[data-part="${name}"]`);
    if (!part || drawn[name] === text && part.dataset.drawn) continue;
    const all = [...part.querySelectorAll('details')];
    const left = new Map(all.map(one => [one.dataset.key, one.open]));
    part.innerHTML = text;  // the server has escaped what people wrote
    for (const one of part.querySelectorAll('details'))
      if (left.has(one.dataset.key)) one.open = left.get(one.dataset.key);
    part.hidden = !text;
    part.dataset.drawn = 'yes';
    drawn[name] = text;
  }
  if (aside.hidden) aside.open = WIDE.matches;
  aside.hidden = !shown;
  count();
  return true;
}

WIDE.addEventListener('change', () => {
  const aside = document.querySelector('#beside .beside');
  if (aside) aside.open = WIDE.matches;
});

function count() {
  const now = Date.now() + ahead;
  let over = false;
  for (const time of document.querySelectorAll('#beside time[data-due]')) {
    const left = Math.max(0, Math.ceil((time.dataset.due - now) / 1000));
    const two = number => String(number).padStart(2, '0');
    const text = left >= 3600
      ? Math.floor(left / 3600) + ':' + two(Math.floor(left / 60) %% 60) + ':' + two(left %% 60)
      : Math.floor(left / 60) + ':' + two(left %% 60);
    if (time.textContent !== text) time.textContent = text;
    over ||= !left;
  }
  for (const bar of document.querySelectorAll('#beside i[data-ends]')) {
    const share = (bar.dataset.ends - now) / 10 / bar.dataset.total;
    bar.style.setProperty('--left', Math.max(0, Math.min(100, share)).toFixed(1) + '%%');
  }
  return over;
}

// --- ringing ---

function ring(now) {
  const had = new Set(rings.map(one => one.serial));
  rings = now;
  const keep = new Set(now.map(one => one.serial));
  for (const item of [...bell.children])
    if (!keep.has(Number(item.dataset.serial))) item.remove();
  for (const one of now) {
    if (!told.has(one.serial)) {
      told.add(one.serial);
      untold.push(one.text);
    }
    if (!had.has(one.serial)) {
      bell.append(item(one));
      beat = 0;
    }
  }
  const newest = now.at(-1);
  document.title = newest ? '(!) ' + newest.text : title;
  if (!now.length) silence();
  else if (beat === 0) {
    beat = 1;
    beep();
  }
}

function item({serial, kind, text}) {
  const made = document.createElement('li');
  made.dataset.serial = serial;
  made.className = kind;
  made.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${BELL}"/></svg>`;
  const said = document.createElement('p');
  said.textContent = text;
  made.append(said);
  const button = (name, snooze) => {
    const one = document.createElement('button');
    one.type = 'button';
    one.textContent = name;
    one.addEventListener('click', () => ask({serial, snooze}));
    made.append(one);
  };
  button(kind === 'notice' ? 'I see' : 'Stop', false);
  if (kind !== 'notice')
    button(kind === 'timer' ? '5 more minutes' : 'Again in 5 minutes', true);
  return made;
}

// A reply that grows would be drawn over what joins now.
const growing = () => document.querySelector('#stop')?.offsetParent != null;

function tell() {
  if (untold.length && document.querySelector('#conversation') && !growing())
    trigger('rang', {texts: untold.splice(0)});
}

// --- being heard ---

// A browser lets a page be heard once somebody has clicked or typed in it.
function unlock() {
  if (sound) return;
  try {
    sound = new AudioContext();
    if (!rings.length) sound.suspend().catch(() => {});
  } catch {
    sound = null;  // no sound here: what rings is seen
  }
}
for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, unlock, {capture: true});

function silence() {
  sound?.suspend().catch(() => {});
}

const TUNES = {timer: [880, 880, 880], alarm: [660, 784, 988, 784], reminder: [784, 622]};

function beep() {
  const now = Date.now() + ahead;
  const loud = rings.filter(({kind, at}) => TUNES[kind]
    && now - at < (kind === 'reminder' ? 7000 : LOUD));
  if (!loud.length || !sound || !volume) { silence(); return; }
  sound.resume().then(() => {
    TUNES[loud[0].kind].forEach((hertz, place) => {
      const start = sound.currentTime + .05 + .2 * place;
      const tone = sound.createOscillator(), level = sound.createGain();
      tone.frequency.value = hertz;
      level.gain.setValueAtTime(0, start);
      level.gain.linearRampToValueAtTime(.5 * volume * volume, start + .02);
      level.gain.linearRampToValueAtTime(0, start + .17);
      tone.connect(level).connect(sound.destination);
      tone.start(start);
      tone.stop(start + .2);
    });
  }).catch(() => {});
}

// --- the clock ---

function tick() {
  ask(null, count());  // what has run down is asked for at once
  tell();
  if (rings.length && beat++ %% 2 === 0) beep();
}
addEventListener('replied', () => ask(null, true));

try {
  // Browsers slow the clocks of pages that nobody sees, but not those of workers.
  const code = new Blob([`setInterval(() => postMessage(0), ${EACH})`], {type: 'text/javascript'});
  new Worker(URL.createObjectURL(code)).onmessage = tick;
} catch {
  setInterval(tick, EACH);
}
ask();
"""
"""Holds one `%s`, the path; so a `%` is written `%%`."""
