/** The report's whole style sheet: light and dark by the reader's setting, and paper. Text contrast is at least 4.5 to 1. */
export const style = `
:root {
  color-scheme: light dark;
  --bg: #fff; --fg: #17191c; --soft: #565d65; --line: #d3d8de; --panel: #f4f6f8;
  --ok: #0a6638; --warn: #7d4400; --bad: #b01019; --info: #0a56a8;
  --machine: #2f6fdd; --people: #f2b441; --stripe: #a86400; --turn: #8b939c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #14171a; --fg: #e8eaed; --soft: #a6aeb7; --line: #3a4048; --panel: #1d2125;
    --ok: #62d092; --warn: #f5b95c; --bad: #ff8f88; --info: #82baff;
    --machine: #5b93f0; --people: #e0a53a; --stripe: #6f4300; --turn: #79828c;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem 1.25rem 3rem; background: var(--bg); color: var(--fg);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 2rem; line-height: 1.15; letter-spacing: .02em; }
h2 { margin: 2.25rem 0 .5rem; font-size: 1.3rem; }
h3 { margin: 0 0 .35rem; font-size: 1rem; }
p { margin: .4rem 0; }
code { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.soft, .note { color: var(--soft); }
.note { display: block; font-size: .82rem; font-weight: 400; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.banner { display: flex; gap: 1.1rem; align-items: center; padding: 1.1rem 1.3rem; border-radius: 12px;
  color: #fff; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.banner p { font-size: 1.1rem; }
.banner.contained { background: #0b6b3b; }
.banner.running { background: #0b57a6; }
.banner.held { background: #ffb627; color: #17191c; border-bottom: 12px solid;
  border-image: repeating-linear-gradient(135deg, #17191c 0 14px, #ffb627 14px 28px) 12; border-radius: 0; }
.banner.open { background: #b01019; border: 4px double #fff; }
.codename { font-weight: 400; opacity: .92; white-space: nowrap; }
.verdict-icon { flex: none; fill: none; stroke: currentColor; stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
.verdict-icon circle { stroke-width: 3; }

.facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem; margin: .75rem 0; }
.facts > div { padding: .7rem .9rem; border: 1px solid var(--line); border-radius: 10px; background: var(--panel); }
.facts .wide { grid-column: 1 / -1; }
dt { font-size: .85rem; color: var(--soft); }
dd { margin: 0; }
.facts > div:not(.wide) dd b { font-size: 1.7rem; line-height: 1.2; }

.acts { margin: .4rem 0 1rem; padding-left: 1.4rem; }
.acts li { margin: .3rem 0; }
.callout { margin: .75rem 0; padding: .8rem 1rem; border-left: 6px solid var(--line); background: var(--panel); }
.callout.bare { border-color: var(--bad); }
.callout.held { border-color: var(--warn); }
.callout ul { margin: 0; padding-left: 0; list-style: none; }
.callout li { margin: .25rem 0; }

.badge { display: inline-block; white-space: nowrap; font-size: .85rem; font-weight: 600; padding: 0 .5rem;
  border: 1.5px solid currentColor; border-radius: 999px; }
.badge.ok { color: var(--ok); } .badge.warn { color: var(--warn); } .badge.bad { color: var(--bad); }
.badge.info { color: var(--info); } .badge.soft { color: var(--soft); font-weight: 400; }

.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 3px solid var(--info); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .45rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { color: var(--soft); font-size: .8rem; white-space: nowrap; border-bottom-width: 2px; }
tbody th { font-weight: 600; min-width: 11rem; }
td time { white-space: nowrap; }

.clock { display: block; width: 100%; height: 18px; margin: .3rem 0; border-radius: 4px; }
.track { fill: var(--line); }
.machine { fill: var(--machine); }
.people-base { fill: var(--people); }
.people-stripe { fill: var(--stripe); }
.turn { fill: var(--turn); }
.budget { stroke: var(--bad); stroke-width: 2; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .9rem; }
.key::before { content: ""; display: inline-block; width: 1.1em; height: .8em; margin-right: .4em; vertical-align: -.05em;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.machine-key::before { background: var(--machine); }
.people-key::before { background: repeating-linear-gradient(135deg, var(--people) 0 3px, var(--stripe) 3px 5px); }
.turn-key::before { height: .25em; vertical-align: .25em; background: var(--turn); }

.chart { display: block; width: 100%; min-width: 44rem; height: auto; font-size: 13px; }
.chart text { fill: var(--fg); }
.chart .note, .axis text { fill: var(--soft); font-size: 12px; }
.axis line { stroke: var(--line); stroke-width: 1; }
.row-name { font-weight: 600; }
.marks line { stroke-width: 2; }
.brake line { stroke: var(--warn); stroke-dasharray: 5 3; } .marks .brake text { fill: var(--warn); }
.contained line { stroke: var(--ok); } .marks .contained text { fill: var(--ok); font-weight: 600; }
.marks .budget text { fill: var(--bad); font-weight: 600; }
.diamond path { fill: var(--bg); stroke: var(--soft); stroke-width: 2; }
.diamond text { font-size: 11px; font-weight: 600; }
.diamond.approve path { stroke: var(--ok); }
.diamond.deny path { stroke: var(--bad); stroke-width: 3; }
.diamond.expired path { stroke: var(--warn); stroke-dasharray: 3 2; }
.chart.hops { width: auto; max-width: 100%; min-width: min(40rem, 100%); }
.hop path { fill: none; stroke: var(--soft); stroke-width: 1.5; }
.hop .arrow-head, .arrow-head { fill: var(--soft); stroke: none; }
.hop text { font-size: 12px; paint-order: stroke; stroke: var(--bg); stroke-width: 4px; }
.agent rect { fill: var(--panel); stroke: var(--soft); stroke-width: 2; }
.agent.closed rect { stroke: var(--ok); } .agent.braked rect { stroke: var(--warn); stroke-dasharray: 6 3; }
.agent.open rect { stroke: var(--bad); stroke-width: 3; }
.agent-name { font-weight: 600; }
footer { margin-top: 2.5rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }

@media (max-width: 40rem) {
  body { padding: .6rem .75rem 2rem; }
  h1 { font-size: 1.6rem; }
  .codename { display: block; font-size: 1.1rem; }
  .banner { gap: .8rem; padding: .9rem; align-items: flex-start; }
  .verdict-icon { width: 44px; height: 44px; }
  .facts { grid-template-columns: 1fr 1fr; }
  .facts > div:nth-child(3) { grid-column: 1 / -1; }
  table { width: max-content; min-width: 100%; }
  th, td { max-width: 16rem; }
}
@media print {
  :root { --bg: #fff; --fg: #000; --soft: #444; --line: #bbb; --panel: #fff;
    --ok: #0a6638; --warn: #7d4400; --bad: #b01019; --info: #0a56a8; --machine: #2f6fdd; --people: #f2b441; --stripe: #a86400; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .scroll { overflow: visible; }
  h2, h3 { break-after: avoid; }
  tr, .callout, .facts > div, svg { break-inside: avoid; }
  thead { display: table-header-group; }
  .chart { min-width: 0; }
  table { font-size: 8.5pt; }
  @page { margin: 14mm; size: A4 landscape; }
}
`;
