"""In the tab *Commands*: phrases of the user's own, to see, add, change and remove."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any, NamedTuple

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.skills.base import Taught
from assistant.skills.phrases import bare, check, plain, steps
from assistant.skills.teach import MOST
from assistant.ui.understood import intent_name

CSS = """
#own-phrases { margin-top: 1rem; gap: .75rem; }
#own-phrases h2 { margin: 0; font-size: 1.15rem; font-weight: 600; color: var(--body-text-color); }
.phrases { width: 100%; border-collapse: collapse; }
.phrases th, .phrases td { text-align: left; vertical-align: middle; padding: .35rem .8rem .35rem 0;
  border-bottom: 1px solid var(--border-color-primary); overflow-wrap: anywhere; }
.phrases thead th { color: var(--body-text-color-subdued); font-weight: 400; font-size: .95rem; }
.phrases tbody th { font-weight: 600; }
.phrases td:last-child { white-space: nowrap; text-align: right; padding-right: 0; }
.phrases button { padding: .3rem .7rem; min-height: 2.2rem; border-radius: .5rem; cursor: pointer;
  font-size: .92rem; color: var(--button-secondary-text-color);
  background: var(--button-secondary-background-fill); }
.phrases button:hover { background: var(--button-secondary-background-fill-hover); }
.phrases tr.changing { background: var(--color-accent-soft); }
.phrase-said { margin: 0; min-height: 1.5em; color: var(--body-text-color-subdued); }
.phrase-said.wrong { color: var(--doubtful); }
@media (max-width: 640px) {
  .phrases thead { display: none; }
  .phrases tr { display: grid; padding: .4rem .3rem;
    border-bottom: 1px solid var(--border-color-primary); }
  .phrases th, .phrases td { border: 0; padding: .1rem 0; }
  .phrases td:last-child { text-align: left; padding-top: .3rem; }
}
"""

_SCRIPT = r"""
element.addEventListener('click', event => {
  const button = event.target.closest('button[data-id]');
  if (!button) return;
  const id = Number(button.dataset.id);
  if (button.dataset.does === 'change') trigger('edited', {id});
  else trigger('removed', {id});
});
"""
NONE = (
    '<p class="quiet">None yet. Say when you want what: “movie time” for “dim the lights to twenty '
    "percent”. You can also say it: “When I say movie time, dim the lights”.</p>"
)


class Form(NamedTuple):
    """What the page shows."""

    table: str
    phrase: str
    command: str
    said: str
    """What is to be told below the form, as HTML."""
    changing: int | None = None
    """The phrase in the form; None for a new one."""


class OwnPhrases:
    """What the page does, without the page. Nothing that was typed is lost if it can't be kept."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def open(self) -> str:
        """All phrases, as they are now."""
        try:
            return table(self._taught())
        except AssistantError as error:
            return f'<p class="phrase-said wrong">{html.escape(str(error))}</p>'

    def save(self, phrase: str, command: str, changing: int | None) -> Form:
        """Keep a new phrase, or the one that is being changed."""
        try:
            kept = self._kept(phrase or "", command or "", changing)
            hint = self._hint(kept)
        except AssistantError as error:
            return Form(self._table(changing), phrase, command, _told(str(error), True), changing)
        return Form(self.open(), "", "", _told(hint))

    def edit(self, id: int, phrase: str, command: str) -> Form:
        """Bring a phrase into the form."""
        found = self._find(id)
        if found is None:
            return Form(self.open(), phrase, command, _told("That one is gone already.", True))
        told = _told("Change it and press Save.")
        return Form(self._table(id), found.phrase, found.command, told, id)

    def remove(self, id: int, phrase: str, command: str, changing: int | None) -> Form:
        """Forget a phrase; if the form is empty it stays there, to be saved again."""
        try:
            found = self._find(id)
            if found is not None:
                self.assistant.commands().store.remove_taught(id)
        except AssistantError as error:
            return Form(self._table(changing), phrase, command, _told(str(error), True), changing)
        if found is None:
            return Form(self.open(), phrase, command, _told("That one is gone already.", True))
        told = f"I've forgotten “{found.phrase}”."
        if not (phrase or command):
            phrase, command = found.phrase, found.command
            changing = id
        if changing == id:
            told, changing = f"{told} Save brings it back.", None
        return Form(self._table(changing), phrase, command, _told(told), changing)

    def clear(self) -> Form:
        """An empty form for a new phrase."""
        return Form(self.open(), "", "", "")

    def _kept(self, phrase: str, command: str, changing: int | None) -> Taught:
        """
        Raises:
            BadPhrase: it can't be taught, see `phrases.check`.
            StoreError: it can't be kept.
        """
        store, taught = self.assistant.commands().store, self._taught()
        if changing is None and len(taught) >= MOST:
            raise AssistantError(f"I keep {MOST} phrases at most. Remove one first.")
        key = bare(phrase)
        others = [one for one in taught if one.id != changing and plain(one.phrase) != key]
        phrase, command = check(phrase, command, others)
        if changing is not None and store.change_taught(changing, phrase, command):
            return Taught(changing, phrase, command)
        return store.teach(phrase, command)

    def _hint(self, kept: Taught) -> str:
        """What the command is taken for, so that a mistake shows at once."""
        start = f"Kept: “{kept.phrase}” means “{kept.command}”"
        if "{" in kept.command:
            return f"{start}."
        known = [self.assistant.understand(step).intent for step in steps(kept.command)]
        if not all(known):
            return f"{start}. But I take that for no command: it will only be answered."
        return f"{start} ({', then '.join(intent_name(one) for one in known if one)})."

    def _taught(self) -> list[Taught]:
        return self.assistant.commands().store.taught()

    def _find(self, id: int) -> Taught | None:
        try:
            return next((one for one in self._taught() if one.id == id), None)
        except AssistantError:
            return None

    def _table(self, changing: int | None) -> str:
        try:
            return table(self._taught(), changing)
        except AssistantError:
            return self.open()


