import { describe, expect, it } from 'vitest';
import { composeService } from '../../../src/stack/compose-service.ts';
import { inventoryOf } from '../../../src/stack/docker-inventory.ts';

const ENGINE = { id: 'E', name: 'vm', url: 'unix:///run/e.sock', from: '--engine', version: '28' };

function instancesOf(services: Readonly<Record<string, unknown>>) {
  const config = { project: 'shop', version: null, networks: [], volumes: [], fixedNames: [] };
  return inventoryOf(ENGINE, { ...config, services: Object.entries(services).map(([name, value]) => composeService(name, value)) })
    .instances;
}

describe('what a compose file will bring up', () => {
  it('lives in the network at the end of its chain', () => {
    const found = instancesOf({
      db: { networks: ['back'] },
      side: { network_mode: 'service:db' },
      tail: { network_mode: 'container:my-side' },
      named: { network_mode: 'service:side', container_name: 'my-side' },
      stray: { network_mode: 'container:vpn' },
    });
    expect(found.map(({ name, networkOf, networks }) => [name, networkOf, networks])).toEqual([
      ['db', undefined, ['back']],
      ['side', 'db', ['back']],
      ['tail', 'db', ['back']],
      ['named', 'db', ['back']],
      ['stray', 'the container vpn', []],
    ]);
  });

  it('has an end of its chain also where that leads in a circle', () => {
    expect(instancesOf({ a: { network_mode: 'service:b' }, b: { network_mode: 'service:a' } })).toHaveLength(2);
  });
});
