/** What is wrong with a text as the address of a Toxiproxy, and what to write in its place; `null` when nothing is. */
export function toxiproxyUrlProblem(text: string): { readonly message: string; readonly try: string } | null {
  const example = 'write, for instance, `http://127.0.0.1:8474`';
  if (!URL.canParse(text)) return { message: `\`${text}\` is not a URL`, try: example };
  const { protocol, username, password, pathname, search } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') {
    return { message: `a Toxiproxy is spoken to over HTTP; \`${protocol}\` is not supported`, try: example };
  }
  if (username !== '' || password !== '') {
    return { message: 'a URL with a password in it ends up in logs, and Toxiproxy knows none', try: 'take it out' };
  }
  if (pathname !== '/' || search !== '') return { message: `\`${text}\` has more than a host and a port`, try: example };
  return null;
}
