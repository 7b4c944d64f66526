const SERIES = [1, 2, 3, 4, 5, 6]
  .map((n) => `.line.s${n} { stroke: var(--s${n}); } .area.s${n}, .dot.s${n}, .beyond.s${n} { fill: var(--s${n}); }`)
  .join('\n');

export const chartStyle = `
.charts { display: grid; gap: 16px; margin-top: 16px; }
#generator .charts, #containers .charts { grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); }
.chart-card, section > figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 15px 18px 13px; min-width: 0; break-inside: avoid; }
.chart-card { scroll-margin-top: 104px; }
.chart-head { display: flex; flex-wrap: wrap; gap: 4px 20px; justify-content: space-between; align-items: center; margin-bottom: 6px; }
figcaption { color: var(--muted); font-size: 12.8px; line-height: 1.45; margin-top: 6px; max-width: 92ch; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 6px; font-size: 12.8px; }
.legend li { display: flex; }
.legend li > svg { align-self: center; margin: 0 6px; }
.legend button { all: unset; display: flex; align-items: center; cursor: pointer; padding: 2px 8px 2px 2px; border-radius: 6px; min-height: 24px; }
.legend button svg { margin: 0 6px; }
.legend button:hover { background: var(--sunk); }
.legend button:focus-visible { outline: 2px solid var(--link); }
.legend button[aria-pressed="false"] { color: var(--muted); text-decoration: line-through; }
.legend button[aria-pressed="false"] svg { opacity: .3; }
svg.chart, svg.timeline { display: block; width: 100%; min-width: 640px; height: auto; }
svg text { font-family: inherit; }
.tick, .phase-name { fill: var(--muted); } .phase-label, .lane-name, .lane-label { fill: var(--text); }
.grid { stroke: var(--line); } .boundary { stroke: var(--strong-line); }
.band { fill: var(--band); } .band-edge, .hatch { stroke: var(--band-edge); }
.limit { stroke: var(--bad); } .limit-name, .limit-mark { fill: var(--bad); } .limit-name { stroke: var(--card); }
.mark { stroke: var(--mark); } .mark-head, .mark-name { fill: var(--mark); }
.phase { fill: var(--sunk); stroke: var(--line); } .phase.fault { fill: var(--warn-soft); }
.held { fill: var(--muted); } .held text, .held rect { fill: inherit; }
.proven, .undo { stroke: var(--warn); } .gone { stroke: var(--good); }
.recovery.good .dimension { stroke: var(--good); } .recovery.good .recovered { fill: var(--good); }
.recovery.bad .dimension { stroke: var(--bad); } .recovery.bad .recovered { fill: var(--bad); }
.recovery.warn .dimension { stroke: var(--warn); } .recovery.warn .recovered { fill: var(--warn); }
.heat { fill: var(--s1); } .heat-failed { fill: var(--bad); }
${SERIES}

.plot.live { overflow: hidden; position: relative; }
.plot.live > svg { display: none; }
.u-over { cursor: crosshair; }
.u-select { background: color-mix(in srgb, var(--s1) 16%, transparent); }
.u-hz .u-cursor-x, .u-hz .u-cursor-y { border-color: var(--muted); }
.tip { position: absolute; z-index: 3; pointer-events: none; background: var(--card); border: 1px solid var(--strong-line); border-radius: 8px; padding: 7px 11px; font-size: 12.5px; line-height: 1.5; box-shadow: 0 4px 16px rgb(0 0 0 / .13); white-space: nowrap; font-variant-numeric: tabular-nums; }
.tip b { font-weight: 620; } .tip table { font-size: 12.5px; width: auto; } .tip td, .tip th { padding: 0 0 0 12px; border: 0; background: none; } .tip th { padding-left: 0; font-weight: 400; color: var(--muted); }
.zoom { position: sticky; top: 43px; z-index: 4; display: flex; flex-wrap: wrap; gap: 6px; align-items: center; padding: 9px 0; background: var(--page); font-size: 13px; }
.zoom span { color: var(--muted); margin-right: 4px; }
.zoom button, .theme { font: inherit; font-size: 13px; color: var(--text); background: var(--card); border: 1px solid var(--strong-line); border-radius: 7px; padding: 4px 11px; cursor: pointer; min-height: 28px; }
.zoom button[aria-pressed="true"] { border-color: var(--link); color: var(--link); font-weight: 600; }
.theme { margin-left: auto; }
`;
