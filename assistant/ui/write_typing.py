"""The part of the script of *Write* that suggests while one types."""

TYPING = r"""
// --- complete as you type ---

let asked = null, timer = 0, serial = 0, dismissed = null, ghost = '';

const atEnd = () => box.selectionStart === box.value.length &&
  box.selectionEnd === box.value.length;

function show(text) {
  ghost = text;
  mirror.textContent = box.value;
  grey.textContent = text;
  hint.classList.toggle('on', Boolean(text));
}

function typed(event) {
  if (event && event.isComposing) { show(''); return; }  // letters that are not settled yet
  const along = event && event.data && ghost.startsWith(event.data) && atEnd();
  show(along ? ghost.slice(event.data.length) : '');  // typed as suggested: the rest stays
  later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

function ask() {
  if (!field('suggest').checked || !atEnd() || asked) return;
  asked = {id: ++serial, text: box.value};
  say({do: 'suggest', id: serial, text: box.value, style: field('style').value,
    threshold: field('threshold').value / 100, cache: share('cache')});
}

function suggested({id, text, words}) {
  if (!asked || asked.id !== id) return;
  const about = asked.text, fresh = about === box.value;
  asked = null;
  if (!fresh) { later(); return; }  // typed on meanwhile: that is the question now
  chips.replaceChildren(...words.map(([word, added, chance]) => {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.textContent = word;
    chip.dataset.added = added;
    chip.dataset.after = about;
    chip.title = percent(chance) + ' likely';
    return chip;
  }));
  if (atEnd() && dismissed !== box.value && document.activeElement === box) show(text);
}

function insert(text) {
  box.focus();
  // As if typed: the browser's undo takes it back.
  if (!document.execCommand('insertText', false, text)) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    typed();
  }
}

function accept() {
  const text = ghost;
  show('');
  insert(text);
}

function dismiss() {
  dismissed = box.value;
  show('');
}

box.addEventListener('input', typed);
box.addEventListener('compositionend', () => typed());
box.addEventListener('keydown', event => {
  if (!ghost || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'Tab' && !event.shiftKey && atEnd()) { event.preventDefault(); accept(); }
  else if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); dismiss(); }
});
box.addEventListener('focus', () => { connect(); later(); });
box.addEventListener('blur', () => show(''));
document.addEventListener('selectionchange', () => {
  if (ghost && document.activeElement === box && !atEnd()) show('');
});
// The keyboard of a phone stays open, and the caret where it is.
for (const part of [chips, hint]) part.addEventListener('pointerdown', e => e.preventDefault());
hint.addEventListener('click', event => {
  if (event.target.closest('[data-key="tab"]')) accept();
  else if (event.target.closest('[data-key="esc"]')) dismiss();
});
chips.addEventListener('click', event => {
  const chip = event.target.closest('button');
  if (!chip) return;
  box.setSelectionRange(box.value.length, box.value.length);
  show('');
  if (chip.dataset.after === box.value) insert(chip.dataset.added + ' ');
});
field('suggest').addEventListener('change', () => {
  chips.replaceChildren();
  show('');
  later();
});
for (const name of ['threshold', 'style', 'cache']) field(name).addEventListener('input', () => {
  show('');
  later();
});

"""
