import { z } from 'zod';
import { scalarText } from './name-schema.ts';

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** The keys of which a request has one at most. */
export const BODY_KEYS = ['json', 'body', 'bodyFile', 'form', 'multipart'] as const;

const fields = () => z.record(z.string(), scalarText());

const filePart = z.strictObject({
  file: z.string().min(1).describe('File, from the manifest’s folder.'),
  filename: z.string().optional().describe('Name that the server is told; by default the file’s own.'),
  contentType: z.string().optional().describe('Content type of this part.'),
});

const auth = z
  .union([
    z.strictObject({
      basic: z.strictObject({ user: scalarText().describe('The user.'), password: scalarText().describe('The password.') }).describe('User and password.'),
    }),
    z.strictObject({ bearer: scalarText().describe('A token.') }),
  ])
  .describe('Sent as the `authorization` header. For client certificates see `tls`.');

export const requestSchema = z
  .strictObject({
    method: z.enum(METHODS).default('GET').describe('HTTP method.'),
    url: z.string().describe('Address, or `{{service.url}}/path` for a service of the stack.'),
    query: fields().optional().describe('Appended to the URL; names and values are encoded.'),
    headers: fields().default({}).describe('Headers by name.'),
    auth: auth.optional(),
    json: z.unknown().optional().describe('Body, sent as JSON with its content type.'),
    body: z.string().optional().describe('Body as text.'),
    bodyFile: z.string().min(1).optional().describe('File whose bytes are the body, from the manifest’s folder.'),
    form: fields().optional().describe('Body as a form, encoded as a browser does.'),
    multipart: z
      .record(z.string(), z.union([scalarText(), filePart]))
      .optional()
      .describe('Body in parts: texts, and `{ file: … }`.'),
  })
  .describe('A request.');

export type RequestInput = z.output<typeof requestSchema>;
