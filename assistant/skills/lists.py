"""Lists: shopping, to-do, or any other name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.messages import Slot, Understanding
from assistant.skills.base import Action, Intent, Response, World, find_all, value
from assistant.skills.list_intents import ADD, CHECK, CLEAR, INTENTS, LISTS, READ, REMOVE
from assistant.skills.pick import by_words
from assistant.skills.say import count, listed, sentence
from assistant.skills.values import item

SHOPPING, TODO = "shopping", "to-do"
NAMES = {
    "groceries": SHOPPING, "grocery": SHOPPING, "food": SHOPPING, "to do": TODO, "todo": TODO,
    "to dos": TODO, "todos": TODO, "task": TODO, "tasks": TODO, "chores": "chore",
}  # fmt: skip
"""Other names of a list."""
MOST = 500
"""Items of a list."""
TOGETHER = (
    "mac and cheese", "macaroni and cheese", "fish and chips", "salt and pepper",
    "bread and butter", "peanut butter and jelly", "gin and tonic", "oil and vinegar",
    "ham and eggs", "rice and beans", "cookies and cream", "bubble and squeak",
    "oil and vinegar", "salt and vinegar crisps",
)  # fmt: skip
"""One thing, though an `and` is in it."""


MORE = re.compile(
    r"(?:oh |yes |ok |okay )?(?:and|plus|also|as well as)(?: also| then)? (?P<items>.+?)"
    r"(?: too| as well| please)*[.!]*"
)
TALK = frozenset(
    "i i'm you you're he he's she she's we they it it's that that's this there what what's how why "
    "who where when is are was were be am do does did can could will would then so not no yes "
    "thanks thank love nothing everything".split()
)
"""Words of what is said of a list, or of anything else, rather than put on it."""
MOST_MORE = 10
"""Words of what is put on it with nothing but an `and`."""


class Lists:
    name = "list"
    intents: tuple[Intent, ...] = INTENTS

    def goes_on(
        self, understanding: Understanding, last: Understanding, world: World
    ) -> Understanding | None:
        """`and some salt`, right after something was put on a list."""
        just_now = bool(world.said) and re.search(r"\blist\b", world.said[-1])
        found = MORE.fullmatch(understanding.text.strip().lower())
        if last.intent != ADD.name or not just_now or not found:
            return None
        start, end = found.span("items")
        words = found["items"].split()
        if len(words) > MOST_MORE or not TALK.isdisjoint(word.strip(",?") for word in words):
            return None
        text = understanding.text.strip()
        name = list_name(last, world)
        slots = Slot("name", name, name, 0, 0), Slot("item", text[start:end], None, start, end)
        return replace(understanding, text=text, intent=ADD.name, slots=slots)

    def handle(self, understanding: Understanding, world: World) -> Response:
        steps = {
            ADD.name: add,
            READ.name: read,
            CHECK.name: check,
            REMOVE.name: remove,
            CLEAR.name: clear,
            LISTS.name: names,
        }
        return steps[understanding.intent or ""](understanding, world)


def list_name(understanding: Understanding, world: World) -> str:
    """The one that is named; else what the sentence is about; else the last one talked about."""
    named = value(understanding, "name")
    if named is None:
        words = understanding.text.lower()
        if re.search(r"\b(to[ -]?dos?|tasks?|have to do|need to do|chores)\b", words):
            return TODO
        if re.search(r"\b(shopping|groceries|grocery|buy|shop|store|supermarket)\b", words):
            return SHOPPING
        last = world.last
        if last and (last.intent or "").startswith("list.") and last.intent != LISTS.name:
            return list_name(last, _without_last(world))
        return SHOPPING
    name = named.removesuffix(" list").strip() or SHOPPING
    return NAMES.get(name, name)


def split_items(texts: Sequence[str], several: bool = True) -> list[str]:
    """`milk, two eggs and some bread` -> three items.

    several : whether an `and` without a comma parts two; in a to-do list it may join one thing.
    """
    found: list[str] = []
    for text in texts:
        held = text
        for place, whole in enumerate(TOGETHER):
            held = re.sub(rf"\b{whole}\b", f"\0{place}\0", held, flags=re.IGNORECASE)
        parts = re.split(r"\s*(?:,|;|\n)\s*(?:and\s+)?", held)
        if several or len(parts) > 1:
            parts = [
                p for part in parts for p in re.split(r"\s+(?:and|plus|&|as well as)\s+", part)
            ]
        for part in parts:
            whole = re.sub(r"\0(\d+)\0", lambda match: TOGETHER[int(match[1])], part)
            if (clean := item(whole)) and clean.lower() not in {one.lower() for one in found}:
                found.append(clean)
    return found


def add(understanding: Understanding, world: World) -> Response:
    name = list_name(understanding, world)
    items = split_items([slot.text for slot in find_all(understanding, "item")], name != TODO)
    if not items:
        return Response(f"What should I put on the {name} list?", asks="item")
    if len(world.store.items(name)) + len(items) > MOST:
        return Response(f"The {name} list is full: it holds {MOST} things.")
    added = world.store.add_items(name, items)
    said = listed(items)
    action = Action("list.added", {"list": name, "items": added})
    if not added:
        verb = "is" if len(items) == 1 else "are"
        return Response(f"{sentence(said)} {verb} on your {name} list already.", (action,))
    already = [one for one in items if one not in added]
    more = f" {sentence(listed(already))} {'was' if len(already) == 1 else 'were'} on it already."
    text = world.one_of(
        f"{sentence(listed(added))}: on your {name} list.",
        f"I've put {listed(added)} on your {name} list.",
        f"Added {listed(added)} to your {name} list.",
    )
    return Response(text + (more if already else ""), (action,))


def read(understanding: Understanding, world: World) -> Response:
    name = list_name(understanding, world)
    items = world.store.items(name)
    action = Action("list.read", {"list": name, "items": items})
    if not items:
        return Response(
            world.one_of(f"Your {name} list is empty.", f"There's nothing on your {name} list."),
            (action,),
        )
    shown = items[:15]
    rest = f", and {count(len(items) - 15, 'more', 'more')}" if len(items) > 15 else ""
    said = ", ".join(shown) + rest if rest else listed(shown)
    if len(items) == 1:
        return Response(f"Only {said} on your {name} list.", (action,))
    text = f"{sentence(count(len(items), 'thing'))} on your {name} list: {said}."
    return Response(world.one_of(text, f"On your {name} list: {said}."), (action,))


def check(understanding: Understanding, world: World) -> Response:
    """Whether something is on it."""
    name = list_name(understanding, world)
    wanted = split_items([slot.text for slot in find_all(understanding, "item")], name != TODO)
    if not wanted:
        return read(understanding, world)
    items = world.store.items(name)
    said = []
    for one in wanted:
        found = by_words(one, items)
        on = "is" if found else "isn't"
        said.append(f"{items[found[0]] if found else one} {on} on your {name} list")
    start = "" if len(said) > 1 else "Yes, " if by_words(wanted[0], items) else "No, "
    action = Action("list.read", {"list": name, "items": items})
    return Response(sentence(f"{start}{listed(said)}."), (action,))


def remove(understanding: Understanding, world: World) -> Response:
    name = list_name(understanding, world)
    wanted = split_items([slot.text for slot in find_all(understanding, "item")], name != TODO)
    items = world.store.items(name)
    if not items:
        return Response(f"Your {name} list is empty.")
    if not wanted:
        return Response(f"What should I take off the {name} list?", asks="item")
    gone, missing = [], []
    for one in wanted:
        found = by_words(one, items)
        if len(found) > 1:
            which = listed([items[place] for place in found], "or")
            return Response(f"Which one: {which}?", asks="item")
        if found:
            gone.append(items[found[0]])
        else:
            missing.append(one)
    gone = world.store.remove_items(name, gone)
    action = Action("list.removed", {"list": name, "items": gone})
    none = f"{sentence(listed(missing, 'or'))} I can't find on your {name} list."
    if not gone:
        return Response(none, (action,))
    text = world.one_of(
        f"{sentence(listed(gone))} {'is' if len(gone) == 1 else 'are'} off your {name} list.",
        f"I've taken {listed(gone)} off your {name} list.",
    )
    return Response(f"{text} {none}" if missing else text, (action,))


def clear(understanding: Understanding, world: World) -> Response:
    """What is gone is gone, so it asks first."""
    name = list_name(understanding, world)
    items = world.store.items(name)
    if not items:
        return Response(f"Your {name} list is empty already.")
    sure = value(understanding, "confirm")
    if sure is None:
        many = count(len(items), "thing")
        return Response(f"Shall I clear your {name} list, with {many} on it?", asks="confirm")
    if not sure:
        return Response(f"All right, your {name} list stays as it is.")
    world.store.clear_list(name)
    text = world.one_of(f"Your {name} list is empty now.", f"Cleared: nothing on your {name} list.")
    return Response(text, (Action("list.cleared", {"list": name, "items": items}),))


def names(understanding: Understanding, world: World) -> Response:
    found = world.store.list_names()
    action = Action("list.names", {"lists": found})
    if not found:
        return Response("You have no lists yet.", (action,))
    said = listed([f"{name} ({count(len(world.store.items(name)), 'thing')})" for name in found])
    return Response(f"You have {count(len(found), 'list')}: {said}.", (action,))


def _without_last(world: World) -> World:
    from dataclasses import replace

    return replace(world, last=None)
