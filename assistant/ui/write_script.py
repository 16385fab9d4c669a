"""The script of the tab *Write*: the line to the app, the growing text, the buttons."""

from assistant.ui.write_others import OTHERS
from assistant.ui.write_typing import TYPING

_LINE = r"""
const PAUSE = 40;  // milliseconds without a key before the network is asked
const BINS = [.5, .2, .05, .01];  // as in the legend
const NAMES = {article: 'Encyclopaedia', novel: 'Novel', play: 'Shakespeare',
  talk: 'Conversation'};

const root = element.querySelector('.desk');
const find = name => root.querySelector('.desk-' + name);
const field = name => root.querySelector(`[name="${name}"]`);
const box = find('paper textarea'), mirror = find('mirror span'), grey = find('mirror b');
const chips = find('chips'), hint = find('hint'), trouble = find('trouble');
const others = find('others');
const button = name => root.querySelector(`[data-do="${name}"]`);
const columns = [...root.querySelectorAll('.desk-column')].map((article, number) => ({
  article, number, page: article.querySelector('.desk-tokens'),
  stats: article.querySelector('.desk-stats'), name: article.querySelector('h3'),
  tokens: [], prompt: '', shown: false, going: false,
}));

// --- the line to the app ---

let socket = null, waiting = [];

function connect() {
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  const address = new URL('.%s', document.baseURI);
  address.protocol = address.protocol.replace('http', 'ws');
  socket = new WebSocket(address);
  socket.onopen = () => {
    socket.send(JSON.stringify({do: 'styles'}));
    waiting.forEach(text => socket.send(text));
    waiting = [];
  };
  socket.onmessage = ({data}) => hear(JSON.parse(data));
  socket.onclose = ({reason}) => {
    asked = null;
    waiting = [];
    if (running) complain(reason || 'The connection to the app was lost. Write again.');
    ended();
  };
}

function say(what) {
  connect();
  const text = JSON.stringify(what);
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
  else waiting.push(text);
}

function hear(news) {
  if (news.kind === 'styles') styles(news);
  else if (news.kind === 'suggestion') suggested(news);
  else if (news.kind === 'tokens') draw(news);
  else if (news.kind === 'done') sum(news);
  else if (news.kind === 'alternatives') offer(news);
  else if (news.about === 'suggest') { asked = null; }
  else {
    complain(news.message);
    if (news.about === 'write') ended();
  }
}

function complain(text) { trouble.textContent = text; }

let openings = {};

function styles({styles: known, openings: begin}) {
  openings = begin;
  const select = field('style');
  if (select.options.length > 1) return;
  for (const style of known) {
    const name = NAMES[style] || style[0].toUpperCase() + style.slice(1);
    select.add(new Option(name, style));
  }
}

// As a text of the chosen style begins: a conversation with a dash.
function opened(text) {
  const opening = openings[field('style').value] || '';
  return text.trimStart().startsWith(opening.trim()) ? text : opening + text.trimStart();
}

"""

