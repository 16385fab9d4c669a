"""The tab *Commands*: all that can be asked for, a line to try how a sentence is understood, and
the user's own phrases.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.skills import SKILLS
from assistant.skills.base import Skill, expand
from assistant.skills.help import ABOUTS
from assistant.skills.phrases import Translation, translate
from assistant.skills.say import sentence
from assistant.skills.templates import Gap, plain
from assistant.ui import own_phrases, understood

MOST = 3
"""Examples of a skill that names none itself."""
LONGEST = 1000
"""Characters of a sentence that is tried."""
TRIED = (
    '<p class="quiet">What the sentence is taken for appears here. Nothing is done, and nothing '
    "is said.</p>"
)

CSS = """
.skills-search { display: block; margin-bottom: .75rem; }
.skills-search input { width: 100%; min-height: 2.9rem; padding: .4rem .9rem; font-size: 1.05rem;
  border: 1px solid var(--input-border-color); border-radius: .6rem; color: var(--body-text-color);
  background: var(--input-background-fill); }
.skills-search input::placeholder { color: var(--input-placeholder-color); opacity: 1; }
.skills { columns: 17rem 3; column-gap: .75rem; }
.skills section { break-inside: avoid; margin-bottom: .75rem; border-radius: .6rem;
  border: 1px solid var(--border-color-primary); padding: .8rem .9rem;
  background: var(--block-background-fill); }
.skills h3 { margin: 0 0 .5rem; font-size: 1.05rem; font-weight: 600;
  color: var(--body-text-color); }
.skills ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .3rem; }
.skills li { margin: 0; }
.skills button { width: 100%; text-align: left; padding: .4rem .7rem; border-radius: .5rem;
  cursor: pointer; font-size: .97rem; line-height: 1.35; min-height: 2.3rem;
  color: var(--button-secondary-text-color); background: var(--button-secondary-background-fill); }
.skills button:hover { background: var(--button-secondary-background-fill-hover); }
.skills [hidden] { display: none; }
.skills-none { margin: .5rem 0; color: var(--body-text-color-subdued); }
#try-it textarea, #try-it input { font-size: 1.05rem; }
#tried { min-height: 3rem; }
"""

_SCRIPT = r"""
const search = element.querySelector('input');
const none = element.querySelector('.skills-none');
const words = text => text.toLowerCase().split(/\s+/).filter(Boolean);

search.addEventListener('input', () => {
  const wanted = words(search.value);
  const fits = text => wanted.every(word => text.includes(word));
  let any = false;
  for (const card of element.querySelectorAll('.skills section')) {
    const named = fits(card.dataset.words);
    let some = named;
    for (const item of card.querySelectorAll('li')) {
      item.hidden = !named && !fits(item.textContent.toLowerCase());
      some ||= !item.hidden;
    }
    card.hidden = !some;
    any ||= some;
  }
  none.hidden = any;
});
element.addEventListener('click', event => {
  const button = event.target.closest('.skills button');
  if (button) trigger('chosen', {text: button.textContent});
});
"""


def examples(skill: Skill) -> tuple[str, ...]:
    """Whole sentences that can be said to a skill: its own choice, or else the shortest of its
    templates that name nothing."""
    about = ABOUTS.get(skill.name)
    if about is not None and about.examples:
        return tuple(sentence(example) for example in about.examples)
    found = []
    for intent in skill.intents:
        whole = [
            plain(said)
            for template in intent.examples
            for said in expand(template)
            if not any(isinstance(piece, Gap) for piece in said)
        ]
        full = [said for said in whole if len(said.split()) > 2] or whole
        if full:
            found.append(sentence(min(full, key=len)))
    return tuple(found[:MOST])


def cards(skills: Sequence[Skill]) -> str:
    """All skills with their examples, and a box to search them."""
    parts = "".join(_card(skill) for skill in skills)
    return (
        '<label class="skills-search"><span class="visually-hidden">Search the commands</span>'
        '<input type="search" placeholder="Search: light, list, minutes …" autocomplete="off">'
        f'</label><div class="skills">{parts}</div>'
        '<p class="skills-none" role="status" hidden>No command has these words.</p>'
    )


def _card(skill: Skill) -> str:
    about = ABOUTS.get(skill.name)
    title = sentence(about.title if about else skill.name.replace("_", " "))
    words = f"{title} {skill.name}".lower()
    items = "".join(
        f'<li><button type="button">{html.escape(example)}</button></li>'
        for example in examples(skill)
    )
    return (
        f'<section data-words="{html.escape(words)}"><h3>{html.escape(title)}</h3>'
        f"<ul>{items}</ul></section>"
    )


def tried(assistant: Assistant, text: str) -> str:
    """What a sentence is taken for, the user's own phrases included; nothing is done."""
    text = text.strip()[:LONGEST]
    if not text:
        return TRIED
    try:
        found = translate(text, assistant.commands().store.taught())
        read = [assistant.understand(step) for step in (found.commands if found else (text,))]
    except AssistantError as error:
        return f'<p class="quiet">{html.escape(str(error))}</p>'
    pages = "".join(understood.as_html(one) for one in read)
    return _stands_for(found) + pages if found else pages


def _stands_for(found: Translation) -> str:
    phrase, command = (html.escape(text) for text in (found.taught.phrase, found.taught.command))
    return f'<p class="reasons-source">Your own phrase “{phrase}” stands for “{command}”:</p>'


def build(assistant: Assistant, tab: gr.Tab) -> gr.HTML:
    """Lay the tab out. What is returned has the event `chosen`, which carries `text`."""
    own: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    line = gr.Textbox(
        label="Try a sentence",
        placeholder="wake me at half past six tomorrow",
        elem_id="try-it",
        max_lines=1,
    )
    shown = gr.HTML(TRIED, elem_id="tried", apply_default_css=False)
    gr.on(
        [line.change, line.submit],
        lambda text: tried(assistant, text or ""),
        [line],
        [shown],
        trigger_mode="always_last",
        queue=False,
        **own,
    )
    skills = gr.HTML(
        html_template=cards(SKILLS),
        js_on_load=_SCRIPT,
        elem_id="skills",
        apply_default_css=False,
    )
    own_phrases.build(assistant, tab)
    return skills
