import type { PlannedFault } from './run-plan.ts';

/** Every instance that a fault of the run is about, both ends of an edge and both groups of a cut among them: what may well fall over. */
export function withinBlastRadius(faults: readonly Pick<PlannedFault, 'target'>[]): ReadonlySet<string> {
  return new Set(
    faults.flatMap(({ target }) => {
      switch (target.kind) {
        case 'edge':
          return [...target.edge.from, ...target.edge.to.map(({ instance }) => instance)];
        case 'groups':
          return target.groups.flat();
        case 'instances':
          return target.drawn;
        default:
          return target satisfies never;
      }
    }),
  );
}
