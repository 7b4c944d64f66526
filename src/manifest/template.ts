/** `{{name}}`, a variable, or `{{service.part}}`, known when the stack has ports. */
export const TEMPLATE = /\{\{\s*(?<name>[A-Za-z_][\w-]*)(?:\.(?<part>[\w.-]+))?\s*\}\}/gu;

/** A reference to a running service: `url`, `urls` (of all replicas), `host`, `port`, or `ports.<name>`. */
export interface ServiceTemplate {
  readonly text: string;
  readonly service: string;
  readonly part: string;
}

/** The templates that remain in a text once variables are replaced. */
export function serviceTemplates(text: string): ServiceTemplate[] {
  return [...text.matchAll(TEMPLATE)].flatMap(({ 0: whole, groups }) => {
    const service = groups?.['name'];
    const part = groups?.['part'];
    return service === undefined || part === undefined ? [] : [{ text: whole, service, part }];
  });
}

/** Which port a template speaks of: `null` for the first, `undefined` for none (`host`), and for no part that we know. */
export function portOf({ part }: ServiceTemplate): string | null | undefined {
  if (part === 'url' || part === 'urls' || part === 'port') return null;
  return part.startsWith('ports.') ? part.slice('ports.'.length) : undefined;
}

export function isKnownPart(part: string): boolean {
  return part === 'url' || part === 'urls' || part === 'host' || part === 'port' || /^ports\.[\w-]+$/u.test(part);
}

/** The text with something in each template's place, so that its form can be checked before the stack has ports. */
export function fillTemplates(text: string): string {
  return text.replaceAll(TEMPLATE, (_whole, _name: string, part: string | undefined) => {
    if (part === 'host') return '127.0.0.1';
    return part === 'url' ? 'http://127.0.0.1:1' : '1';
  });
}
