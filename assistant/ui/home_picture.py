"""The virtual home, drawn: a house cut open, with its lamps, blinds, radiators and music.

One figure of HTML with an SVG in it: no script, nothing fetched, no ids that two drawings on one
page could quarrel over. It follows the page's `dark` class, and by itself the system's setting.
"""

from __future__ import annotations

import html

from assistant.skills.home_state import HomeState, Light, Music, Room

WIDTH, HEIGHT = 400, 478
"""Of the drawing, in its own units: nearly pixels on a phone, so that 12 of them can be read."""
ROOM = (172, 96)
"""Width and height of a room."""
LEFT, TOP = 24, 74
"""Where the first room begins: the roof is above it."""
PLAN = ("bedroom", "office", "bathroom", "hall", "living room", "kitchen")
"""Two rooms a storey, from the top."""
GARDEN_TOP = TOP + 3 * ROOM[1] + 8
_SLATS = 6
"""Units between the slats of a blind."""

_LIGHT = (
    "--wall:#efe6da;--line:#5d5045;--ink:#2f2721;--band:#fffdfa;--roof:#a94a26;--sky:#cfe6f5;"
    "--cold:#8d8176;--warm:#c2410c;--grass:#b9cf9a;--trunk:#7a5a3c;--leaf:#5f8a4a;--shade:#bdb1a4"
)
_DARK = (
    "--wall:#352b25;--line:#cbbcac;--ink:#f3eae0;--band:#1a1512;--roof:#8c3b1e;--sky:#25384a;"
    "--cold:#94877a;--warm:#ff9a5c;--grass:#33452a;--trunk:#5c452f;--leaf:#3f6234;--shade:#4a3e35"
)
STYLE = (
    f".home-picture{{{_LIGHT};margin:0 auto;max-width:34rem}}"
    f".dark .home-picture{{{_DARK}}}"
    ".home-picture svg{display:block;width:100%;height:auto}"
    ".home-picture svg svg{width:auto}"
    ".home-picture text{fill:var(--ink);font:600 12px system-ui,sans-serif}"
    ".home-picture .value{font-weight:400;font-size:11px;text-anchor:end}"
    ".home-picture figcaption{text-align:center;font:0.95rem system-ui,sans-serif;"
    "color:var(--ink)}"
)


def draw(state: HomeState) -> str:
    """The figure, to be put into a page."""
    rooms = "".join(
        _room(state.room(name), state.music, LEFT + ROOM[0] * (at % 2) + 8 * (at % 2),
              TOP + ROOM[1] * (at // 2))
        for at, name in enumerate(PLAN)
    )  # fmt: skip
    house = (
        f'<polygon points="8,{TOP - 2} {WIDTH / 2:g},8 {WIDTH - 8},{TOP - 2}" fill="var(--roof)"/>'
        f'<rect x="{LEFT - 8}" y="{TOP - 4}" width="{WIDTH - 2 * LEFT + 16}" '
        f'height="{3 * ROOM[1] + 8}" fill="var(--line)"/>'
    )
    return (
        f'<figure class="home-picture"><style>{STYLE}</style>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{html.escape(describe(state))}">'
        f"{house}{rooms}{_garden(state.room('garden'))}</svg>"
        f"<figcaption>{html.escape(_music_text(state.music))}</figcaption></figure>"
    )


def page(state: HomeState) -> str:
    """The figure on a page of its own, light or dark as the system is."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Home</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><style>'
        "body{margin:1rem;background:#faf5ee}@media (prefers-color-scheme: dark){"
        f"body{{background:#1a1512}}body .home-picture{{{_DARK}}}}}</style></head>"
        f"<body>{draw(state)}</body></html>"
    )


def describe(state: HomeState) -> str:
    """The whole state in words, for those who don't see the drawing."""
    rooms = " ".join(_room_text(room) for room in state.rooms)
    return f"The home. {rooms} {_music_text(state.music)}"


def _room_text(room: Room) -> str:
    light = room.light
    parts = [f"light on, {light.colour}, {light.brightness} percent" if light.on else "light off"]
    if room.target is not None:
        parts.append(f"heating {room.target:g} degrees" if room.heating else "heating off")
    if room.blinds is not None:
        parts.append(f"blinds {_blind_text(room.blinds)}")
    return f"{room.name.capitalize()}: {', '.join(parts)}."


def _blind_text(share: int) -> str:
    return {0: "closed", 100: "open"}.get(share, f"{share} percent open")


def _music_text(music: Music) -> str:
    if not music.playing:
        return "No music is playing."
    return f"Playing “{music.track}” at {music.volume} percent."


def _room(room: Room, music: Music, x: int, y: int) -> str:
    """A drawing within the drawing, which cuts off what shines beyond the walls."""
    width, height = ROOM
    blinds, target = room.blinds or 0, room.target or 0.0
    warmth = f"{target:g}°" if room.heating else "off"
    speaker = _speaker(music, width - 66, 36) if room.name == "living room" else ""
    return (
        f'<svg x="{x}" y="{y}" width="{width}" height="{height - 4}" data-room="{room.name}">'
        f"<title>{html.escape(_room_text(room))}</title>"
        f'<rect width="{width}" height="{height}" fill="var(--wall)"/>'
        f"{_glow(room.light, width, height, 86, 30)}{_window(blinds, 12, 16)}"
        f"{_lamp(room.light, 86)}{speaker}{_radiator(bool(room.heating), width - 46, 46)}"
        f'<rect y="{height - 24}" width="{width}" height="24" fill="var(--band)"/>'
        f'<text x="8" y="{height - 9}">{html.escape(room.name.capitalize())}</text>'
        f'<text class="value" x="{width - 8}" y="{height - 9}">{warmth}</text></svg>'
    )


def _glow(light: Light, width: int, height: int, x: int, y: int, top: int = 0) -> str:
    """The whole room in the lamp's colour from `top` down, and more of it near the lamp."""
    if not light.on:
        return ""
    share = light.brightness / 100
    rings = "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{light.hex}" '
        f'opacity="{strength * share:.3f}"/>'
        for radius, strength in ((62, 0.16), (42, 0.22), (26, 0.32))
    )
    return (
        f'<rect class="glow" y="{top}" width="{width}" height="{height}" fill="{light.hex}" '
        f'opacity="{0.12 + 0.38 * share:.3f}"/>{rings}'
    )


def _lamp(light: Light, x: int) -> str:
    colour = light.hex if light.on else "var(--shade)"
    return (
        f'<path d="M{x},0V18" stroke="var(--line)" stroke-width="2"/>'
        f'<path class="lamp" d="M{x - 14},32a14,14 0 0 1 28,0z" fill="{colour}" '
        'stroke="var(--line)" stroke-width="1.5"/>'
    )


def _window(share: int, x: int, y: int) -> str:
    """share : percent that the blind is open"""
    width, height = 40, 44
    covered = round(height * (100 - share) / 100)
    slats = "".join(
        f'<path d="M{x},{y + at}h{width}" stroke="var(--line)" stroke-width="1"/>'
        for at in range(_SLATS, covered, _SLATS)
    )
    blind = (
        f'<rect class="blind" x="{x}" y="{y}" width="{width}" height="{covered}" '
        f'fill="var(--band)"/>{slats}'
        if covered
        else ""
    )
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="var(--sky)"/>'
        f'<path d="M{x + width / 2:g},{y}v{height}" stroke="var(--line)" stroke-width="1"/>{blind}'
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" '
        'stroke="var(--line)" stroke-width="2"/>'
    )


