/** On paper: everything open, nothing sticky, the drawings in place of what needs a screen. */
export const printStyle = `
@media print {
  @page { margin: 14mm; }
  body { font-size: 10.5pt; background: #fff; }
  body > * { max-width: none; padding-inline: 0; }
  nav, .skip, .zoom, .theme, #data, .tip, .u-wrap, .uplot { display: none !important; }
  .hero { padding-top: 0; }
  main > section { padding-top: 20px; }
  .scroll, .tall, .plot.live { overflow: visible; max-height: none; }
  .plot.live > svg { display: block; }
  svg.chart, svg.timeline { min-width: 0; }
  .charts { gap: 10px; }
  table { font-size: 8.6pt; } th, td { padding: 4px 6px; }
  tbody th code { white-space: normal; }
  tr, li, figure, .tiles { break-inside: avoid; }
  h2 { break-after: avoid; }
  .badge, .phase, .tiles, thead th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
