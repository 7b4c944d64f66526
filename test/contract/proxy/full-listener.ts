import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A black hole on loopback: a listening port whose backlog is full, so that the kernel drops every further SYN. A stopped process with a
 * backlog of one, and connections that fill it.
 */
export async function fullListener(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    [
      '-e',
      "const s=require('net').createServer();s.listen({host:'127.0.0.1',port:0,backlog:1},()=>console.log(s.address().port));setInterval(()=>0,1e3)",
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line]: Buffer[] = await once(child.stdout, 'data');
  const port = Number(line?.toString());
  child.kill('SIGSTOP');
  const fillers: Socket[] = [];
  for (let answered = true; answered;) {
    const filler = connect({ host: '127.0.0.1', port });
    filler.on('error', () => undefined);
    fillers.push(filler);
    answered = await Promise.race([once(filler, 'connect').then(() => true), sleep(300, false)]);
  }
  return {
    port,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
