/** An answer other than success: `{"error": message, "status": status}`. Messages are Toxiproxy's where it has one. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

export const badRequestBody = (why: string): ApiError => new ApiError(400, `bad request body: ${why}`);
export const missingField = (field: string): ApiError => new ApiError(400, `missing required field: ${field}`);
export const proxyNotFound = (): ApiError => new ApiError(404, 'proxy not found');
export const proxyExists = (): ApiError => new ApiError(409, 'proxy already exists');
export const invalidStream = (): ApiError => new ApiError(400, 'stream was invalid, can be either upstream or downstream');
export const invalidToxicType = (type: string, known: Iterable<string>): ApiError =>
  new ApiError(400, `invalid toxic type: ${JSON.stringify(type)} (there are ${[...known].join(', ')})`);
export const toxicExists = (): ApiError => new ApiError(409, 'toxic already exists');
export const toxicNotFound = (): ApiError => new ApiError(404, 'toxic not found');
