"""The part of the script of *Write* that shows what else could stand in a place."""

OTHERS = r"""
// --- what else could stand there ---

let chosen = null;

function pick(column, part) {
  shut();
  chosen = {column, n: Number(part.dataset.n), part, id: ++serial};
  part.classList.add('picked');
  say({do: 'alternatives', id: serial, prompt: column.prompt, style: column.style,
    cache: column.cache, begun: column.tokens.slice(0, chosen.n).map(token => token.id)});
}

const spelt = text => text === '\n' ? '↵ new line' : !text.trim() ? '␣ space'
  : /^[\p{L}]/u.test(text) && chosen.n ? '…' + text
  : /^ (?![aAIO])\p{L}$/u.test(text) ? text.trim() + '…' : text.trim();

function offer({id, rows}) {
  if (!chosen || chosen.id !== id) return;
  const taken = chosen.column.tokens[chosen.n];
  const list = others.querySelector('ol');
  list.replaceChildren(...rows.map(([id, text, chance]) => {
    const line = document.createElement('li'), choice = document.createElement('button');
    choice.type = 'button';
    choice.dataset.id = id;
    choice.dataset.text = text;
    choice.dataset.chance = chance;
    choice.style.setProperty('--p', (100 * chance).toFixed(1) + '%%');
    if (id === taken.id) choice.setAttribute('aria-current', 'true');
    const word = document.createElement('span'), share = document.createElement('small');
    word.textContent = spelt(text);
    share.textContent = percent(chance);
    choice.append(word, share);
    line.append(choice);
    return line;
  }));
  others.querySelector('p').textContent = `“${spelt(taken.text)}” was ${percent(taken.chance)} ` +
    'likely. Choose another, and it goes on from there.';
  others.hidden = false;
  const at = chosen.part.getBoundingClientRect(), desk = root.getBoundingClientRect();
  const width = others.offsetWidth, height = others.offsetHeight;
  others.style.left = Math.max(0, Math.min(at.left - desk.left, desk.width - width)) + 'px';
  const below = at.bottom - desk.top + 6, above = at.top - desk.top - height - 6;
  others.style.top = (below + height > desk.height && above > 0 ? above : below) + 'px';
  others.querySelector('button')?.focus({preventScroll: true});
  others.scrollIntoView({block: 'nearest'});
}

function shut() {
  chosen?.part.classList.remove('picked');
  chosen = null;
  others.hidden = true;
}

others.addEventListener('click', event => {
  const choice = event.target.closest('[data-id]');
  if (event.target.closest('[data-do="shut"]')) shut();
  if (!choice || !chosen) return;
  const {column, n} = chosen;
  const token = {id: Number(choice.dataset.id), text: choice.dataset.text,
    chance: Number(choice.dataset.chance)};
  if (n === 0 && column.prompt.endsWith(' ')) token.text = token.text.replace(/^ /, '');
  clear(column, column.prompt, n);
  column.going = true;
  draw({column: column.number, tokens: [[token.id, token.text, token.chance]], speed: 0});
  column.page.lastElementChild.classList.add('branch');
  const begun = column.tokens.map(one => one.id);
  column.page.focus({preventScroll: true});
  write([{column, begun}], column.prompt);
});
root.addEventListener('keydown', event => {
  if (event.key === 'Escape' && chosen) { chosen.column.page.focus(); shut(); }
});

for (const column of columns) {
  column.page.addEventListener('click', event => {
    const part = event.target.closest('[data-n]');
    if (part && !running && !String(getSelection())) pick(column, part);
  });
  column.page.addEventListener('keydown', event => {  // the arrows go from token to token
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    const parts = [...column.page.querySelectorAll('[data-n]')];
    if (!parts.length || running) return;
    const now = parts.findIndex(part => part.classList.contains('at'));
    if (step) {
      const next = Math.max(0, Math.min(parts.length - 1, now < 0 ? 0 : now + step));
      parts[now]?.classList.remove('at');
      parts[next].classList.add('at');
      column.page.setAttribute('aria-label', `${spelled(parts[next])}, ${parts[next].title}`);
      event.preventDefault();
    } else if (event.key === 'Enter' && now >= 0) {
      event.preventDefault();
      pick(column, parts[now]);
    }
  });
}
const spelled = part => part.textContent.trim() || 'space';

"""
