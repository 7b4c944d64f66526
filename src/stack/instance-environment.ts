import type { ProcessSpec } from '../manifest/experiment.ts';
import { INSTANCE_MARKER, markerEnvironment, STATE_MARKER } from '../os-process/process-marker.ts';
import type { AddressBook } from './resolve-template.ts';
import { resolveTemplate } from './resolve-template.ts';

/** The inherited environment, PORT, the manifest's own values, and the markers, which nothing may replace. */
export function instanceEnvironment(
  inherited: NodeJS.ProcessEnv,
  spec: ProcessSpec,
  instance: { readonly run: string; readonly state: string; readonly name: string; readonly port: number | undefined },
  book: AddressBook,
): NodeJS.ProcessEnv {
  const own: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(spec.env)) own[name] = resolveTemplate(value, book);
  return {
    ...inherited,
    ...(instance.port === undefined ? {} : { PORT: String(instance.port) }),
    ...own,
    ...markerEnvironment(instance.run, 'stack'),
    [INSTANCE_MARKER]: instance.name,
    [STATE_MARKER]: instance.state,
  };
}
