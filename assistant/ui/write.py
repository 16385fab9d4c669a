"""The tab *Write*: a text that is completed as it is typed, and one that the network writes.

Everything on it is one page of our own, joined to the network by `write_socket`.
"""

from __future__ import annotations

import gradio as gr

from assistant.ui.write_script import SCRIPT
from assistant.ui.write_socket import PATH

EXAMPLES = (
    "It was a dark and stormy night, and",
    "The old captain looked at the sea and said",
    "Once upon a time there was a girl who",
)
COPIES = (0, 7, 8, 10, 12, 15, 20)
"""Words that may be copied in a row; 0 for no limit."""
BINS = ("over 50 %", "over 20 %", "over 5 %", "over 1 %", "less")
"""How likely a token of each colour was."""


def _slider(
    name: str, label: str, hint: str, span: tuple[float, float, float], value: float, unit: str = ""
) -> str:
    """span : least, most and step"""
    low, high, step = span
    return f"""<label class="desk-slider set-{name}"><b>{label}</b><small>{hint}</small>
      <span><input type="range" name="{name}" min="{low}" max="{high}" step="{step}"
      value="{value}" data-unit="{unit}"><output></output></span></label>"""


def _choices() -> str:
    copies = "".join(
        f'<option value="{most}"{" selected" if most == 8 else ""}>'
        f"{f'at most {most} words in a row' if most else 'no limit'}</option>"
        for most in COPIES
    )
    sliders = (
        ("temperature", "Temperature", "Low is sure, high is daring.", (0, 2, 0.05), 0.8),
        ("second", "Second temperature", "Of the text beside it.", (0, 2, 0.05), 1.2),
        ("tokens", "Length", "In pieces of words.", (10, 1000, 10), 150),
        ("top_k", "Top-k", "Only the k likeliest; 0 means all.", (0, 200, 1), 40),
        ("top_p", "Top-p", "Only the likeliest share p.", (0.05, 1, 0.05), 0.95),
        ("repetition", "Against repetition", "0 lets it say all again.", (0, 3, 0.1), 0.3),
        ("cache", "Memory", "Words further up come back; 0 is off.", (0, 30, 5), 0, " %"),
    )
    return f"""{"".join(_slider(*one) for one in sliders)}
      <label><b>Copies</b><small>Of what it has read.</small>
        <select name="copies">{copies}</select></label>
      <label><b>Seed</b><small>The same number writes the same text; empty, a new one.</small>
        <input type="number" name="seed" step="1" placeholder="any"></label>"""


def _column(number: int) -> str:
    label = "What was written" + (", the second" if number else "")
    return f"""<article class="desk-column" hidden><h3></h3>
      <div class="desk-tokens" tabindex="0" role="group" aria-label="{label}"></div>
      <p class="desk-stats" role="status"></p></article>"""


def _template() -> str:
    threshold = _slider("threshold", "Suggest from", "", (5, 95, 5), 25, " %")
    legend = "".join(f'<li class="t{n}">{name}</li>' for n, name in enumerate(BINS))
    examples = "".join(f'<button type="button" data-example>{one}</button>' for one in EXAMPLES)
    return f"""
<section class="desk">
  <label class="desk-label" for="desk-text">Begin with</label>
  <div class="desk-paper"><div class="desk-mirror" aria-hidden="true"><span></span><b></b></div>
    <textarea id="desk-text" rows="3" autocomplete="off" autocapitalize="sentences"
      placeholder="A few words to go on from">{EXAMPLES[0]}</textarea></div>
  <div class="desk-below"><div class="desk-chips" role="group" aria-label="Next words"></div>
    <p class="desk-hint"><button type="button" tabindex="-1" data-key="tab"><kbd>Tab</kbd> takes the
      grey words</button><button type="button" tabindex="-1" data-key="esc"><kbd>Esc</kbd> puts them
      away</button></p></div>
  <div class="desk-bar">
    <button type="button" class="first" data-do="write">Write</button>
    <button type="button" data-do="further" hidden>Go on</button>
    <button type="button" data-do="stop" hidden>Stop writing</button>
    <button type="button" data-do="take" hidden>Edit it</button>
    <button type="button" data-do="save" hidden>Save as text</button>
    <label class="desk-style">Style <select name="style"><option value="">as it likes</option>
      </select></label>
  </div>
  <p class="desk-trouble" role="alert"></p>
  <details class="desk-settings"><summary>How it chooses its words</summary>
    <div class="desk-checks">
      <label><input type="checkbox" name="suggest" checked> Suggest while I type</label>
      {threshold}
      <label><input type="checkbox" name="compare"> Two temperatures side by side</label></div>
    <div class="desk-grid">{_choices()}</div></details>
  <div class="desk-columns">{_column(0)}{_column(1)}</div>
  <div class="desk-legend"><p>Each piece is coloured by how likely it was. Click one to see what
    else could stand there.</p><ul>{legend}</ul></div>
  <div class="desk-others" role="dialog" aria-label="What else could stand there" hidden>
    <button type="button" data-do="shut" aria-label="Close">&times;</button><p></p><ol></ol></div>
  <div class="desk-examples"><p>Or begin with one of these</p>{examples}</div>
</section>
"""


