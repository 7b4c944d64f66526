/**
 * Where the cgroup folders of a process lie on the engine's machine that rule these controllers, from its /proc/<pid>/cgroup as seen
 * without a cgroup namespace (cgroups(7)). v1: a folder for each; v2: one for all. `null`: the machine has no such controller.
 */
export function cgroupFolders(text: string, controllers: readonly string[]): readonly string[] | null {
  const lines = [...text.matchAll(/^\d+:([^:]*):(.*)$/gmu)].map(([, names = '', path = '']) => ({ names: names.split(','), path }));
  const isV1 = lines.some(({ names }) => names.includes('memory') || names.includes('cpu'));
  if (!isV1) {
    const unified = lines.find(({ names }) => names[0] === '');
    return unified === undefined ? null : [`/sys/fs/cgroup${unified.path}`];
  }
  const folders = controllers.map((controller) => {
    const found = lines.find(({ names }) => names.includes(controller));
    return found === undefined ? null : `/sys/fs/cgroup/${found.names.join(',')}${found.path}`;
  });
  return folders.includes(null) ? null : [...new Set(folders.filter((one) => one !== null))];
}

/** As they are mounted into a helper. */
export function cgroupMounts(folders: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(folders.map((folder, at) => [`/cgroup/${at}`, folder]));
}

/** Shell: moves whoever runs it into them. Writing 0 means oneself, in both versions. */
export const JOIN_CGROUPS = 'for group in /cgroup/*; do echo 0 >$group/cgroup.procs || exit 9; done';
