import type Docker from 'dockerode';

/** Reads what the engine says of its work to the end. Rejects with its own words where it says that it failed: the status was 200 already. */
export function finishProgress(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null, messages: readonly unknown[] | null) => {
      if (error !== null) return reject(error);
      const failure = (messages ?? []).map(errorIn).find((message) => message !== null);
      if (failure === undefined) resolve();
      else reject(new Error(failure ?? 'it failed'));
    });
  });
}

function errorIn(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('error' in message)) return null;
  return typeof message.error === 'string' ? message.error.trim() : 'it failed';
}
