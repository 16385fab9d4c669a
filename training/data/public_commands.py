"""Sentences of public sets that ask for what our skills do, under our names.

Only the intent is taken where the set marks slots in another way, or not at all: such a sentence
teaches no slots. ATIS is left out, as it may not go into weights that are given away.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Collection, Mapping

from training.data.nlu import Example, Split, read_set

ALIKE: Mapping[str, Mapping[str, str]] = {
    "clinc150": {
        "flip_coin": "chance.coin",
        "roll_dice": "chance.dice",
        "time": "clock.time",
        "date": "clock.date",
        "timer": "timer.set",
        "alarm": "alarm.set",
        "spelling": "spelling.spell",
        "calculator": "arithmetic.compute",
        "measurement_conversion": "units.convert",
        "repeat": "control.repeat",
        "weather": "internet.weather",
        "traffic": "internet.traffic",
        "what_can_i_ask_you": "help.list",
        "next_song": "home.music_next",
        "play_music": "home.music_play",
        "reminder": "reminder.list",
        "reminder_update": "reminder.set",
        "shopping_list": "list.read",
        "todo_list": "list.read",
    },
    "nlu_eval": {
        "iot_hue_lightoff": "home.light_off",
        "iot_hue_lighton": "home.light_on",
        "iot_hue_lightdim": "home.dimmer",
        "iot_hue_lightup": "home.brighter",
        "iot_hue_lightchange": "home.colour",
        "audio_volume_up": "control.louder",
        "audio_volume_down": "control.quieter",
        "audio_volume_mute": "control.quiet",
        "general_repeat": "control.repeat",
        "general_commandstop": "control.stop",
        "alarm_query": "alarm.check",
        "alarm_remove": "alarm.cancel",
        "alarm_set": "alarm.set",
        "qa_maths": "arithmetic.compute",
        "weather_query": "internet.weather",
        "news_query": "internet.news",
        "qa_stock": "internet.stocks",
        "transport_traffic": "internet.traffic",
    },
    "fb_alarm_reminder_weather": {
        "alarm/set_alarm": "alarm.set",
        "alarm/show_alarms": "alarm.check",
        "alarm/time_left_on_alarm": "alarm.check",
        "alarm/cancel_alarm": "alarm.cancel",
        "alarm/modify_alarm": "alarm.move",
        "reminder/set_reminder": "reminder.set",
        "reminder/show_reminders": "reminder.list",
        "reminder/cancel_reminder": "reminder.cancel",
        "weather/find": "internet.weather",
    },
}
"""Set -> its intent -> ours."""
SLOTS: Mapping[str, Mapping[str, str]] = {
    "iot_hue_lightoff": {"house_place": "room"},
    "iot_hue_lighton": {"house_place": "room"},
    "iot_hue_lightdim": {"house_place": "room"},
    "iot_hue_lightup": {"house_place": "room"},
    "iot_hue_lightchange": {"house_place": "room", "color_type": "colour"},
    "alarm_set": {"time": "time", "date": "date"},
    "audio_volume_up": {},
    "audio_volume_down": {},
    "audio_volume_mute": {},
    "general_repeat": {},
    "general_commandstop": {},
}
"""Intent of a set -> its slots -> ours, where they are marked as ours are. Others go."""
MOST = 150
"""Sentences of one intent of one set."""


def alike(split: Split, intents: Mapping[str, Collection[str]], seed: int) -> list[Example]:
    """At most `MOST` sentences for each intent of each set that one of ours is like.

    intents : ours, each with its slots

    Raises:
        BadData: a set is missing or damaged.
    """
    numbers = random.Random(f"{seed} alike {split}")
    found: list[Example] = []
    for name, ours in ALIKE.items():
        rows = read_set(name, split, say=True)
        for theirs, intent in ours.items():
            if intent not in intents:
                continue
            same = [row for row in rows if row.intent == theirs]
            for row in numbers.sample(same, min(MOST, len(same))):
                found.append(renamed(row, intent, intents[intent]))
    return found


def renamed(row: Example, intent: str, slots: Collection[str]) -> Example:
    """With our intent, and our slots if they can be told."""
    names = SLOTS.get(row.intent)
    tags = None
    if row.tags is not None and names is not None:
        tags = tuple(_renamed(tag, names, slots) for tag in row.tags)
    return dataclasses.replace(row, intent=intent, tags=tags)


def _renamed(tag: str, names: Mapping[str, str], slots: Collection[str]) -> str:
    name = names.get(tag[2:])
    return f"{tag[:2]}{name}" if name in slots else "O"
