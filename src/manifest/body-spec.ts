/** A request's body. Texts may hold templates; what fills them is escaped as the form of the body demands. */
export type BodySpec =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown }
  /** The file's bytes as they are. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'form'; readonly fields: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'multipart'; readonly parts: readonly MultipartPart[] };

export interface MultipartPart {
  readonly name: string;
  readonly content: { readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly path: string };
  /** `null`: the file's own name; none for a text. */
  readonly filename: string | null;
  readonly contentType: string | null;
}
