/** A filesystem as an observer inside a container sees it. */
export interface DiskSight {
  readonly totalBytes: number;
  /** For processes without privileges, as `df` has it. */
  readonly freeBytes: number;
  readonly usedBytes: number;
  readonly inodes: { readonly total: number; readonly free: number };
  readonly mount: MountedDisk;
  /** Of the disk on which the engine keeps what it mounts into every container; `null`: it mounts nothing. */
  readonly engineDevice: string | null;
  /** Of the engine's machine. */
  readonly memoryFreeBytes: number;
}

export interface MountedDisk {
  /** Inside the container. */
  readonly point: string;
  /** `major:minor`. */
  readonly device: string;
  readonly type: string;
  readonly isReadOnly: boolean;
  /** A memory disk that was given a size. */
  readonly hasSize: boolean;
}

export type DiskLook = DiskSight | { readonly cannot: string };

/** What the engine itself mounts into containers, from its own disk. */
const ENGINE_FILES = ['/etc/hosts', '/etc/resolv.conf', '/etc/hostname'];

/** Shell for an observer among a container's processes: what `parseDiskLook` reads. */
export function diskLookScript(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const links = parts.map((_, at) => {
    const prefix = `/${parts.slice(0, at + 1).join('/')}`;
    const real = shellWord(`/proc/1/root${prefix}`);
    // An absolute link would lead into the observer's own files.
    return `[ -L ${real} ] && { echo "link $(busybox readlink ${real})"; exit; }`;
  });
  const root = shellWord(`/proc/1/root${path}`);
  return [
    '[ -d /proc/1/root/. ] || { echo denied; exit; }',
    ...links,
    `[ -e ${root} ] || { echo missing; exit; }`,
    `[ -d ${root} ] || { echo file; exit; }`,
    `echo "disk $(busybox stat -f -c '%S %b %a %f %c %d' ${root})"`,
    `grep MemAvailable /proc/meminfo`,
    'while read -r line; do echo "mount $line"; done </proc/1/mountinfo',
  ].join('\n');
}

/** Pure. */
export function parseDiskLook(text: string, path: string): DiskLook {
  const link = /^link (.*)$/mu.exec(text)?.[1];
  if (link !== undefined) return { cannot: `a part of ${path} is a link to ${link}: name where it leads` };
  if (/^denied$/mu.test(text)) return { cannot: 'the engine’s machine does not let a helper see its files' };
  if (/^missing$/mu.test(text)) return { cannot: `it has no ${path}` };
  if (/^file$/mu.test(text)) return { cannot: `${path} is no folder` };
  const [block = 0, total = 0, available = 0, free = 0, inodes = 0, freeInodes = 0] = (/^disk ([\d ]+)$/mu.exec(text)?.[1] ?? '')
    .split(' ')
    .map(Number);
  const mounts = [...text.matchAll(/^mount (.*)$/gmu)].flatMap(([, line = '']) => parseMount(line));
  const mount = mountOf(path, mounts);
  if (block === 0 || mount === null) return { cannot: `what lies under ${path} cannot be measured` };
  return {
    totalBytes: total * block,
    freeBytes: available * block,
    usedBytes: (total - free) * block,
    inodes: { total: inodes, free: freeInodes },
    mount,
    engineDevice: mounts.find(({ point }) => ENGINE_FILES.includes(point))?.device ?? null,
    memoryFreeBytes: Number(/^MemAvailable:\s+(\d+) kB$/mu.exec(text)?.[1] ?? 0) * 1024,
  };
}

/** `id parent major:minor root point options [tags] - type source super-options` (proc_pid_mountinfo(5)). */
function parseMount(line: string): MountedDisk[] {
  const [own = '', shared = ''] = line.split(' - ');
  const [, , device, , point, options = ''] = own.split(' ');
  const [type, , superOptions = ''] = shared.split(' ');
  if (device === undefined || point === undefined || type === undefined) return [];
  const isReadOnly = [options, superOptions].some((all) => all.split(',').includes('ro'));
  return [{ point: unescape(point), device, type, isReadOnly, hasSize: /(?:^|,)size=/u.test(superOptions) }];
}

/** The longest mount point above it; of several on one point the last one hides the others. */
function mountOf(path: string, mounts: readonly MountedDisk[]): MountedDisk | null {
  const above = mounts.filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`));
  return above.reduce<MountedDisk | null>((best, one) => (best === null || one.point.length >= best.point.length ? one : best), null);
}

function unescape(text: string): string {
  return text.replaceAll(/\\(\d{3})/gu, (_, octal: string) => String.fromCodePoint(Number.parseInt(octal, 8)));
}

/** As one word of a shell command, whatever is in it. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
