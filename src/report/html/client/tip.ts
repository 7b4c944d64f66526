/** Values under the pointer, beside it. Texts are set as texts: they may be anybody's. */
class Tip {
  readonly #box = document.createElement('div');
  readonly #plot: HTMLElement;

  constructor(plot: HTMLElement) {
    this.#plot = plot;
    this.#box.className = 'tip';
    this.#box.hidden = true;
    plot.append(this.#box);
  }

  hide(): void {
    this.#box.hidden = true;
  }

  show(title: string, rows: readonly (readonly [name: string, value: string])[], x: number, y: number): void {
    const head = document.createElement('b');
    head.textContent = title;
    const table = document.createElement('table');
    for (const [name, value] of rows) {
      const row = table.insertRow();
      const label = document.createElement('th');
      label.textContent = name;
      row.append(label);
      row.insertCell().textContent = value;
    }
    this.#box.replaceChildren(head, table);
    this.#box.hidden = false;
    const { clientWidth } = this.#plot;
    const left = x + 16 + this.#box.offsetWidth > clientWidth ? x - 14 - this.#box.offsetWidth : x + 16;
    this.#box.style.left = `${Math.max(0, left)}px`;
    this.#box.style.top = `${Math.max(0, y - 10)}px`;
  }
}
