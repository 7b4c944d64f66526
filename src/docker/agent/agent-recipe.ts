import { realpath } from 'node:fs/promises';
import { inRoot, requireKind, withLibraries } from '../helper/assemble-helper.ts';
import type { ImageRecipe } from '../helper/helper-image.ts';
import { tarArchive } from '../helper/tar-archive.ts';
import type { TarEntry } from '../helper/tar-archive.ts';
import { AGENT_LABEL, AGENT_VARIABLE } from './agent-image.ts';
import type { AgentProgram } from './agent-image.ts';

/** The image of the fault proxy: Node and our own program, nothing else. */
export function agentRecipe({ reference, hash, files }: AgentProgram): ImageRecipe {
  const entries = files.map(({ path, content }): TarEntry => ({ path: inRoot(path), mode: 0o644, content }));
  return {
    what: 'proxy image',
    reference,
    label: AGENT_LABEL,
    version: hash,
    variable: AGENT_VARIABLE,
    // node 24 on alpine, for every architecture it has.
    base: 'node:24-alpine@sha256:d32cdf619f63fe0471182d08996dd516c6275bb5fd31ae06e55a570bd9e1ad43',
    changes: ['ENV PATH=/usr/bin:/bin', 'CMD ["node"]'],
    needs: 'run shakedown on a machine of the engine’s kind',
    ofHost: 'node',
    async assemble(arch, signal) {
      requireKind(arch);
      const node = await realpath(process.execPath);
      return tarArchive([...(await withLibraries({ '/usr/bin/node': node }, signal)), ...entries]);
    },
    dockerfile: ['COPY opt /opt'],
    context: async () => entries,
  };
}