def _radiator(on: bool, x: int, y: int) -> str:
    colour = "var(--warm)" if on else "var(--cold)"
    ribs = "".join(f'<path d="M{x + at},{y}v22"/>' for at in range(2, 37, 7))
    return (
        f'<g class="radiator {"on" if on else "off"}" stroke="{colour}" stroke-width="4" '
        f'stroke-linecap="round">{ribs}<path d="M{x},{y + 4}h38M{x},{y + 18}h38" '
        'stroke-width="2"/></g>'
    )


def _speaker(music: Music, x: int, y: int) -> str:
    """A loudspeaker, with as many notes about it as the music is loud."""
    notes = "".join(
        f'<text class="note" x="{x + 14 + 13 * at}" y="{y - 6 - 5 * (at % 2)}">♪</text>'
        for at in range(1 + music.volume // 34 if music.playing and music.volume else 0)
    )
    return (
        f'<rect x="{x - 4}" y="{y - 2}" width="16" height="34" rx="2" fill="var(--ink)"/>'
        f'<circle cx="{x + 4}" cy="{y + 7}" r="3" fill="var(--wall)"/>'
        f'<circle cx="{x + 4}" cy="{y + 21}" r="5.5" fill="var(--wall)"/>{notes}'
    )


def _garden(room: Room) -> str:
    y, height = GARDEN_TOP, HEIGHT - GARDEN_TOP - 4
    colour = room.light.hex if room.light.on else "var(--shade)"
    return (
        f'<svg x="0" y="{y}" width="{WIDTH}" height="{height}" data-room="garden">'
        f"<title>{html.escape(_room_text(room))}</title>"
        f'<rect y="14" width="{WIDTH}" height="{height}" fill="var(--grass)"/>'
        f"{_glow(room.light, WIDTH, height, 330, 26, top=14)}"
        f'<rect x="66" y="44" width="8" height="26" fill="var(--trunk)"/>'
        f'<circle cx="70" cy="30" r="20" fill="var(--leaf)"/>'
        f'<circle cx="102" cy="58" r="10" fill="var(--leaf)"/>'
        f'<path d="M330,30v40" stroke="var(--line)" stroke-width="4"/>'
        f'<circle class="lamp" cx="330" cy="24" r="11" fill="{colour}" stroke="var(--line)" '
        'stroke-width="1.5"/>'
        f'<rect y="{height - 24}" width="{WIDTH}" height="24" fill="var(--band)"/>'
        f'<text x="24" y="{height - 8}">{room.name.capitalize()}</text></svg>'
    )
