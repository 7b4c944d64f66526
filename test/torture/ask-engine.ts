import { request } from 'node:http';

/** One call of the engine's API, past all code of ours. Throws for any answer but a good one. */
export function askEngine<T = unknown>(socketPath: string, path: string, method: 'GET' | 'POST' = 'GET'): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method, timeout: 10_000 }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () => {
        if (answer.statusCode === undefined || answer.statusCode >= 300) return reject(new Error(`${path}: ${answer.statusCode}`));
        resolve(JSON.parse(body === '' ? 'null' : body));
      });
    });
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error(`${path}: no answer`)));
    asked.end();
  });
}
