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

/** A table that scrolls within itself on a narrow screen; the first cell of a row names it. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Piece[])[]): Markup {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ name, numeric }) => html`<th scope="col" ${numeric === true && html` class="number"`}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) =>
                index === 0
                  ? html`<th scope="row">${cell}</th>`
                  : html`<td${columns[index]?.numeric === true && html` class="number"`}>${cell}</td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
