"""Colours, rooms and units by their names -> values."""

from __future__ import annotations

from assistant.skills.values_number import words_of

COLOURS = {
    "red": "#ff0000", "dark red": "#8b0000", "crimson": "#dc143c", "orange": "#ff8000",
    "amber": "#ffbf00", "gold": "#ffd700", "yellow": "#ffff00", "lime": "#bfff00",
    "green": "#00c000", "dark green": "#006400", "light green": "#90ee90", "olive": "#808000",
    "mint": "#98ff98", "turquoise": "#40e0d0", "teal": "#008080", "cyan": "#00ffff",
    "sky blue": "#87ceeb", "light blue": "#add8e6", "blue": "#0000ff", "dark blue": "#00008b",
    "navy": "#000080", "indigo": "#4b0082", "violet": "#8f00ff", "purple": "#800080",
    "lavender": "#b57edc", "lilac": "#c8a2c8", "magenta": "#ff00ff", "pink": "#ff69b4",
    "salmon": "#fa8072", "coral": "#ff7f50", "peach": "#ffcba4", "beige": "#f5f5dc",
    "brown": "#8b4513", "white": "#ffffff", "warm white": "#ffd8a8", "cold white": "#e0ecff",
    "grey": "#808080", "black": "#000000",
}  # fmt: skip
_COLOUR_NAMES = {
    "gray": "grey", "golden": "gold", "cool white": "cold white", "navy blue": "navy",
    "aqua": "cyan", "fuchsia": "magenta", "scarlet": "red", "rose": "pink", "ivory": "white",
    "pale blue": "light blue", "pale green": "light green", "deep blue": "dark blue",
    "deep red": "dark red", "warm": "warm white", "daylight": "cold white",
    "soft white": "warm white",
}  # fmt: skip

ROOMS: dict[str, tuple[str, ...]] = {
    "kitchen": ("kitchenette",),
    "living room": ("lounge", "sitting room", "front room", "family room"),
    "bedroom": ("master bedroom", "main bedroom", "sleeping room"),
    "bathroom": ("bath", "shower room", "washroom"),
    "hall": ("hallway", "corridor", "entrance", "entrance hall", "landing", "stairs", "staircase"),
    "office": ("study", "home office", "den", "workroom"),
    "dining room": ("dining area",),
    "children's room": ("kids room", "kid's room", "kids' room", "nursery", "childrens room",
                        "playroom", "kids bedroom", "children's bedroom"),
    "guest room": ("spare room", "guest bedroom", "spare bedroom"),
    "toilet": ("loo", "wc", "restroom"),
    "utility room": ("laundry", "laundry room"),
    "garage": ("carport",),
    "garden": ("yard", "backyard", "back garden", "outside"),
    "balcony": ("terrace", "patio", "porch", "veranda"),
    "attic": ("loft",),
    "cellar": ("basement",),
    "everywhere": ("whole house", "entire house", "house", "all rooms", "every room", "home",
                   "whole flat", "flat", "apartment", "whole apartment", "all the rooms"),
}  # fmt: skip
"""Room -> its other names; `everywhere` is all of them."""
_ROOM_NAMES = {alias: room for room, aliases in ROOMS.items() for alias in (room, *aliases)}