def table(taught: Sequence[Taught], changing: int | None = None) -> str:
    """The phrases, each with its buttons; the one that is being changed is marked."""
    if not taught:
        return NONE
    rows = "".join(_row(one, one.id == changing) for one in taught)
    return (
        '<table class="phrases"><thead><tr><th scope="col">When I say</th><th scope="col">it means'
        '</th><th><span class="visually-hidden">Change it</span></th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(one: Taught, changing: bool) -> str:
    phrase, style = html.escape(one.phrase), ' class="changing"' if changing else ""
    buttons = " ".join(
        f'<button type="button" data-id="{one.id}" data-does="{does}" '
        f'aria-label="{name} “{phrase}”">{name}</button>'
        for does, name in (("change", "Edit"), ("remove", "Remove"))
    )
    return (
        f'<tr{style}><th scope="row">{phrase}</th><td>{html.escape(one.command)}</td>'
        f"<td>{buttons}</td></tr>"
    )


def _told(text: str, wrong: bool = False) -> str:
    style = " wrong" if wrong else ""
    return f'<p class="phrase-said{style}" role="status">{html.escape(text)}</p>'


def build(assistant: Assistant, tab: gr.Tab) -> None:
    """Lay it out and join its parts; it is read anew whenever the tab is opened."""
    phrases = OwnPhrases(assistant)
    with gr.Column(elem_id="own-phrases"):
        gr.HTML("<h2>Your own phrases</h2>", apply_default_css=False)
        shown = gr.HTML(NONE, js_on_load=_SCRIPT, elem_id="phrases", apply_default_css=False)
        with gr.Row():
            phrase = gr.Textbox(
                label="When I say", placeholder="movie time", max_lines=1, min_width=240
            )
            command = gr.Textbox(
                label="it means",
                placeholder="dim the lights to twenty percent",
                max_lines=1,
                min_width=240,
            )
        told = gr.HTML("", elem_id="phrase-said", apply_default_css=False)
        with gr.Row(elem_classes="tools"):
            save = gr.Button("Save", variant="primary", min_width=100, scale=0)
            clear = gr.Button("Clear form", min_width=140, scale=0)
    changing = gr.State(None)
    own: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
    form = [shown, phrase, command, told, changing]
    gr.on(
        [save.click, phrase.submit, command.submit],
        phrases.save,
        [phrase, command, changing],
        form,
        **own,
    )

    def edit(phrase: str, command: str, event: gr.EventData) -> Form:
        return phrases.edit(_id(event), phrase, command)

    def remove(phrase: str, command: str, changing: int | None, event: gr.EventData) -> Form:
        return phrases.remove(_id(event), phrase, command, changing)

    shown.edited(edit, [phrase, command], form, **own)
    shown.removed(remove, [phrase, command, changing], form, **own)
    clear.click(phrases.clear, None, form, **own)
    tab.select(phrases.open, None, [shown], **own)


def _id(event: gr.EventData) -> int:
    """The page's own number of a phrase; of anything else, one that no phrase has."""
    return event.id if isinstance(event.id, int) else -1
