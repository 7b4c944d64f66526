import { describe, expect, it } from 'vitest';
import { looksSecret, maskSecrets } from '../../../src/manifest/secret-names.ts';
import { edited, experimentOf, problemsOf, VALID } from './manifest-fixture.ts';

const withEnv = (value: string): string => edited(['LOG_LEVEL: 3', `LOG_LEVEL: ${value}`]);
const storefrontEnv = (source: string, env: Record<string, string>): Readonly<Record<string, string>> => {
  const { stack } = experimentOf(source, { env });
  return (stack.kind === 'processes' && stack.processes[1]?.env) || {};
};

describe('${ENV}', () => {
  it('takes the environment’s value, or the default where it is unset or empty', () => {
    expect(storefrontEnv(withEnv('"${LEVEL:-info}"'), {})['LOG_LEVEL']).toBe('info');
    expect(storefrontEnv(withEnv('"${LEVEL:-info}"'), { LEVEL: '' })['LOG_LEVEL']).toBe('info');
    expect(storefrontEnv(withEnv('"a-${LEVEL}-b"'), { LEVEL: 'debug' })['LOG_LEVEL']).toBe('a-debug-b');
    expect(storefrontEnv(withEnv('"$${LEVEL}"'), {})['LOG_LEVEL']).toBe('${LEVEL}');
  });

  it('gives a number where a number is needed', () => {
    const source = edited(['catalogue, count: 1', 'catalogue, count: "${COUNT}"']);
    expect(experimentOf(source, { env: { COUNT: '1' } }).targets['catalogue']).toMatchObject({ select: { kind: 'count', count: 1 } });
    expect(problemsOf(source, { env: { COUNT: 'two' } }).join()).toContain('21:43 ');
  });

  it('reports a missing variable at its place, and others after it at theirs', () => {
    const source = edited(['LOG_LEVEL: 3', 'LOG_LEVEL: "${LEVLE}"'], ['latency: 200ms', 'latency: 200']);
    expect(problemsOf(source, { env: { LEVEL: 'x' } })).toEqual([
      '15:61 the environment variable `LEVLE` is not set (did you mean `LEVEL`?)',
      '31:82 `200` has no unit, and a duration needs one (`200ms`, `30s`, `2m`) (did you mean `200ms`?)',
    ]);
  });
});

describe('a number where text is wanted', () => {
  it.each(['12345678901234567890', '1.10', '007', '7e20', '0x1F', 'True', '-0'])('is %s, as it was written', (written) => {
    expect(storefrontEnv(withEnv(written), {})['LOG_LEVEL']).toBe(written);
    const named = edited(['vars: {', `vars: { n: ${written},`], ['LOG_LEVEL: 3', 'LOG_LEVEL: "{{n}}", TWO: "v{{n}}"']);
    expect(storefrontEnv(named, {})).toMatchObject({ LOG_LEVEL: written, TWO: `v${written}` });
    const set = experimentOf(edited(['vars: {', 'vars: { n: x,'], ['LOG_LEVEL: 3', 'LOG_LEVEL: "v{{n}}"']), { set: [`vars.n=${written}`] });
    expect(set.stack.kind === 'processes' && set.stack.processes[1]?.env['LOG_LEVEL']).toBe(`v${written}`);
  });

  it('is so in headers and as a password, which is kept secret as it is sent', () => {
    const source = edited(['json: {', 'headers: { x-version: 1.10 }, auth: { basic: { user: 007, password: 0123456 } }, json: {']);
    const { load, secrets } = experimentOf(source);
    const auth = { kind: 'basic', user: '007', password: '0123456' };
    expect(load[0]).toMatchObject({ scenario: { requests: [{ request: { headers: { 'x-version': '1.10' }, auth } }] } });
    expect(secrets).toContain('0123456');
  });

  it('is told so where quotes are asked for', () => {
    expect(problemsOf(edited(['description: A small shop.', 'description: 1.10'])).join()).toContain('put quotes around it: `"1.10"`');
  });
});

