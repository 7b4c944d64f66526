export type TarEntry =
  | { readonly path: string; readonly mode: number; readonly content: Uint8Array }
  /** A symbolic link. */
  | { readonly path: string; readonly linkTo: string };

const BLOCK = 512;
const FILE = '0';
const SYMLINK = '2';
const NAME = 100;
const PREFIX = 155;

/** A ustar archive of these files, the same bytes for the same entries. Throws where a path is longer than the format takes: 100 bytes, and 155 of the folders before those. */
export function tarArchive(entries: readonly TarEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const content = 'content' in entry ? entry.content : new Uint8Array();
    parts.push(header(entry, content.length), content, new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK));
  }
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

function header(entry: TarEntry, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const isLink = 'linkTo' in entry;
  const [folders, name] = split(entry.path);
  text(block, name, 0, NAME);
  text(block, folders, 345, PREFIX);
  octal(block, isLink ? 0o777 : entry.mode, 100, 8);
  octal(block, 0, 108, 8);
  octal(block, 0, 116, 8);
  octal(block, size, 124, 12);
  octal(block, 0, 136, 12);
  block.fill(' ', 148, 156);
  text(block, isLink ? SYMLINK : FILE, 156, 1);
  if (isLink) text(block, entry.linkTo, 157, 100);
  block.write('ustar\u000000', 257, 'latin1');
  // The checksum is of the header with its own field as spaces.
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\u0000 `,
    148,
    'latin1',
  );
  return block;
}

/** A path that does not fit as a name goes on in front of it, cut at a slash that is written in neither. */
function split(path: string): readonly [folders: string, name: string] {
  if (Buffer.byteLength(path) <= NAME) return ['', path];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    if (Buffer.byteLength(path.slice(at + 1)) <= NAME) return [path.slice(0, at), path.slice(at + 1)];
  }
  return ['', path];
}

function text(block: Buffer, value: string, at: number, room: number): void {
  if (Buffer.byteLength(value) > room) throw new Error(`too long for a tar header: ${value}`);
  block.write(value, at);
}

function octal(block: Buffer, value: number, at: number, room: number): void {
  block.write(`${value.toString(8).padStart(room - 1, '0')}\u0000`, at, 'latin1');
}
