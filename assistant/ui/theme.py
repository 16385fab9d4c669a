"""How the app looks: warm paper and clay, in light and dark, in fonts that the system has.

Contrast of text on its ground is at least 4.5 to 1 throughout.
"""

from __future__ import annotations

import gradio as gr

_CLAY = gr.themes.Color(
    name="clay",
    c50="#fdf3ee",
    c100="#fae3d8",
    c200="#f3c5b1",
    c300="#eba585",
    c400="#df8159",
    c500="#c8613a",
    c600="#a94a26",
    c700="#8c3b1e",
    c800="#6c2e19",
    c900="#4a2113",
    c950="#2c130b",
)
_PAPER = gr.themes.Color(
    name="paper",
    c50="#fffdfa",
    c100="#faf5ee",
    c200="#efe6da",
    c300="#dccfbf",
    c400="#ad9d8b",
    c500="#7b6c5d",
    c600="#5d5045",
    c700="#463b33",
    c800="#2f2721",
    c900="#241d19",
    c950="#1a1512",
)
_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def theme() -> gr.themes.Base:
    """Only system fonts: a named one would be fetched, and the app may be offline."""
    base = gr.themes.Base(
        primary_hue=_CLAY,
        secondary_hue=_CLAY,
        neutral_hue=_PAPER,
        text_size=gr.themes.sizes.text_md,
        radius_size=gr.themes.sizes.radius_lg,
        font=_SANS,
        font_mono=_MONO,
    )
    return base.set(
        body_background_fill="#faf5ee",
        body_background_fill_dark="#1a1512",
        body_text_color="#2f2721",
        body_text_color_dark="#f3eae0",
        body_text_color_subdued="#6b5d50",
        body_text_color_subdued_dark="#b9a998",
        background_fill_primary="#fffdfa",
        background_fill_primary_dark="#241d19",
        background_fill_secondary="#f7efe5",
        background_fill_secondary_dark="#2b231e",
        block_background_fill="#fffdfa",
        block_background_fill_dark="#241d19",
        block_border_color="#e6dacb",
        block_border_color_dark="#40352d",
        block_label_text_color="#5d5045",
        block_label_text_color_dark="#cbbcac",
        block_title_text_color="#463b33",
        block_title_text_color_dark="#e3d6c8",
        block_title_text_weight="600",
        block_info_text_color="#6b5d50",
        block_info_text_color_dark="#b9a998",
        border_color_primary="#e0d3c3",
        border_color_primary_dark="#4a3e35",
        input_border_width="1px",
        input_background_fill="#fffdfa",
        input_background_fill_dark="#1f1915",
        input_border_color="#b3a492",
        input_border_color_dark="#75665a",
        input_border_color_focus="#a94a26",
        input_border_color_focus_dark="#eba585",
        input_placeholder_color="#76685b",
        input_placeholder_color_dark="#a39382",
        button_primary_background_fill="#a94a26",
        button_primary_background_fill_hover="#8c3b1e",
        button_primary_background_fill_dark="#eba585",
        button_primary_background_fill_hover_dark="#f3c5b1",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#2c130b",
        button_secondary_background_fill="#f4eadd",
        button_secondary_background_fill_hover="#eaddcc",
        button_secondary_background_fill_dark="#352b25",
        button_secondary_background_fill_hover_dark="#43372f",
        button_secondary_text_color="#3a3029",
        button_secondary_text_color_dark="#f0e5d9",
        color_accent_soft="#fae3d8",
        color_accent_soft_dark="#4a2d20",
        slider_color="#a94a26",
        slider_color_dark="#eba585",
        link_text_color="#8c3b1e",
        link_text_color_dark="#eba585",
    )


