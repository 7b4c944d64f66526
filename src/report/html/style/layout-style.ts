export const layoutStyle = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
body > * { max-width: 1120px; margin-inline: auto; padding-inline: 28px; }
h1, h2, h3, p, figure, dl, dd, ol, ul { margin: 0; }
h1 { font-size: clamp(24px, 3.6vw, 34px); line-height: 1.2; letter-spacing: -.022em; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 19px; letter-spacing: -.012em; font-weight: 630; margin-bottom: 14px; scroll-margin-top: 64px; }
h3 { font-size: 14px; font-weight: 600; margin: 22px 0 8px; }
.chart-head h3 { margin: 0; }
a { color: var(--link); text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
small { display: block; color: var(--muted); font-size: 12.5px; line-height: 1.45; }
code, pre { font: 12.5px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sunk); padding: 14px 16px; border-radius: 8px; margin: 0; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 12px; top: 12px; background: var(--card); padding: 8px 14px; z-index: 9; }
.nowrap { white-space: nowrap; }

.hero { padding-top: 40px; padding-bottom: 26px; }
.kicker { color: var(--muted); font-size: 13px; display: flex; flex-wrap: wrap; gap: 2px 18px; margin-bottom: 18px; font-variant-numeric: tabular-nums; }
.brand { color: var(--text); font-weight: 650; letter-spacing: .01em; }
.verdict { margin-top: 14px; font-size: 16.5px; display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: baseline; }
.verdict strong { font-weight: 560; flex: 1 1 20rem; }
.verdict .badge { font-size: 14px; padding: 3px 12px; text-transform: uppercase; letter-spacing: .05em; }
.hypothesis { margin-top: 10px; color: var(--muted); max-width: 78ch; }
.label { font-size: 12px; font-weight: 600; letter-spacing: .03em; border: 1px solid var(--strong-line); border-radius: 4px; padding: 1px 6px; margin-right: 6px; }
.badge { display: inline-block; font-weight: 620; font-size: 12.5px; line-height: 1.5; padding: 1px 9px; border-radius: 99px; white-space: nowrap; }
.badge { color: var(--muted); background: var(--sunk); }
.badge.good { color: var(--good); background: var(--good-soft); }
.badge.bad { color: var(--bad); background: var(--bad-soft); }
.badge.warn { color: var(--warn); background: var(--warn-soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 1px; margin-top: 26px; background: var(--line); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
.tiles > div { background: var(--card); padding: 15px 18px 14px; }
.tiles dt { font-size: 13px; color: var(--muted); }
.tiles dd { font-size: 25px; font-weight: 620; letter-spacing: -.02em; font-variant-numeric: tabular-nums; line-height: 1.35; }
.tiles small { font-size: 12.5px; font-weight: 400; letter-spacing: 0; }

nav { position: sticky; top: 0; z-index: 5; max-width: none; background: var(--page); border-block: 1px solid var(--line); }
nav ul { list-style: none; max-width: 1120px; margin-inline: auto; padding: 0 28px; display: flex; gap: 20px; overflow-x: auto; scrollbar-width: none; }
nav { padding: 0; }
nav a { display: block; padding: 10px 0; white-space: nowrap; color: var(--muted); text-decoration: none; font-size: 13.5px; }
nav a:hover { color: var(--text); }
main > section { padding-top: 34px; scroll-margin-top: 26px; }
footer { padding-block: 44px 60px; color: var(--muted); font-size: 13px; }
.note { color: var(--muted); margin-top: 10px; font-size: 13.5px; }

.findings { list-style: none; padding: 0; display: grid; gap: 8px; }
.findings li { background: var(--card); border: 1px solid var(--line); border-left: 3px solid var(--strong-line); border-radius: 8px; padding: 11px 16px; }
.hero.bad ~ main .findings li { border-left-color: var(--bad); }
.hero.warn ~ main .findings li { border-left-color: var(--warn); }
.findings p { display: flex; flex-wrap: wrap; gap: 2px 16px; justify-content: space-between; }
.findings .message { white-space: pre-line; font-weight: 530; overflow-wrap: anywhere; min-width: 0; }
.findings .at { white-space: nowrap; font-variant-numeric: tabular-nums; font-size: 13.5px; }
.findings .advice { color: var(--muted); font-size: 13.5px; display: block; margin-top: 2px; }
.callout { border: 1px solid var(--bad); background: var(--bad-soft); border-radius: 8px; padding: 12px 16px; margin-top: 12px; }
.callout pre { margin-top: 6px; background: var(--card); }
.warnings { padding-left: 20px; display: grid; gap: 6px; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 0 36px; }
.facts > div { display: flex; gap: 14px; padding: 7px 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--muted); flex: 0 0 86px; font-size: 13.5px; }
.facts dd { min-width: 0; overflow-wrap: anywhere; }
.downloads { display: flex; flex-wrap: wrap; gap: 10px; }
.downloads a { border: 1px solid var(--strong-line); border-radius: 8px; padding: 7px 14px; text-decoration: none; background: var(--card); }
.log { list-style: none; padding: 8px 0; font-size: 13.5px; }
.log li { display: grid; grid-template-columns: 78px 18px 1fr; gap: 6px; padding: 2.5px 16px; overflow-wrap: anywhere; }
.log time { color: var(--muted); text-align: right; font-variant-numeric: tabular-nums; }
.log .good .sign { color: var(--good); } .log .bad { color: var(--bad); } .log .warn .sign { color: var(--warn); }
.log .accent { font-weight: 620; } .log .dim { color: var(--muted); }
.tall { max-height: 430px; overflow: auto; }
.log, pre.tall { background: var(--card); }
.scroll.tall { border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
@media (max-width: 620px) {
  body > * { padding-inline: 16px; } nav { padding: 0; } nav ul { padding-inline: 16px; }
  .hero { padding-top: 24px; }
  .tiles { grid-template-columns: 1fr 1fr; } .tiles > div { padding: 12px 14px; } .tiles dd { font-size: 20px; }
  .log li { grid-template-columns: 62px 14px 1fr; padding-inline: 8px; }
}
`;
