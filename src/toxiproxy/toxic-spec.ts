import type { ICreateToxicBody } from 'toxiproxy-node-client';

/** A toxic as the API takes it; those of our own server are not among the client library's types. */
export type ToxicSpec = Omit<ICreateToxicBody<ToxicAttributes>, 'type'> & {
  readonly type: ICreateToxicBody<ToxicAttributes>['type'] | 'corrupt' | 'blackhole' | 'connect_delay' | 'http';
};

export type ToxicAttributes = Readonly<Record<string, number | string>>;

/** Known to the embedded server alone: the real one ignores it, and does not show it either. */
const OPTIONAL_ATTRIBUTES: readonly string[] = ['seed'];

/** In which ways a toxic read back differs from what was asked for: Toxiproxy ignores what it does not know. */
export function differences(
  asked: ToxicSpec,
  got: { readonly type: string; readonly stream: string; readonly toxicity: number; readonly attributes: unknown },
): string[] {
  const attributes: Readonly<Record<string, unknown>> =
    typeof got.attributes === 'object' && got.attributes !== null ? Object.fromEntries(Object.entries(got.attributes)) : {};
  return [
    ...compare('type', asked.type, got.type),
    ...compare('stream', asked.stream, got.stream),
    // The server keeps 32-bit floats.
    ...compare('toxicity', Math.fround(asked.toxicity), Math.fround(got.toxicity)),
    ...Object.entries(asked.attributes).flatMap(([name, value]) =>
      attributes[name] === undefined && OPTIONAL_ATTRIBUTES.includes(name) ? [] : compare(name, value, attributes[name]),
    ),
  ];
}

function compare(name: string, asked: unknown, got: unknown): string[] {
  return asked === got ? [] : [`${name} is ${JSON.stringify(got)}, not ${JSON.stringify(asked)}`];
}
