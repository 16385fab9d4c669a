"""Notes: anything to be written down, read back and thrown away."""

from __future__ import annotations

from assistant.messages import Understanding
from assistant.skills.base import Action, Note, Response, World, find, value
from assistant.skills.note_intents import ADD, READ, REMOVE
from assistant.skills.pick import by_words, numbered
from assistant.skills.say import count, day, listed, sentence

MOST = 1000
"""Notes that are kept."""


class Notes:
    name = "note"
    intents = (ADD, READ, REMOVE)

    def handle(self, understanding: Understanding, world: World) -> Response:
        if understanding.intent == ADD.name:
            return write(understanding, world)
        if understanding.intent == READ.name:
            return read(understanding, world)
        return remove(understanding, world)


def write(understanding: Understanding, world: World) -> Response:
    if len(world.store.notes()) >= MOST:
        return Response(f"There are {MOST} notes already: delete some first.")
    note = world.store.add_note(value(understanding, "phrase"), world.now())
    text = world.one_of(
        f"Noted: {note.text}.", f"Written down: {note.text}.", f"I've noted that: {note.text}."
    )
    return Response(text, (Action("note.added", {"id": note.id, "text": note.text}),))


def read(understanding: Understanding, world: World) -> Response:
    notes = world.store.notes()
    words = set(understanding.text.lower().split())
    slot = find(understanding, "phrase")
    if not notes:
        return Response(world.one_of("There are no notes.", "You have no notes yet."))
    if slot:
        notes = [notes[place] for place in by_words(slot.text, [note.text for note in notes])]
        if not notes:
            return Response(f"I find no note about {slot.text}.", (_shown([]),))
    elif {"last", "latest", "newest", "recent"} & words:
        notes = notes[-1:]
    shown = notes[-5:][::-1]
    today = world.now().date()
    said = [
        f"{sentence(day(note.made.astimezone(world.now().tzinfo).date(), today))}: {note.text}."
        for note in shown
    ]
    start = f"You have {count(len(notes), 'note')}. " if len(notes) > 1 else ""
    if len(notes) > len(shown):
        start += f"Here are the last {count(len(shown), 'one', '').strip()}. "
    return Response(start + " ".join(said), (_shown(shown),))


def remove(understanding: Understanding, world: World) -> Response:
    """One that is told, or the last one; all of them only after a yes."""
    notes = world.store.notes()
    words = set(understanding.text.lower().split())
    slot = find(understanding, "phrase")
    if not notes:
        return Response("There are no notes to delete.")
    if slot is None and {"all", "notes", "every"} & words:
        return _remove_all(understanding, notes, world)
    if slot:
        place = numbered(slot.text, len(notes))
        fits = [notes[i] for i in by_words(slot.text, [note.text for note in notes])]
        fits = fits or ([notes[place]] if place is not None else [])
    else:
        fits = notes[-1:] if {"last", "that", "latest", "newest"} & words else notes
    if not fits:
        return Response(f"I find no note about {slot.text if slot else 'that'}.")
    if len(fits) > 1:
        some = listed([f"“{note.text}”" for note in fits[-5:]], "or")
        return Response(f"Which one: {some}?", asks="phrase")
    world.store.remove_note(fits[0].id)
    action = Action("note.removed", {"ids": [fits[0].id]})
    return Response(f"That note is gone: {fits[0].text}.", (action,))


def _remove_all(understanding: Understanding, notes: list[Note], world: World) -> Response:
    sure = value(understanding, "confirm")
    if sure is None:
        many = f"all {count(len(notes), 'note')}" if len(notes) > 1 else "your only note"
        return Response(f"Shall I delete {many}?", asks="confirm")
    if not sure:
        return Response("All right, the notes stay.")
    gone = [note.id for note in notes if world.store.remove_note(note.id)]
    return Response("All notes are gone.", (Action("note.removed", {"ids": gone}),))


def _shown(notes: list[Note]) -> Action:
    return Action("note.read", {"notes": [{"id": note.id, "text": note.text} for note in notes]})
