import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Duplex } from 'node:stream';

/**
 * Connections through the system's own `ssh`, with the user's keys, config and known hosts: each is `docker system dial-stdio` at the
 * far end, as the docker CLI has it.
 */
export function sshAgent(url: string): Agent {
  const { hostname, port, username } = new URL(url);
  const args = [...(username === '' ? [] : ['-l', username]), ...(port === '' ? [] : ['-p', port])];
  const command = [...args, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '--', hostname, 'docker', 'system', 'dial-stdio'];
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = () => dial(command);
  return agent;
}

/** The stream ends when `ssh` has: only then is it known whether it failed, and what it said of that. */
function dial(args: readonly string[]): Duplex {
  const child = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const connection = new Duplex({
    read: () => void child.stdout.resume(),
    write: (chunk: Buffer, _, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(done),
    destroy(error, done) {
      child.kill();
      done(error);
    },
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-500)));
  child.stdout.on('data', (chunk: Buffer) => {
    if (!connection.push(chunk)) child.stdout.pause();
  });
  // Its end is told by the process's.
  child.stdin.on('error', () => undefined);
  child.once('error', (error) => connection.destroy(error));
  child.once('close', (code) => {
    if (code === 0 || code === null) connection.push(null);
    else connection.destroy(Object.assign(new Error(`ssh ended with ${code}: ${said.trim()}`), { code: 'ENETUNREACH' }));
  });
  return Object.assign(connection, { setTimeout: () => connection, setNoDelay: () => connection, setKeepAlive: () => connection });
}