def build() -> None:
    """Lay the tab out; the socket is `write_socket`'s."""
    gr.HTML(
        html_template=_template(),
        js_on_load=SCRIPT % PATH,
        elem_id="desk",
        apply_default_css=False,
    )


CSS = """
.desk { --heat: #c8613a; --ghost: #76685b; position: relative; display: grid; gap: .75rem;
  color: var(--body-text-color); }
.dark .desk { --heat: #df8159; --ghost: #a39382; color-scheme: dark; }
.desk [hidden] { display: none !important; }
.desk small, .desk-legend p, .desk-stats, .desk-examples p, .desk-hint {
  color: var(--body-text-color-subdued); }
.desk p { margin: 0; }
.desk-label { font-weight: 600; }

.desk-paper { display: grid; max-height: 24rem; overflow-y: auto; border-radius: .6rem;
  border: 1px solid var(--input-border-color); background: var(--input-background-fill); }
.desk-paper:focus-within { border-color: var(--input-border-color-focus); }
.desk-paper > * { grid-area: 1 / 1; min-height: 5.6rem; padding: .7rem .85rem; margin: 0;
  border: 0; width: 100%; box-sizing: border-box; white-space: pre-wrap; overflow-wrap: anywhere;
  font: 1.12rem/1.65 "Iowan Old Style", Palatino, Georgia, "Noto Serif", serif;
  letter-spacing: normal; }
.desk-paper textarea { background: none; color: inherit; resize: none; overflow: hidden;
  outline-offset: -3px !important; border-radius: inherit; }
.desk-paper textarea::placeholder { color: var(--input-placeholder-color); }
.desk-mirror { pointer-events: none; }
.desk-mirror span { visibility: hidden; }
.desk-mirror b { font-weight: 400; color: var(--ghost); }
.desk-below { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1rem;
  min-height: 2.6rem; }
.desk-chips { display: flex; flex-wrap: wrap; gap: .4rem; min-height: 2.5rem; }
.desk-chips button, .desk-examples button { min-height: 2.5rem; padding: .3rem .95rem;
  border-radius: 999px; cursor: pointer; border: 1px solid var(--border-color-primary);
  color: var(--button-secondary-text-color); background: var(--button-secondary-background-fill); }
.desk-chips button:hover, .desk-examples button:hover {
  background: var(--button-secondary-background-fill-hover); }
.desk-hint { display: flex; flex-wrap: wrap; gap: .2rem .9rem; font-size: .9rem;
  visibility: hidden; }
.desk-hint.on { visibility: visible; }
.desk-hint button { background: none; border: 0; padding: .35rem 0; color: inherit;
  cursor: pointer; }
.desk kbd { font: inherit; font-size: .85em; padding: .05rem .4rem; border-radius: .3rem;
  border: 1px solid var(--border-color-primary); background: var(--background-fill-secondary); }

.desk-bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; }
.desk-bar button { min-height: 2.75rem; min-width: 7rem; padding: .4rem 1.1rem; cursor: pointer;
  border-radius: .6rem; font-weight: 600; color: var(--button-secondary-text-color);
  background: var(--button-secondary-background-fill); }
.desk-bar button:hover { background: var(--button-secondary-background-fill-hover); }
.desk-bar button.first { color: var(--button-primary-text-color);
  background: var(--button-primary-background-fill); }
.desk-bar button.first:hover { background: var(--button-primary-background-fill-hover); }
.desk-style { margin-left: auto; }
.desk select, .desk input[type="number"] { min-height: 2.5rem; padding: .3rem .6rem;
  border-radius: .5rem; border: 1px solid var(--input-border-color); color: inherit;
  background: var(--input-background-fill); font: inherit; max-width: 100%; }
.desk select, .desk input[type="checkbox"] { appearance: auto; }
.desk input[type="checkbox"] { width: 1.1rem; height: 1.1rem; margin: 0 .35rem 0 0;
  vertical-align: -.15rem; accent-color: var(--link-text-color); background: none; }
.desk-trouble { color: var(--doubtful); font-weight: 600; }
.desk-trouble:empty { display: none; }

.desk-settings { border: 1px solid var(--border-color-primary); border-radius: .6rem;
  background: var(--block-background-fill); padding: .2rem .9rem; }
.desk-settings summary { cursor: pointer; padding: .55rem 0; font-weight: 600; }
.desk-checks, .desk-grid { padding: .3rem 0 .9rem; }
.desk-checks { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 2rem; }
.desk-grid { display: grid; gap: 1rem 1.5rem; border-top: 1px solid var(--border-color-primary);
  grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); padding-top: .9rem; }
.desk-grid label { display: grid; gap: .15rem; align-content: start; }
.desk-settings b { font-weight: 600; font-size: .95rem; }
.desk-grid small { font-size: .88rem; }
.desk-slider span { display: flex; align-items: center; gap: .6rem; }
.desk-checks label, .desk-checks .desk-slider b { font-size: .95rem; font-weight: 400; }
.desk-checks .desk-slider b { white-space: nowrap; }
.desk-checks .desk-slider { display: flex; align-items: center; gap: .6rem; }
.desk-slider input { flex: 1; min-width: 6rem; accent-color: var(--link-text-color); height: 2rem; }
.desk-slider output { min-width: 2.9em; text-align: right; font-variant-numeric: tabular-nums; }
.desk:not(.two) .set-second { display: none !important; }

.desk-columns { display: grid; gap: 1rem; }
.compared .desk-columns { grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
.desk-column { border: 1px solid var(--border-color-primary); border-radius: .6rem; min-width: 0;
  background: var(--block-background-fill); padding: .7rem .9rem; }
.desk-column h3 { display: none; margin: 0 0 .4rem; font-size: 1rem; font-weight: 600; }
.compared .desk-column h3 { display: block; }
.desk-tokens { white-space: pre-wrap; overflow-wrap: anywhere; min-height: 3.4rem;
  font: 1.12rem/1.8 "Iowan Old Style", Palatino, Georgia, "Noto Serif", serif; }
.desk-tokens .begun { color: var(--body-text-color-subdued); }
.desk-tokens [data-n] { cursor: pointer; }
.desk-tokens i { font-style: normal; border-radius: .2rem; padding: .08em 0; }
.t0 { background: transparent; }
.t1 { background: color-mix(in srgb, var(--heat) 10%, transparent); }
.t2 { background: color-mix(in srgb, var(--heat) 22%, transparent); }
.t3 { background: color-mix(in srgb, var(--heat) 36%, transparent); }
.t4 { background: color-mix(in srgb, var(--heat) 52%, transparent); }
.desk-tokens [data-n]:hover i, .desk-tokens .picked i, .desk-tokens:focus-visible .at i {
  outline: 2px solid var(--link-text-color); outline-offset: 0; }
.desk-tokens .branch { font-weight: 700; }
.desk-tokens .copied { text-decoration: underline wavy var(--doubtful) 1.5px;
  text-underline-offset: .25em; }
.desk-stats { font-size: .92rem; margin-top: .5rem !important; min-height: 1.4em;
  font-variant-numeric: tabular-nums; }
.desk-legend { display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: center;
  justify-content: space-between; font-size: .92rem; }
.desk:has(.desk-column[hidden]:first-child) .desk-legend { display: none; }
.desk-legend ul { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0;
  border: 1px solid var(--border-color-primary); border-radius: .4rem; overflow: hidden; }
.desk-legend li { margin: 0; padding: .15rem .6rem; }

.desk-others { position: absolute; z-index: 20; width: min(19rem, 100%); padding: .7rem .8rem;
  border-radius: .7rem; border: 1px solid var(--input-border-color);
  background: var(--background-fill-primary); box-shadow: 0 6px 24px rgb(0 0 0 / .25); }
.desk-others > p { font-size: .92rem; padding-right: 1.8rem; margin-bottom: .5rem; }
.desk-others > button { position: absolute; top: .3rem; right: .3rem; width: 2.2rem;
  height: 2.2rem; font-size: 1.3rem; line-height: 1; cursor: pointer; background: none; border: 0;
  color: inherit; }
.desk-others ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .15rem; }
.desk-others li { margin: 0; }
.desk-others li button { display: flex; justify-content: space-between; gap: 1rem; width: 100%;
  min-height: 2.1rem; align-items: center; padding: .15rem .6rem; border-radius: .35rem;
  cursor: pointer; text-align: left; border: 0; color: inherit;
  background: linear-gradient(to right, color-mix(in srgb, var(--heat) 32%, transparent) var(--p),
    var(--background-fill-secondary) var(--p)); }
.desk-others li button:hover { outline: 2px solid var(--link-text-color); }
.desk-others [aria-current] span { font-weight: 700; text-decoration: underline; }
.desk-others small { font-variant-numeric: tabular-nums; color: inherit; }
.desk-examples { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; }
.desk-examples p { flex: 1 0 100%; font-size: .95rem; }
@media (max-width: 640px) {
  .desk-bar button { flex: 1 1 auto; }
  .desk-style { margin-left: 0; flex: 1 1 100%; }
  .desk-others { width: 100%; }
  .desk-hint { font-size: .8rem; flex-wrap: nowrap; white-space: nowrap; }
  .desk-examples button { width: 100%; text-align: left; border-radius: .6rem; }
}
"""
