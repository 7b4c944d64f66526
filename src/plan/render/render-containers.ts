import type { StackSpec } from '../../manifest/experiment.ts';
import type { Inventory } from '../inventory.ts';
import { cutText, textTable, wrapText } from './text-table.ts';

type DockerStackSpec = Extract<StackSpec, { readonly kind: 'compose' | 'project' }>;

/** The engine, the project, and each container as it stands or will stand. */
export function renderContainers(stack: DockerStackSpec, { engine, project, instances }: Inventory, width: number): string[] {
  const what =
    stack.kind === 'project'
      ? `the project \`${project}\`, which runs already and is left running`
      : `${stack.file}, brought up as a project of the run’s own and taken down afterwards`;
  const where = `on the Docker engine ${engine.name} (${engine.url}, by ${engine.from}; ${engine.version}, ${engine.id})`;
  const rows = instances.map(({ name, container, image, status, ports, untouchable }) => [
    name,
    container === null || container === name ? '' : container,
    cutText(image, 32),
    ports.map((port) => (port.published === null ? String(port.container) : `${port.published}→${port.container}`)).join(' '),
    untouchable === null ? status : `${status}, never touched`,
  ]);
  return [
    ...wrapText(what, width - 2, '  ').map((line, at) => (at === 0 ? `  ${line}` : line)),
    ...wrapText(where, width - 2, '  ').map((line, at) => (at === 0 ? `  ${line}` : line)),
    ...textTable(rows, '  ').map((line) => cutText(line, width)),
  ];
}
