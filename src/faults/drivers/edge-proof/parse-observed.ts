import type { Exchange, ExchangeEnd } from './exchange.ts';
import type { Answers } from './read-answers.ts';

type Fields = Readonly<Record<string, unknown>>;

const EXCHANGE_ENDS: readonly ExchangeEnd[] = ['answered', 'unanswered', 'refused', 'reset', 'closed'];
const ANSWER_ENDS: readonly Answers['end'][] = ['whole', 'unanswered', 'refused', 'reset'];

/** What an observer in another place says of an exchange. Throws for anything else: no proof is made of it. */
export function parseExchange(said: unknown): Exchange {
  const fields = fieldsOf(said);
  return {
    end: oneOf(fields, EXCHANGE_ENDS),
    ms: amount(fields, 'ms'),
    bytesSent: amount(fields, 'bytesSent'),
    bytesReceived: amount(fields, 'bytesReceived'),
  };
}

/** What it read; its bytes come as base64. Throws likewise. */
export function parseAnswers(said: unknown): Answers {
  const fields = fieldsOf(said);
  const { bytes, pieces } = fields;
  if (typeof bytes !== 'string') throw unexpected('bytes', bytes);
  if (!Array.isArray(pieces)) throw unexpected('pieces', pieces);
  return {
    end: oneOf(fields, ANSWER_ENDS),
    bytes: Buffer.from(bytes, 'base64'),
    pieces: pieces.map((size: unknown) => amount({ pieces: size }, 'pieces')),
    bytesSent: amount(fields, 'bytesSent'),
    firstMs: fields['firstMs'] === null ? null : amount(fields, 'firstMs'),
    lastMs: amount(fields, 'lastMs'),
    closeMs: fields['closeMs'] === null ? null : amount(fields, 'closeMs'),
  };
}

function fieldsOf(said: unknown): Fields {
  if (typeof said !== 'object' || said === null) throw unexpected('answer', said);
  return { ...said };
}

function oneOf<T extends string>({ end }: Fields, known: readonly T[]): T {
  const found = known.find((one) => one === end);
  if (found === undefined) throw unexpected('end', end);
  return found;
}

function amount(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw unexpected(name, value);
  return value;
}

function unexpected(name: string, value: unknown): Error {
  return new Error(`the observer answered with something else: ${name} is ${JSON.stringify(value)?.slice(0, 100) ?? 'missing'}`);
}