describe('{{vars}}', () => {
  it('keeps the type of a variable that stands alone', () => {
    const source = edited(
      ['vars: {', 'vars: { n: 1,'],
      ['catalogue, count: 1', 'catalogue, count: "{{n}}"'],
      ['sku: "{{sku}}"', 'n: "{{n}}", s: "x{{ n }}"'],
    );
    expect(experimentOf(source).load[0]).toMatchObject({ scenario: { requests: [{ request: { body: { value: { n: 1, s: 'x1' } } } }] } });
  });

  it('stands alone for the whole ${ENV} that it was declared as, which gives a number where one is needed', () => {
    const source = edited(['vars: {', 'vars: { n: "${COUNT:-1}",'], ['catalogue, count: 1', 'catalogue, count: "{{n}}"']);
    const count = (env: Record<string, string>) => experimentOf(source, { env }).targets['catalogue'];
    expect(count({})).toMatchObject({ select: { kind: 'count', count: 1 } });
    expect(count({ COUNT: '1' })).toMatchObject({ select: { kind: 'count', count: 1 } });
    expect(storefrontEnv(edited(['vars: {', 'vars: { n: "${COUNT:-007}",'], ['LOG_LEVEL: 3', 'LOG_LEVEL: "{{n}}"']), {})['LOG_LEVEL']).toBe(
      '007',
    );
  });

  it('does not say to take quotes away without which YAML reads a map', () => {
    const source = edited(['vars: {', 'vars: { n: many,'], ['seed: 42', 'seed: "{{n}}"']);
    expect(problemsOf(source)).toEqual([expect.stringMatching(/`random.seed` should be a number$/u)]);
  });

  it('reports an unknown variable with the one that was meant', () => {
    expect(problemsOf(edited(['"{{sku}}"', '"{{skue}}"']))).toEqual(['27:79 there is no variable `skue` (did you mean `sku`?)']);
  });

  it.each([
    ['"{{catalog.url}}"', 'there is no process `catalog` (did you mean `catalogue`?)'],
    ['"{{catalogue.uri}}"', 'a service has no `uri` (did you mean `url`?)'],
    ['"{{catalogue.ports.grpc}}"', '`catalogue` has no port `grpc`'],
  ])('checks %s against the stack', (template, problem) => {
    expect(problemsOf(withEnv(template)).join()).toContain(problem);
  });

  it('refuses templates of the stack where its addresses are not known yet', () => {
    expect(problemsOf(edited(['description: A small shop.', 'description: "{{catalogue.url}}"'])).join()).toContain(
      'known only when the stack runs',
    );
  });

  it('says to put quotes around a template that YAML reads as a map', () => {
    expect(problemsOf(edited(['"{{sku}}"', '{{sku}}']))).toEqual([
      '27:79 YAML reads `{{…}}` without quotes as a map (put quotes around it: `"{{sku}}"`)',
    ]);
    expect(problemsOf(edited(['"{{storefront.url}}/checkout"', '{{storefront.url}}/checkout'])).join()).toContain(
      'put quotes around the whole value',
    );
  });
});

describe('secrets', () => {
  it('lists values of secret-looking variables and keys, and passwords in URLs', () => {
    const source = edited(
      ['LOG_LEVEL: 3', 'API: "${API_TOKEN}", DB_PASSWORD: s3cret-literal, REDIS: "${REDIS_URL}"'],
      ['json: {', 'headers: { authorization: "Bearer ${WHO}" }, json: {'],
    );
    const env = { API_TOKEN: 'tok-12345', REDIS_URL: 'redis://u:pw-98765@127.0.0.1:6379', WHO: 'abcdef' };
    expect(experimentOf(source, { env }).secrets.toSorted()).toEqual([
      'Bearer abcdef',
      'abcdef',
      'pw-98765',
      's3cret-literal',
      'tok-12345',
    ]);
  });

  it('keeps them out of messages', () => {
    const source = edited(['rate: 100/s', 'rate: "${API_TOKEN}"']);
    const problems = problemsOf(source, { env: { API_TOKEN: 'tok-12345' } });
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('tok-12345');
    expect(problems.join()).toContain('***');
  });

  it('tells secret names from harmless ones', () => {
    for (const name of ['API_TOKEN', 'dbPassword', 'x-api-key', 'Authorization', 'AUTH', 'secrets']) expect(looksSecret(name)).toBe(true);
    for (const name of ['monkey', 'keyboard', 'author', 'passenger', 'LOG_LEVEL']) expect(looksSecret(name)).toBe(false);
  });

  it('masks values in a line without moving a column', () => {
    const line = '      env: { DB_PASSWORD: "a b", PORT: 80, API_TOKEN: abc } # x';
    expect(maskSecrets(line)).toBe('      env: { DB_PASSWORD: *****, PORT: 80, API_TOKEN: *** } # x');
  });

  it('are none in the example', () => {
    expect(experimentOf(VALID).secrets).toEqual([]);
  });
});
