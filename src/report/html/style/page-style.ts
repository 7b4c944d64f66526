import { chartStyle } from './chart-style.ts';
import { layoutStyle } from './layout-style.ts';
import { printStyle } from './print-style.ts';
import { tableStyle } from './table-style.ts';
import { themeStyle } from './theme-style.ts';

/** The whole of a page's style; what the chart library brings comes before it. */
export const PAGE_STYLE = [themeStyle, layoutStyle, tableStyle, chartStyle, printStyle].join('');