CSS = """
:root { --sure: #1f6f54; --unsure: #8a6100; --doubtful: #a8341f; --recording: #b3261e; }
.dark { --sure: #6fd3ae; --unsure: #f0c25a; --doubtful: #ff9c86; --recording: #ff8a80; }

.gradio-container { width: 100% !important; max-width: 60rem !important;
  margin: 0 auto !important; }
.gradio-container main { min-width: 0; width: 100%; padding-top: 1rem !important; }
footer .divider { display: none; }
.visually-hidden { position: absolute !important; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--link-text-color) !important; outline-offset: 2px; }

#masthead { padding: 0 .25rem; }
#masthead h1 { font: 600 1.9rem/1.1 "Iowan Old Style", Palatino, "Palatino Linotype", Georgia,
  "Noto Serif", serif; letter-spacing: -.01em; margin: 0; color: var(--body-text-color); }
#masthead p { margin: .35rem 0 0; color: var(--body-text-color-subdued); font-size: 1rem; }
#masthead svg { display: inline-block; height: 1.6rem; width: auto;
  margin-right: .55rem; vertical-align: -.15rem;   color: var(--link-text-color); }

button[role="tab"] { font-size: 1.05rem !important; padding: .7rem 1rem !important; }
button[role="tab"]:not(.selected) { color: var(--body-text-color-subdued) !important; }
button[role="tab"].selected { color: var(--link-text-color) !important; font-weight: 600; }

/* At the top: a longer message must not move Send from under the pointer. */
.composer { align-items: flex-start; gap: .6rem !important; flex-wrap: nowrap !important; }
#send, #stop { min-height: 3rem; }
#stop { white-space: nowrap; padding-inline: .5rem; }
.tools { align-items: center; gap: .5rem !important; flex-wrap: wrap !important; }
#at-once { flex: 0 0 auto !important; min-width: 12rem !important; width: auto; border: 0;
  background: none; box-shadow: none; padding: .25rem .5rem; }
#message textarea { border-color: var(--input-border-color) !important; }
.dark input[type="range"] { --neutral-200: #57493e; }
.html-container { padding: 0 !important; }
.composer textarea, .letter textarea { font-size: 1.05rem !important; line-height: 1.5 !important; }
.letter textarea { font-family: "Iowan Old Style", Palatino, Georgia, "Noto Serif", serif;
  font-size: 1.12rem !important; line-height: 1.65 !important; }
.composer .form { border: 0; background: none; box-shadow: none; }
#conversation .icon-button-wrapper { display: none; }
#conversation .placeholder h2 { font-size: 1.15rem; }
#conversation .placeholder { text-align: center; padding: 0 1rem; }
.quiet { color: var(--body-text-color-subdued); font-size: .95rem; min-height: 1.4em; }

.microphone { display: flex; align-items: center; gap: .75rem; min-height: 2.75rem; }
.microphone button { --level: 0; display: inline-flex; align-items: center; gap: .5rem;
  min-height: 2.75rem; padding: .4rem 1.1rem; border-radius: 999px; font-weight: 600;
  font-size: 1rem; cursor: pointer; white-space: nowrap;
  border: 1.5px solid var(--link-text-color); color: var(--link-text-color);
  background: var(--block-background-fill); }
.microphone button:hover { background: var(--color-accent-soft); }
.microphone button svg { width: 1.1rem; height: 1.1rem; fill: currentColor; }
.microphone button[aria-pressed="true"] { color: #fff; background: #b3261e; border-color: #b3261e;
  box-shadow: 0 0 0 calc(3px + var(--level) * 14px) rgb(179 38 30 / .28); }
.microphone button[aria-disabled="true"] { opacity: .6; cursor: progress; }
.microphone [role="status"] { font-size: .95rem; color: var(--body-text-color-subdued);
  min-width: 0; overflow-wrap: anywhere; }
.microphone.listening [role="status"] { color: var(--recording); font-weight: 600; }
.microphone.trouble [role="status"] { color: var(--doubtful); }

.reasons-none, .reasons-source { margin: .25rem 0 .75rem; }
.reasons-none { color: var(--body-text-color-subdued); }
#reasons { overflow-x: auto; }
#reasons caption, .reasons-caption { text-align: left; font-size: .9rem; padding: .25rem 0 .4rem;
  color: var(--body-text-color-subdued); }
.reasons-candidates { width: 100%; border-collapse: collapse; font-size: .92rem; }
.reasons-candidates th, .reasons-candidates td { text-align: left; vertical-align: top;
  padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--border-color-primary); }
.reasons-candidates td:nth-child(3) { text-align: right; font-variant-numeric: tabular-nums; }
.reasons-candidates td:last-child { color: var(--body-text-color-subdued); }
.reasons-said td { font-weight: 600; }
.reasons-caption { margin: 1rem 0 0; }
.reasons-attention { overflow-x: auto; }
.reasons-attention table { border-collapse: separate; border-spacing: 1px; font-size: .8rem; }
.reasons-attention tbody th { text-align: right; font-weight: 400; padding-right: .4rem;
  white-space: nowrap; }
.reasons-attention thead th { height: 5rem; vertical-align: bottom; font-weight: 400; }
.reasons-attention thead span { writing-mode: vertical-rl; transform: rotate(180deg);
  white-space: nowrap; }
.reasons-attention td { min-width: .95rem; height: 1.1rem; border-radius: 2px;
  background: color-mix(in srgb, var(--link-text-color) var(--w),
    var(--background-fill-secondary)); }

@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; animation: none !important; }
}
@media (max-width: 640px) {
  .gradio-container main { padding: .75rem !important; }
  button[role="tab"] { font-size: .95rem !important; padding: .7rem .35rem !important; }
  .tools > :has(.microphone), #at-once { flex: 1 1 100% !important; }
  .tools > button { flex: 1 1 auto; }
  #masthead h1 { font-size: 1.7rem; }
  .reasons-candidates thead { display: none; }
  .reasons-candidates tr { display: grid; grid-template-columns: 1fr auto auto;
    border-bottom: 1px solid var(--border-color-primary); }
  .reasons-candidates td { border: 0; }
  .reasons-candidates td:last-child { grid-column: 1 / -1; padding-top: 0; }
}
"""

MASTHEAD = """
<style>
/* Gradio's own box would not let what rings stay in sight on a page that is scrolled, and its
   styles reach only what is within. */
.gradio-container { overflow: clip visible !important; }
</style>
<h1><svg viewBox="0 0 32 24" aria-hidden="true" fill="none" stroke="currentColor"
stroke-width="2.6" stroke-linecap="round"><path d="M2 9v6M8 4v16M14 8v8M20 2v20M26 7v10"/>
</svg>Refrain</h1>
<p>Talks, listens and writes with small recurrent networks of its own, on this machine alone.</p>
"""
