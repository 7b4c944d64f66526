import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { DockerEngine } from '../../../src/docker/engine.ts';

/** What a shell script printed inside a container. */
export async function execIn(engine: DockerEngine, container: string, script: string): Promise<string> {
  const exec = await engine.call('exec', (docker) =>
    docker.getContainer(container).exec({ Cmd: ['sh', '-c', script], AttachStdout: true, AttachStderr: true }),
  );
  const stream = await engine.call('exec', () => exec.start({ hijack: true, stdin: false }));
  const out = new PassThrough();
  engine.docker.modem.demuxStream(stream, out, out);
  stream.on('end', () => out.end());
  return text(out);
}
