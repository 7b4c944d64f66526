/** Where a port of an instance is reached by whoever asks. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface AddressBook {
  /** Instances of a service, or the instance of that very name; empty where there is none. */
  readonly instancesOf: (name: string) => readonly string[];
  /** `port: null` is the first. `null` where the instance has no such port. */
  readonly addressOf: (instance: string, port: string | null) => Address | null;
}

const TEMPLATE = /\{\{\s*([A-Za-z_][\w-]*)\.(url|urls|host|port|ports\.([\w-]+))\s*\}\}/g;

/**
 * Resolves `{{api.url}}`, `.host`, `.port`, `.ports.<name>` (of the first replica) and `.urls` (all replicas, comma separated).
 * What names no known process or port stays as it is: the manifest has been checked, so it is text that only looks like a template.
 */
export function resolveTemplate(text: string, book: AddressBook): string {
  return text.replaceAll(TEMPLATE, (whole, service: string, what: string, portName: string | undefined) => {
    const addresses = book.instancesOf(service).map((instance) => book.addressOf(instance, portName ?? null));
    const known = addresses.filter((address) => address !== null);
    const [first] = known;
    if (first === undefined) return whole;
    switch (what) {
      case 'url':
        return urlOf(first);
      case 'urls':
        return known.map(urlOf).join(',');
      case 'host':
        return first.host;
      default:
        return String(first.port);
    }
  });
}

const urlOf = ({ host, port }: Address): string => `http://${host}:${port}`;
