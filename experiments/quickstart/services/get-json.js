import { get } from 'node:http';

/**
 * GETs a JSON document. Rejects on a status other than 200, and when `signal` aborts.
 * Without a signal it waits for as long as the other side likes: Node's HTTP client has no timeout of its own.
 * @param {string} url
 * @param {{ agent?: import('node:http').Agent, signal?: AbortSignal }} [options]
 * @returns {Promise<unknown>}
 */
export function getJson(url, options = {}) {
  return new Promise((resolve, reject) => {
    const request = get(url, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
        else resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      });
    });
    request.on('error', reject);
  });
}
