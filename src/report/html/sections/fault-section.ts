import type { FaultState } from '../../../events/fault-state.ts';
import type { FaultRow, ProofRow } from '../../report.ts';
import type { RunStory } from '../../story/run-story.ts';
import { whatAndValue } from '../../words/proof-words.ts';
import { settingsWords } from '../../words/settings-words.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { countText, msText, offsetText, shareText } from '../words.ts';
import { badge } from './badge.ts';
import { table } from './section.ts';
import type { Section } from './section.ts';

/** Each fault's life: what it did, by what it is proven to have bitten, and by what to be gone. */
export function faultSection({ report, state }: RunStory): Section | null {
  if (report.faults.length === 0) return null;
  const rows = report.faults.map((fault) => {
    const known = state.faults.get(fault.id);
    return [
      html`<strong>${fault.id}</strong><small>${known === undefined ? fault.type : settingsWords(known.planned.settings)}</small>`,
      html`${fault.target}${fault.drawn.length > 0 && html`<small>${fault.drawn.join(', ')}</small>`}`,
      fault.injectCalledAtMs === null ? 'never injected' : offsetText(fault.injectCalledAtMs),
      bitten(fault, known),
      exposure(fault),
      gone(fault, known),
    ];
  });
  const left = report.undo.leftovers;
  return {
    id: 'faults',
    title: 'Faults: proof and undo',
    short: 'Faults',
    body: html`${table(
      'Proof of each fault and of its undo',
      ['Fault', 'Target', 'Injected', 'Proof that it bit', 'Exposure', 'Proof that it is gone'].map((name) => ({ name })),
      rows,
      'cards',
    )}
    ${
      left.length === 0
        ? report.phases.length > 0 && html`<p class="note">Everything is undone: nothing was left behind.</p>`
        : html`<div class="callout bad">
            <p><strong>Left behind</strong></p>
            <ul>
              ${left.map(({ describe, manual }) => html`<li>${describe}${manual.map((command) => html`<pre>${command}</pre>`)}</li>`)}
            </ul>
          </div>`
    }`,
  };
}

function bitten(fault: FaultRow, known: FaultState | undefined): Markup {
  if (fault.proof === null) return html`${badge('inconclusive', 'none')}${fault.error !== null && html`<small>${fault.error}</small>`}`;
  const after =
    fault.provenAtMs !== null && fault.injectCalledAtMs !== null
      ? `, ${msText(fault.provenAtMs - fault.injectCalledAtMs)} after injection`
      : '';
  return proofCell(
    fault.proof,
    known?.proof?.detail,
    fault.proof.proven ? 'pass' : 'inconclusive',
    fault.proof.proven ? 'proven' : 'unproven',
    after,
  );
}

function gone(fault: FaultRow, known: FaultState | undefined): Markup | string {
  if (fault.gone === null)
    return fault.injectCalledAtMs === null
      ? '–'
      : html`${badge('inconclusive', 'unknown')}${fault.error !== null && html`<small>${fault.error}</small>`}`;
  const after =
    fault.goneAtMs !== null && fault.undoCalledAtMs !== null ? `, ${msText(fault.goneAtMs - fault.undoCalledAtMs)} after undo` : '';
  return proofCell(fault.gone, known?.gone?.detail, fault.gone.proven ? 'pass' : 'fail', fault.gone.proven ? 'gone' : 'NOT GONE', after);
}

function proofCell(
  proof: ProofRow,
  detail: string | undefined,
  verdict: 'pass' | 'fail' | 'inconclusive',
  word: string,
  after: string,
): Markup {
  return html`${badge(verdict, word)}
  ${whatAndValue(proof)}${after}${detail !== undefined && detail !== '' && html`<small>${detail}</small>`}`;
}

function exposure({ exposure }: FaultRow): Markup | string {
  if (exposure === null) return '–';
  const { connections, bytes, share } = exposure;
  const met =
    connections === null ? 'connections not counted' : `${countText(connections)} ${connections === 1 ? 'connection' : 'connections'}`;
  return html`${met}<small>${countText(bytes)} bytes, ${shareText(share)} of the traffic</small>`;
}
