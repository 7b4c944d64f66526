import { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** Several images as one tar; the client's types know of one alone. */
export function exportImages(docker: Docker, names: readonly string[]): Promise<Readable> {
  const options = { path: '/images/get?', method: 'GET', isStream: true, statusCodes: { 200: true }, options: { names } };
  return new Promise((resolve, reject) => {
    docker.modem.dial(options, (error, stream) => {
      if (error !== null && error !== undefined) reject(error instanceof Error ? error : new Error(String(error)));
      else if (stream instanceof Readable) resolve(stream);
      else reject(new Error('the engine sent no images'));
    });
  });
}
