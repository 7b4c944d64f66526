import { didYouMeanOrOneOf } from '../problems/did-you-mean.ts';
import type { ProblemList } from '../problems/problem-list.ts';
import { findEntry, findNearest, findNode } from '../source/find-node.ts';
import type { SourcePath, SourcePlace } from '../source/source-node.ts';
import { namesOf, type ManifestParts, type Section } from './manifest-parts.ts';

/** What every check of references works with. */
export class Checker {
  readonly parts: ManifestParts;
  readonly #problems: ProblemList;

  constructor(parts: ManifestParts, problems: ProblemList) {
    this.parts = parts;
    this.#problems = problems;
  }

  /** Reports at the value of `path`, or at what stands nearest to it. */
  at(path: SourcePath, message: string, suggestion: string | null = null): void {
    this.#problems.add(this.#place(path), message, suggestion);
  }

  /** Reports at the key that ends `path`. */
  atKey(path: SourcePath, message: string, suggestion: string | null = null): void {
    const entry = findEntry(this.parts.root, path);
    const overridden = entry?.value.place.override != null;
    this.#problems.add(entry === null || overridden ? this.#place(path) : entry.keyPlace, message, suggestion);
  }

  atPlace(place: SourcePlace, message: string, suggestion: string | null = null): void {
    this.#problems.add(place, message, suggestion);
  }

  has(path: SourcePath): boolean {
    return findNode(this.parts.root, path) !== null;
  }

  /** Whether `section` declares `name`; if not, that is reported. True where nobody can tell. */
  declares(section: Section<unknown>, what: string, name: string, path: SourcePath, orElse: string): boolean {
    const names = namesOf(section);
    if (!section.known || names.includes(name)) return true;
    this.at(path, `there is no ${what} \`${name}\``, didYouMeanOrOneOf(name, names) ?? orElse);
    return false;
  }

  /** Reports every name of a section that an earlier part has already. */
  unique(section: Section<unknown>, what: string, key: string): void {
    const seen = new Set<string>();
    for (const { name, path } of section.parts) {
      if (name !== null && seen.has(name))
        this.at([...path, key], `there are two ${what} named \`${name}\``, 'give one of them another name');
      if (name !== null) seen.add(name);
    }
  }

  #place(path: SourcePath): SourcePlace {
    return findNearest(this.parts.root, path).place;
  }
}