UNITS: dict[str, tuple[str, ...]] = {
    "meter": ("m", "metre"), "kilometer": ("km", "kilometre"), "centimeter": ("cm", "centimetre"),
    "millimeter": ("mm", "millimetre"), "micrometer": ("micron", "micrometre"),
    "nanometer": ("nm", "nanometre"), "mile": ("mi",), "yard": ("yd",), "foot": ("feet", "ft"),
    "inch": ("inches", "in"), "nautical_mile": ("nautical mile", "sea mile"),
    "light_year": ("light year",), "furlong": (), "fathom": (),
    "kilogram": ("kg", "kilo", "kilogramme"), "gram": ("g", "gramme"), "milligram": ("mg",),
    "metric_ton": ("tonne", "metric ton"), "pound": ("lb", "lbs"), "ounce": ("oz",),
    "stone": (), "carat": (),
    "liter": ("l", "litre"), "milliliter": ("ml", "millilitre"), "centiliter": ("cl", "centilitre"),
    "deciliter": ("dl", "decilitre"), "gallon": ("us gallon", "gal"),
    "imperial_gallon": ("imperial gallon", "uk gallon", "british gallon"),
    "pint": ("us pint",), "imperial_pint": ("imperial pint", "uk pint", "british pint"),
    "quart": (), "cup": (), "tablespoon": ("tbsp",), "teaspoon": ("tsp",),
    "fluid_ounce": ("fluid ounce", "fl oz"), "cubic_meter": ("cubic metre", "cubic meter"),
    "cubic_foot": ("cubic foot", "cubic feet"),
    "cubic_centimeter": ("cubic centimetre", "cubic centimeter", "cc"),
    "degree_Celsius": ("celsius", "degree celsius", "centigrade", "degree centigrade", "°c", "c"),
    "degree_Fahrenheit": ("fahrenheit", "degree fahrenheit", "°f", "f"), "kelvin": ("k",),
    "second": ("s", "sec"), "minute": ("min",), "hour": ("hr", "h"), "day": (), "week": (),
    "fortnight": (), "month": (), "year": (), "decade": (), "century": ("centuries",),
    "millisecond": ("ms",), "microsecond": (), "nanosecond": (),
    "kilometer_per_hour": ("kilometre per hour", "kilometer per hour", "kmh", "km/h", "kph"),
    "mile_per_hour": ("mile per hour", "miles per hour", "mph"),
    "meter_per_second": ("metre per second", "meter per second", "m/s"), "knot": (),
    "square_meter": ("square metre", "square meter"), "square_foot": ("square foot", "square feet"),
    "square_kilometer": ("square kilometre", "square kilometer"), "square_mile": ("square mile",),
    "square_inch": ("square inch", "square inches"), "hectare": ("ha",), "acre": (),
    "bit": (), "byte": (), "kilobyte": ("kb",), "megabyte": ("mb",), "gigabyte": ("gb",),
    "terabyte": ("tb",), "kibibyte": ("kib",), "mebibyte": ("mib",), "gibibyte": ("gib",),
    "joule": ("j",), "kilojoule": ("kj",), "calorie": ("cal",), "kilocalorie": ("kcal",),
    "watt_hour": ("watt hour",), "kilowatt_hour": ("kilowatt hour", "kwh"),
    "watt": ("w",), "kilowatt": ("kw",), "horsepower": ("hp",), "volt": ("v",), "ampere": ("amp",),
    "ohm": (), "hertz": ("hz",), "kilohertz": ("khz",), "megahertz": ("mhz",),
    "pascal": ("pa",), "hectopascal": (), "bar": (), "millibar": (), "psi": (),
    "atmosphere": ("atm",), "newton": ("n",), "degree": (), "radian": (),
}  # fmt: skip
"""What pint calls it -> its other names, one of each."""
_UNIT_NAMES = {
    alias: unit
    for unit, names in UNITS.items()
    for alias in (unit.replace("_", " ").lower(), *names)
}


def colour(text: str) -> dict[str, str] | None:
    """`{"name": "warm white", "hex": "#ffd8a8"}`."""
    words = [word for word in words_of(text) if word not in ("a", "the", "bright", "to", "colour")]
    name = " ".join(words).replace("coloured", "").strip()
    name = name.removesuffix(" light") if name not in COLOURS else name
    name = _COLOUR_NAMES.get(name, name)
    return {"name": name, "hex": COLOURS[name]} if name in COLOURS else None


def room(text: str) -> str | None:
    """One of `ROOMS`."""
    words = words_of(text)
    while words and words[0] in ("in", "the", "my", "our", "at", "of", "for"):
        words = words[1:]
    name = " ".join(words)
    return _ROOM_NAMES.get(name) or _ROOM_NAMES.get(name.removesuffix("s"))


def unit(text: str) -> str | None:
    """What pint calls it: `feet` -> `foot`, `km/h` -> `kilometer_per_hour`."""
    lowered = " ".join(text.lower().replace("°", "° ").split()).replace("° ", "°").strip(" .?!")
    if lowered in _UNIT_NAMES:
        return _UNIT_NAMES[lowered]
    words = [word for word in words_of(text) if word not in ("a", "an", "the", "of")]
    if not words:
        return None
    name = " ".join(words)
    first = " ".join([words[0].removesuffix("s"), *words[1:]])  # `kilometres per hour`
    last = " ".join([*words[:-1], words[-1].removesuffix("s")])  # `nautical miles`
    return next((_UNIT_NAMES[one] for one in (name, first, last) if one in _UNIT_NAMES), None)
