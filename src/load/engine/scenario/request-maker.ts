import type { BodySpec, MultipartPart } from '../../../manifest/body-spec.ts';
import type { AuthSpec, RequestTemplate } from '../../../manifest/load-spec.ts';
import { asJson, inForm, inHeader, inUrl, plainText } from '../../scenario/escapes.ts';
import { jsonTemplate } from '../../scenario/json-template.ts';
import { Template, textTemplate, type Escape, type Hole, type LookUp } from '../../scenario/template.ts';

/** A request with everything filled in; `url` is still text. */
export interface MadeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | null;
}

/** Makes an arrival's request of a template that was taken apart once. */
export interface RequestMaker {
  /** What is left to fill in; none: every request is the same. */
  readonly holes: readonly Hole[];
  make(lookUp: LookUp): MadeRequest;
}

interface BodyMaker {
  readonly contentType: string | null;
  readonly templates: readonly Template[];
  make(lookUp: LookUp): string | Uint8Array;
}

/** What becomes of a request's texts. */
interface Texts {
  readonly text: typeof textTemplate;
  readonly json: typeof jsonTemplate;
}

const WITH_HOLES: Texts = { text: textTemplate, json: jsonTemplate };
const AS_THEY_STAND: Texts = { text: fixedText, json: (value) => new Template([asJson(value)]) };

function fixedText(text: string, _: Escape, around: (fixed: string) => string = plainText): Template {
  return new Template([around(text)]);
}

/** @param files what stands in the files that bodies name */
export function requestMaker(template: RequestTemplate, files: ReadonlyMap<string, Uint8Array>): RequestMaker {
  const texts = template.literal === true ? AS_THEY_STAND : WITH_HOLES;
  const url = urlTemplate(template, texts);
  const body = template.body === null ? null : bodyMaker(template.body, files, texts);
  const headers = Object.entries(template.headers).map(([name, text]) => [name, texts.text(text, inHeader)] as const);
  const auth = template.auth === null ? null : authMaker(template.auth, texts);
  const typed = body?.contentType ?? null;
  const addsType = typed !== null && !headers.some(([name]) => name.toLowerCase() === 'content-type');
  const templates = [url, ...headers.map(([, text]) => text), ...(auth?.templates ?? []), ...(body?.templates ?? [])];
  return {
    holes: templates.flatMap(({ holes }) => holes),
    make(lookUp) {
      const made: Record<string, string> = addsType ? { 'content-type': typed } : {};
      for (const [name, text] of headers) made[name] = text.render(lookUp);
      if (auth !== null) made['authorization'] = auth.make(lookUp);
      return { method: template.method, url: url.render(lookUp), headers: made, body: body?.make(lookUp) ?? null };
    },
  };
}

function urlTemplate({ url, query }: RequestTemplate, texts: Texts): Template {
  const [bare = ''] = url.split('#');
  const pairs = query.flatMap(([name, value], at): (string | Hole)[] => {
    const lead = at > 0 || bare.includes('?') ? '&' : '?';
    return [`${lead}${inUrl(name)}=`, ...texts.text(value, inUrl, inUrl).pieces];
  });
  return new Template([...texts.text(bare, inUrl).pieces, ...pairs]);
}

function authMaker(auth: AuthSpec, texts: Texts): { readonly templates: readonly Template[]; readonly make: (lookUp: LookUp) => string } {
  if (auth.kind === 'bearer') {
    const token = texts.text(auth.token, inHeader);
    return { templates: [token], make: (lookUp) => `Bearer ${token.render(lookUp)}` };
  }
  const [user, password] = [texts.text(auth.user, plainText), texts.text(auth.password, plainText)];
  return {
    templates: [user, password],
    make: (lookUp) => `Basic ${Buffer.from(`${user.render(lookUp)}:${password.render(lookUp)}`).toString('base64')}`,
  };
}

function bodyMaker(body: BodySpec, files: ReadonlyMap<string, Uint8Array>, texts: Texts): BodyMaker {
  switch (body.kind) {
    case 'text':
      return ofTemplate(texts.text(body.text, plainText), null);
    case 'json':
      return ofTemplate(texts.json(body.value), 'application/json');
    case 'form': {
      const fields = body.fields.flatMap(([name, value], at) => [
        `${at === 0 ? '' : '&'}${inForm(name)}=`,
        ...texts.text(value, inForm, inForm).pieces,
      ]);
      return ofTemplate(new Template(fields), 'application/x-www-form-urlencoded');
    }
    case 'file': {
      const bytes = bytesOf(files, body.path);
      return { contentType: null, templates: [], make: () => bytes };
    }
    case 'multipart':
      return multipartMaker(body.parts, files, texts);
    default:
      return body satisfies never;
  }
}

function ofTemplate(template: Template, contentType: string | null): BodyMaker {
  return { contentType, templates: [template], make: (lookUp) => template.render(lookUp) };
}

/** RFC 7578. The boundary is fixed, so that the same seed sends the same bytes; no sane file holds it. */
const BOUNDARY = 'shakedown-7f1c2b9e4d6a4f0b8c3e5a17';

function multipartMaker(parts: readonly MultipartPart[], files: ReadonlyMap<string, Uint8Array>, texts: Texts): BodyMaker {
  const pieces = parts.flatMap(({ name, content, filename, contentType }): (Template | Uint8Array)[] => {
    const file = filename === null ? '' : `; filename="${quoted(filename)}"`;
    const type = contentType === null ? '' : `Content-Type: ${contentType}\r\n`;
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${quoted(name)}"${file}\r\n${type}\r\n`;
    const inner = content.kind === 'file' ? bytesOf(files, content.path) : texts.text(content.text, plainText);
    return [new Template([head]), inner, new Template(['\r\n'])];
  });
  pieces.push(new Template([`--${BOUNDARY}--\r\n`]));
  return {
    contentType: `multipart/form-data; boundary=${BOUNDARY}`,
    templates: pieces.filter((piece) => piece instanceof Template),
    make: (lookUp) => Buffer.concat(pieces.map((piece) => (piece instanceof Template ? Buffer.from(piece.render(lookUp)) : piece))),
  };
}

/** As browsers do (WHATWG, multipart/form-data). */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function bytesOf(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`${path} was not read`);
  return bytes;
}
