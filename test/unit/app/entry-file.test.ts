import { expect, test } from 'vitest';
import { entryFile } from '../../../src/app/entry-file.ts';

test('takes the ending of the caller, so that sources and the built package both find their entries', () => {
  expect(entryFile('file:///x/src/app/wiring.ts', './proxy.main').href).toBe('file:///x/src/app/proxy.main.ts');
  expect(entryFile('file:///x/dist/load/engine/driver.js', '../../app/w.main').href).toBe('file:///x/dist/app/w.main.js');
});

test('looks only at the path, whatever query a bundler or test runner appends', () => {
  expect(entryFile('file:///a.b/src/app/wiring.ts?v=1.5', './x.main').pathname).toBe('/a.b/src/app/x.main.ts');
});
