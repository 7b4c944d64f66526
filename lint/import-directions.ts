import { posix } from 'node:path';
import type { OxlintOverride } from 'oxlint';
import { AREAS, type Area } from './areas.ts';

/** Folders inside an area that a specifier may climb out of; deeper ones would be refused everything, which a build shows at once. */
const MAX_DEPTH = 3;

/**
 * One override for every depth of every area: `no-restricted-imports` sees the specifier as written, and `../errors/x.ts` means
 * different folders at different depths. Allow-lists are gitignore groups, refusing all and then taking back: its `regex` form knows
 * no look-ahead and silently refuses nothing when given one.
 */
export function importDirections(): OxlintOverride[] {
  // A folder that no area names may import nothing: whoever adds one must say what it may see.
  const unnamed = override('src/**', ['**'], 'This folder is not in lint/areas.ts: say there what it may import.');
  return [unnamed, ...AREAS.flatMap(overridesOf)];
}

function overridesOf(area: Area): OxlintOverride[] {
  const message = `src/${area.path} may not import this: lint/areas.ts says what it may, ARCHITECTURE.md why.`;
  if (isFile(area.path)) return [override(`src/${area.path}`, allowList(area, posix.dirname(area.path), null), message)];
  return Array.from({ length: MAX_DEPTH }, (_, depth) => {
    const folder = [area.path, ...Array.from({ length: depth }, () => '*')].join('/');
    return override(`src/${folder}/*`, allowList(area, folder, depth), message);
  });
}

/** `ownDepth`: how far below the area's top the importing folder lies; `null` for an area of single files, which has no own folder. */
function allowList(area: Area, folder: string, ownDepth: number | null): string[] {
  const own = ownDepth === null ? [] : ['!./**', ...climb(ownDepth).map((up) => `!${up}**`), `${'../'.repeat(ownDepth + 1)}**`];
  const others = area.imports.filter((other) => other !== area.path).map((other) => `!${specifier(folder, other)}`);
  const packages = area.packages.flatMap((name) => [`!${name}`, `!${name}/**`]);
  return ['**', ...own, ...others, ...packages];
}

const climb = (depth: number): string[] => Array.from({ length: depth }, (_, index) => '../'.repeat(index + 1));

function specifier(folder: string, target: string): string {
  const relative = posix.relative(`/${folder}`, `/${target}`);
  const path = relative.startsWith('.') ? relative : `./${relative}`;
  return isFile(target) ? path : `${path}/**`;
}

const isFile = (path: string): boolean => path.endsWith('.ts');

const override = (files: string, group: string[], message: string): OxlintOverride => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});
