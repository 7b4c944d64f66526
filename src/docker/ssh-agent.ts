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

function dial(args: readonly string[]): Duplex {
  const child = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const connection = Duplex.from({ writable: child.stdin, readable: child.stdout });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-500)));
  child.once('error', (error) => connection.destroy(error));
  child.once('exit', (code) => {
    if (code === 0 || code === null) return;
    connection.destroy(Object.assign(new Error(`ssh ended with ${code}: ${said.trim()}`), { code: 'ENETUNREACH' }));
  });
  connection.once('close', () => child.kill());
  return Object.assign(connection, { setTimeout: () => connection, setNoDelay: () => connection, setKeepAlive: () => connection });
}
