import type { IncomingMessage } from 'node:http';
import { ApiError, badRequestBody } from './api-error.ts';

/** Room for some hundred thousand proxies in one populate. */
const LARGEST_BODY = 32 * 1024 * 1024;

/** The request's JSON. Throws an ApiError: 400 for what is not JSON, 413 for what is too large (read to its end, kept no longer). */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > LARGEST_BODY) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (length > LARGEST_BODY) throw new ApiError(413, `request body of ${length} bytes is larger than ${LARGEST_BODY}`);
  if (length === 0) throw badRequestBody('EOF');
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw badRequestBody(error instanceof Error ? error.message : String(error));
  }
}
