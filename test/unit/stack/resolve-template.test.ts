import { describe, expect, it } from 'vitest';
import { listeningInodes } from '../../../src/stack/port-holder.ts';
import { resolveTemplate } from '../../../src/stack/resolve-template.ts';
import { startOrder } from '../../../src/stack/start-order.ts';
import { service } from '../../contract/stack/process-plan.ts';

const book = {
  instancesOf: (name: string) => (name === 'my-api' ? ['my-api-1', 'my-api-2'] : []),
  addressOf: (instance: string, port: string | null) => {
    const number = { 'my-api-1': 81, 'my-api-2': 82 }[instance];
    return number === undefined || port === 'none' ? null : { host: '127.0.0.1', port: port === 'admin' ? number + 100 : number };
  },
};

describe('templates', () => {
  it('take the first replica, except for urls', () => {
    expect(resolveTemplate('{{my-api.url}}/a?b={{ my-api.port }}', book)).toBe('http://127.0.0.1:81/a?b=81');
    expect(resolveTemplate('{{my-api.urls}}', book)).toBe('http://127.0.0.1:81,http://127.0.0.1:82');
    expect(resolveTemplate('{{my-api.host}}:{{my-api.ports.admin}}', book)).toBe('127.0.0.1:181');
  });

  it('stay as they are where they name nothing', () => {
    for (const text of ['{{other.url}}', '{{my-api}}', '{{my-api.ports.none}}', '{{my-api.name}}', '{my-api.url}']) {
      expect(resolveTemplate(text, book)).toBe(text);
    }
  });
});

describe('the order of a start', () => {
  it('puts what is independent side by side, and the rest after what it needs', () => {
    const specs = [service('web', { startAfter: ['api', 'auth'] }), service('api', { startAfter: ['db'] }), service('db'), service('auth')];
    expect(startOrder(specs)).toEqual([['db', 'auth'], ['api'], ['web']]);
  });
});

describe('the table of sockets', () => {
  it('tells who listens on a port from who is connected to it', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0`;
    expect(listeningInodes(table, 8080)).toEqual(['4711']);
    expect(listeningInodes(table, 80)).toEqual([]);
  });
});
