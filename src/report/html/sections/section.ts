import { html } from '../markup.ts';
import type { Markup, Piece } from '../markup.ts';

/** A part of the page with a heading that links lead to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** Of its link, where the title is long. */
  readonly short?: string;
  readonly body: Markup;
}

export function renderSection({ id, title, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section> `;
}

export interface Column {
  readonly name: string;
  readonly numeric?: boolean;
}

/**
 * A table whose rows' first cells name them. On a narrow screen it scrolls within itself, or, as `cards`, each row is a card of its own: for
 * things with many sides, not for numbers to be compared. Roles are spelled out, since what is laid out as something else is no table
 * to a screen reader.
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Piece[])[],
  narrow: 'scrolls' | 'cards' = 'scrolls',
): Markup {
  const numberClass = (index: number): Markup | false => columns[index]?.numeric === true && html` class="number"`;
  return html`<div class="scroll ${narrow === 'cards' && 'cards'}" role="region" aria-label="Table: ${caption}" tabindex="0">
    <table role="table">
      <caption>
        ${caption}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(({ name }, index) => html`<th scope="col" role="columnheader" ${numberClass(index)}>${name}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (cells) =>
            html`<tr role="row">
              ${cells.map((cell, index) =>
                index === 0
                  ? html`<th scope="row" role="rowheader">${cell}</th>`
                  : html`<td role="cell" data-name="${columns[index]?.name ?? ''}" ${numberClass(index)}><div>${cell}</div></td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