_WRITING = r"""
// --- writing ---

let running = false, seed = 0;

const number = name => {
  const value = field(name).value.trim();
  return value === '' ? null : Number(value);
};

const share = name => Number(field(name).value) / 100;

function settings() {
  const values = {style: field('style').value, copies: Number(field('copies').value),
    cache: share('cache')};
  for (const name of ['top_k', 'top_p', 'repetition', 'tokens']) values[name] = number(name);
  return values;
}

// wanted: [{column, begun}], what goes on from which tokens
function write(wanted, prompt) {
  complain('');
  shut();
  seed = number('seed');
  if (seed === null) seed = Math.floor(Math.random() * 1e6);
  running = true;
  for (const {column} of wanted) {
    column.prompt = prompt;
    column.going = true;
    column.shown = true;
    column.article.hidden = false;
    column.seed = seed;
    column.style = field('style').value;
    column.cache = share('cache');
    column.temperature = number(column.number ? 'second' : 'temperature');
    column.name.textContent = `Temperature ${column.temperature}`;
    column.stats.textContent = 'Writing…';
    column.page.querySelectorAll('.copied').forEach(part => part.classList.remove('copied'));
  }
  buttons();
  say({do: 'write', prompt, seed, ...settings(), columns: wanted.map(({column, begun}) =>
    ({column: column.number, temperature: column.temperature, begun}))});
}

function afresh() {
  const both = field('compare').checked, prompt = opened(box.value);
  const chosen = both ? columns : columns.slice(0, 1);
  for (const column of columns) {
    column.article.hidden = !chosen.includes(column);
    column.shown = chosen.includes(column);
    clear(column, prompt, 0);
  }
  write(chosen.map(column => ({column, begun: []})), prompt);
  columns[0].article.scrollIntoView({block: 'nearest'});
}

function further() {
  const shown = columns.filter(column => column.shown);
  if (!shown.length) { afresh(); return; }
  write(shown.map(column => ({column, begun: column.tokens.map(token => token.id)})),
    shown[0].prompt);
}

function ended() {
  running = false;
  for (const column of columns) column.going = false;
  buttons();
}

function buttons() {
  const some = columns.some(column => column.tokens.length);
  button('write').hidden = running;
  button('further').hidden = running || !some;
  button('stop').hidden = !running;
  button('save').hidden = button('take').hidden = running || !some;
  root.classList.toggle('compared', columns.every(column => column.shown));
}

function clear(column, prompt, kept) {
  column.tokens.length = kept;
  const parts = column.page.querySelectorAll('[data-n]');
  for (let n = kept; n < parts.length; n++) parts[n].remove();
  if (!kept) {
    const begun = document.createElement('span');
    begun.className = 'begun';
    begun.textContent = prompt;
    column.page.replaceChildren(begun);
  }
}

const bin = chance => { const n = BINS.findIndex(least => chance >= least); return n < 0 ? 4 : n; };
const percent = chance => chance >= .1 ? Math.round(100 * chance) + ' %%'
  : chance >= .001 ? (100 * chance).toFixed(1) + ' %%' : 'under 0.1 %%';

function draw(news) {
  const column = columns[news.column];
  if (!column.going) return;
  const near = innerHeight - column.page.getBoundingClientRect().bottom > -40;
  const fragment = document.createDocumentFragment();
  for (const [id, text, chance] of news.tokens) {
    const part = document.createElement('span');
    const word = document.createElement('i');  // without its space, which a line may end with
    word.className = 't' + bin(chance);
    word.textContent = text.trimStart();
    part.dataset.n = column.tokens.length;
    part.append(text.slice(0, text.length - word.textContent.length), word);
    part.title = percent(chance);
    column.tokens.push({id, text, chance});
    fragment.append(part);
  }
  column.page.append(fragment);
  column.stats.textContent = `${news.speed} tokens per second`;
  if (near && column.page.getBoundingClientRect().bottom > innerHeight)
    column.page.scrollIntoView({block: 'end'});
}

function sum({column: place, tokens, seconds, mean, copy, knows}) {
  const column = columns[place];
  column.going = false;
  const speed = Math.round(tokens / Math.max(seconds, .001));
  const told = [`${tokens} tokens in ${seconds.toFixed(1)} s, ${speed} tokens per second`,
    `a token was ${percent(mean)} likely on average`];
  if (knows) told.push(copy ? `longest run copied: ${copy.words} words (underlined)`
    : 'copied from what it read: under 8 words in a row');
  column.stats.textContent = told.join(' · ') + ` · seed ${column.seed}`;
  if (copy) underline(column, copy);
  if (columns.every(one => !one.going)) ended();
}

function underline(column, {start, end}) {
  let at = 0;
  column.page.querySelectorAll('[data-n]').forEach(part => {
    const length = part.textContent.length;
    part.classList.toggle('copied', at + length > start && at < end);
    at += length;
  });
}

"""

_BUTTONS = r"""
// --- buttons ---

const whole = column => column.prompt + column.tokens.map(token => token.text).join('');

function save() {
  const shown = columns.filter(column => column.shown && column.tokens.length);
  const text = shown.map(column => (shown.length > 1
    ? `Temperature ${column.temperature}\n\n` : '') + whole(column)).join('\n\n\n') + '\n';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type: 'text/plain'}));
  link.download = 'refrain.txt';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function take() {
  box.value = whole(columns[0]);
  typed();
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

const DOES = {write: afresh, further, stop: () => say({do: 'stop'}), save, take};
root.addEventListener('click', event => {
  const pressed = event.target.closest('[data-do]');
  if (pressed && DOES[pressed.dataset.do]) DOES[pressed.dataset.do]();
  const example = event.target.closest('[data-example]');
  if (example) { box.value = example.textContent; typed(); box.focus(); }
});
root.querySelectorAll('input[type="range"]').forEach(slider => {
  const told = slider.parentElement.querySelector('output');
  const tell = () => { told.textContent = slider.value + (slider.dataset.unit || ''); };
  slider.addEventListener('input', tell);
  tell();
});
field('compare').addEventListener('change', () => {
  root.classList.toggle('two', field('compare').checked);
});
new IntersectionObserver(seen => { if (seen[0].isIntersecting) connect(); }).observe(root);
mirror.textContent = box.value;
buttons();
"""

SCRIPT = _LINE + TYPING + _WRITING + OTHERS + _BUTTONS
"""With the socket's path for its only `%s`."""
