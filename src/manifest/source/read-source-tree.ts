import { LineCounter, parseDocument, type Document } from 'yaml';
import type { ProblemList } from '../problems/problem-list.ts';
import { buildSourceTree } from './build-source-tree.ts';
import { Positions } from './positions.ts';
import type { SourceNode } from './source-node.ts';
import { explainSyntaxError } from './explain-syntax-error.ts';

/** More open brackets than any manifest has, fewer than it takes to keep the parser busy: its time grows with their square. */
const MAX_BRACKETS = 500;

/** Characters. No manifest is as long, and a log or a data set that is taken for one keeps the parser busy for a minute. */
const MAX_LENGTH = 1_000_000;

/** The YAML text as a tree with positions; `null` where the text is not YAML or holds nothing. */
export function readSourceTree(source: string, problems: ProblemList): SourceNode | null {
  const lineCounter = new LineCounter();
  const positions = new Positions(source, lineCounter);
  if (source.length > MAX_LENGTH) {
    const megabytes = (source.length / 1e6).toFixed(1);
    problems.add(positions.at(0, 0), `the file is ${megabytes} MB long: is this a manifest?`, 'name the YAML file of the experiment');
    return null;
  }
  const document = bracketDepth(source) > MAX_BRACKETS ? null : parse(source, lineCounter);
  if (document === null) {
    problems.add(positions.at(0, 0), 'the file is nested too deeply to be read');
    return null;
  }
  for (const error of [...document.errors, ...document.warnings]) {
    const { message, suggestion, fatal } = explainSyntaxError(error, source);
    problems.add(positions.at(...error.pos), message, suggestion);
    // The parser goes on, but what it then complains of follows from this.
    if (fatal) return null;
  }
  if (document.contents === null) {
    problems.add(positions.at(0, 0), 'the file is empty', 'start with `apiVersion: shakedown/v1` and `kind: Experiment`');
    return null;
  }
  return buildSourceTree(document, positions, problems);
}

/** `null`: the parser recurses, and ran out of stack. */
function parse(source: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(source, { lineCounter, prettyErrors: false, version: '1.2', logLevel: 'error' });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Brackets within quotes are counted too: close enough for a limit. */
function bracketDepth(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of source.matchAll(/[[\]{}]/gu)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
