export const tableStyle = `
.scroll { overflow-x: auto; }
section > .scroll:not(.tall), section > div > .scroll { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
section > .scroll + .scroll { margin-top: 14px; }
p + .scroll { margin-top: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 13.8px; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: 9px 14px; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--muted); font-size: 12.5px; font-weight: 560; white-space: nowrap; background: var(--sunk); }
tbody th { font-weight: 500; }
.number { text-align: right; }
td.number { white-space: nowrap; }
tbody th code { font-size: 13px; overflow-wrap: break-word; }
tbody th { min-width: 170px; }
.ratio { display: inline-block; min-width: 44px; color: var(--muted); font-size: 12.5px; }
tbody th small { max-width: 46ch; }
td small { max-width: 52ch; white-space: normal; }
td.number small { margin-left: auto; }
.margin { vertical-align: middle; margin-right: 4px; }
.margin .rail { fill: var(--line); } .margin .zero { fill: var(--muted); }
.margin.good .bar { fill: var(--good); } .margin.bad .bar { fill: var(--bad); }
@media screen and (max-width: 620px) {
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards table, .cards tbody, .cards tr, .cards th, .cards td { display: block; min-width: 0; }
  .cards tr { padding: 12px 0; }
  .cards tr + tr { border-top: 1px solid var(--line); }
  .cards tbody th, .cards td { border: 0; padding: 3px 14px; }
  .cards tbody th { padding-bottom: 6px; }
  .cards td { display: grid; grid-template-columns: 92px 1fr; gap: 10px; text-align: left; white-space: normal; }
  .cards td::before { content: attr(data-name); color: var(--muted); font-size: 12.5px; }
  .cards td > div { min-width: 0; overflow-wrap: anywhere; }
  .cards td.number small { margin-left: 0; }
}
`;
