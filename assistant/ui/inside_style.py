"""How the tab *Inside* looks: sizes, and colours for light and dark."""

from __future__ import annotations

CSS = """
.look { margin: 0; min-width: 0; }
.look p, .look figcaption { margin: .4rem 0 .6rem; }
.look h3 { font-size: 1.05rem; margin: 1.1rem 0 .3rem; }
.look figcaption, .look .note { color: var(--body-text-color-subdued); font-size: .95rem; }
.look .wide { overflow-x: auto; contain: inline-size; padding-bottom: .4rem; }
.look .strip { border-collapse: separate; border-spacing: 1px; font-size: .8rem; }
.look .strip th { font-weight: 400; text-align: right; padding-right: .5rem; white-space: nowrap;
  position: sticky; left: 0; z-index: 1; background: var(--body-background-fill); }
.look .strip thead th { position: static; padding: 0; height: 5.2rem; vertical-align: bottom;
  background: none; text-align: center; }
.look .strip thead th:first-child { position: sticky; }
.look .strip thead span { writing-mode: vertical-rl; transform: rotate(180deg);
  white-space: pre; }
.look .strip td { min-width: 1rem; height: 1.3rem; border-radius: 2px; padding: 0; }
.look .strip .starts { border-left: 2px solid var(--body-text-color-subdued); }
.look .p { background: color-mix(in srgb, var(--plus) var(--v),
  var(--background-fill-secondary)); }
.look .m { background: color-mix(in srgb, var(--minus) var(--v),
  var(--background-fill-secondary)); }
:root { --plus: #c8613a; --minus: #2f7fa8; --net0: #8a6100; --net1: #7a4fa3; --net2: #a8341f;
  --net3: #1f6f54; }
.dark { --plus: #eb8a5f; --minus: #58aede; --net0: #f0c25a; --net1: #c7a1ee; --net2: #ff9c86;
  --net3: #6fd3ae; }
.look .coloured { white-space: pre-wrap; font-size: 1.05rem; line-height: 1.9; margin: .4rem 0;
  overflow-wrap: anywhere; }
.look .coloured span { border-radius: 3px; padding: .1em 0; color: var(--body-text-color);
  box-shadow: inset 1px 0 0 var(--block-background-fill); }
.look .coloured .p { background: color-mix(in srgb, var(--plus) calc(var(--v) * .6), transparent); }
.look .coloured .m { background: color-mix(in srgb, var(--minus) calc(var(--v) * .6),
  transparent); }
.look summary { cursor: pointer; padding: .35rem 0; }
.look summary b { display: inline-block; min-width: 5rem; }
.look .key i { display: inline-block; width: 1em; height: 1em; border-radius: 3px;
  vertical-align: -.12em; margin: 0 .3em 0 .8em; }
.look .symbols { position: relative; display: grid; grid-template-columns: 2.4rem auto; }
.look .symbols .names { font-size: .78rem; position: sticky; left: 0; z-index: 1;
  background: var(--body-background-fill); }
.look .symbols svg { display: block; }
.look .symbols img { display: block; height: 7rem !important; max-width: none !important;
  margin: 0 !important; border-radius: 0 !important; }
.look .symbols rect { fill: var(--plus); }
.look .symbols line { stroke: var(--border-color-primary); stroke-width: 1; }
.look .symbols rect.blank { fill: var(--body-text-color-subdued); opacity: .45; }
.look svg text { fill: var(--body-text-color); font: 12px system-ui, sans-serif; }
.look .path { font-family: ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere;
  background: var(--background-fill-secondary); padding: .5rem .7rem; border-radius: .5rem;
  color: var(--body-text-color); }
.look .path .blank { opacity: .4; }
.look .said mark { background: var(--color-accent-soft); color: inherit; border-radius: 3px; }
.look .plain { border-collapse: collapse; width: 100%; font-size: .92rem; }
.look .plain th, .look .plain td { text-align: left; padding: .3rem .7rem .3rem 0;
  vertical-align: top; border-bottom: 1px solid var(--border-color-primary);
  font-variant-numeric: tabular-nums; }
.look .charts { display: grid; gap: 1rem;
  margin-top: .8rem; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); }
.look .charts svg { width: 100%; height: auto; display: block; }
.look polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
.look .sample { display: inline-block; width: 26px; height: 6px; margin-right: .45rem;
  vertical-align: .15em; }
.look .charts .grid { stroke: var(--border-color-primary); stroke-width: 1; }
.look .net0 { stroke: var(--net0); color: var(--net0); }
.look .net1 { stroke: var(--net1); color: var(--net1); stroke-dasharray: 7 3; }
.look .net2 { stroke: var(--net2); color: var(--net2); }
.look .net3 { stroke: var(--net3); color: var(--net3); stroke-dasharray: 10 3 2 3; }
@media (max-width: 640px) {
  #inside button[role="tab"] { font-size: .88rem !important; padding: .55rem .28rem !important; }
  .look .plain { font-size: .85rem; }
  .look .sample { display: block; margin: .4rem 0; }
  .look .plain b { white-space: normal !important; }
  .look .plain th, .look .plain td { padding-right: .5rem; }
}
.look .before { stroke-dasharray: 1.5 3 !important; stroke-width: 1.4 !important; }
.look b.net0, .look b.net1, .look b.net2, .look b.net3 { white-space: nowrap; }
.training-tools button { white-space: nowrap; }
/* What stands there meanwhile is news of our own, to be read. */
#race-picture .pending, #ahead-picture .pending { opacity: 1 !important; }
/* There is something to stop only while it trains, and nothing to start. */
.training-tools:not(:has(+ * .training)) > [id$="-stop"],
.training-tools:has(+ * .training) > [id$="-start"] { display: none; }
"""
