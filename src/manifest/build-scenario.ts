import { absolutePath } from './absolute-path.ts';
import type { BodySpec, MultipartPart } from './body-spec.ts';
import type { AuthSpec, CheckSpec, ExchangeSpec, ExtractSpec, RequestTemplate, ScenarioSpec, TextTest, ThinkSpec } from './load-spec.ts';
import type { CheckInput, ExtractInput, StepInput, WeightedRequestInput } from './schema/exchange-schema.ts';
import type { LoadInput } from './schema/load-schema.ts';
import type { RequestInput } from './schema/request-schema.ts';

/** What a load entry says for all of its requests. */
type Defaults = Pick<LoadInput, 'expect' | 'checks' | 'cookies'>;

export function buildLoneRequest(request: RequestInput, { expect, checks = [] }: Defaults, folder: string): ScenarioSpec {
  return {
    kind: 'requests',
    requests: [
      {
        name: null,
        weight: 1,
        request: requestTemplate(request, folder),
        expect: { status: expect.status, timeoutMs: expect.timeout },
        checks: checks.map(checkSpec),
      },
    ],
  };
}

export function buildRequests(requests: readonly WeightedRequestInput[], defaults: Defaults, folder: string): ScenarioSpec {
  return { kind: 'requests', requests: requests.map((one) => ({ ...exchange(one, defaults, folder), weight: one.weight })) };
}

export function buildFlow(steps: readonly StepInput[], defaults: Defaults, folder: string): ScenarioSpec {
  return {
    kind: 'flow',
    cookies: defaults.cookies ?? true,
    steps: steps.map((step) => ({
      ...exchange(step, defaults, folder),
      extract: Object.fromEntries(Object.entries(step.extract).map(([name, from]) => [name, extractSpec(from)])),
      think: thinkSpec(step.think),
    })),
  };
}

function exchange(input: Omit<WeightedRequestInput, 'weight'>, { expect }: Defaults, folder: string): ExchangeSpec {
  return {
    name: input.name ?? null,
    request: requestTemplate(input.request, folder),
    expect: { status: input.expect.status ?? expect.status, timeoutMs: input.expect.timeout ?? expect.timeout },
    checks: input.checks.map(checkSpec),
  };
}

function requestTemplate({ method, url, query = {}, headers, auth, ...input }: RequestInput, folder: string): RequestTemplate {
  return { method, url, query: Object.entries(query), headers, auth: authSpec(auth), body: bodySpec(input, folder) };
}

function authSpec(auth: RequestInput['auth']): AuthSpec | null {
  if (auth === undefined) return null;
  return 'basic' in auth ? { kind: 'basic', ...auth.basic } : { kind: 'bearer', token: auth.bearer };
}

type BodyInput = Pick<RequestInput, 'json' | 'body' | 'bodyFile' | 'form' | 'multipart'>;

function bodySpec({ json, body, bodyFile, form, multipart }: BodyInput, folder: string): BodySpec | null {
  if (json !== undefined) return { kind: 'json', value: json };
  if (body !== undefined) return { kind: 'text', text: body };
  if (bodyFile !== undefined) return { kind: 'file', path: absolutePath(folder, bodyFile) };
  if (form !== undefined) return { kind: 'form', fields: Object.entries(form) };
  if (multipart === undefined) return null;
  return { kind: 'multipart', parts: Object.entries(multipart).map(([name, part]) => multipartPart(name, part, folder)) };
}

type PartInput = NonNullable<RequestInput['multipart']>[string];

function multipartPart(name: string, part: PartInput, folder: string): MultipartPart {
  if (typeof part === 'string') return { name, content: { kind: 'text', text: part }, filename: null, contentType: null };
  const { file, filename, contentType } = part;
  return {
    name,
    content: { kind: 'file', path: absolutePath(folder, file) },
    filename: filename ?? file.split(/[\\/]/u).at(-1) ?? file,
    contentType: contentType ?? 'application/octet-stream',
  };
}

function checkSpec(check: CheckInput): CheckSpec {
  if ('bodyContains' in check) return { kind: 'body', contains: check.bodyContains };
  if ('jsonPath' in check) return { kind: 'json', path: check.jsonPath, equals: check.equals };
  return { kind: 'header', header: check.header, test: textTest(check) };
}

function textTest({ equals, contains }: { readonly equals?: string | undefined; readonly contains?: string | undefined }): TextTest {
  if (equals !== undefined) return { kind: 'equals', value: equals };
  return contains === undefined ? { kind: 'exists' } : { kind: 'contains', value: contains };
}

function extractSpec(extract: ExtractInput): ExtractSpec {
  if ('jsonPath' in extract) return { kind: 'json', path: extract.jsonPath };
  return 'header' in extract ? { kind: 'header', header: extract.header } : { kind: 'regex', pattern: extract.regex };
}

function thinkSpec(think: StepInput['think']): ThinkSpec | null {
  if (think === undefined) return null;
  return typeof think === 'number' ? { minMs: think, maxMs: think } : { minMs: think.min, maxMs: think.max };
}
