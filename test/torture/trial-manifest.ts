import { join } from 'node:path';
import { BUSY } from '../contract/docker-resources/resource-subject.ts';
import { ROOT } from '../e2e/cli.ts';
import type { Trial } from './trial.ts';

/** Beside the manifest. */
export const COMPOSE_FILE = 'compose.yaml';

/** The same services as the project that stands. */
export function trialCompose(image: string): string {
  const serve = `image: "${image}", command: [httpd, -f, -p, "8080", -h, /], stop_grace_period: 0s`;
  return `services:
  db: { ${serve} }
  web: { ${serve}, ports: ["127.0.0.1::8080"] }
  worker: { ${serve}, restart: always }
  job:
    image: "${image}"
    command: ${JSON.stringify(BUSY)}
    stop_grace_period: 0s
    tmpfs: ["/data:rw,size=33554432,mode=1777"]
    cpus: 0.2
    mem_limit: 134217728
    memswap_limit: 134217728
    pids_limit: 50
`;
}

/** Short phases: what is looked at is what is left, not what is measured. */
export function trialManifest({ faults, stack, ownStack }: Pick<Trial, 'faults' | 'stack' | 'ownStack'>, project: string | null): string {
  const entries = faults.map(({ entry }, index) => `  - { id: f${index}, at: ${index * 300}ms, ${entry} }`);
  const [system, url] =
    stack === 'processes'
      ? [processes(), '{{api.url}}/value']
      : [
          `stack: ${ownStack ? `{ compose: { file: ./${COMPOSE_FILE} } }` : `{ project: ${project} }`}\ntargets:\n${['web', 'worker', 'db', 'job'].map((name) => `  ${name}: { service: ${name} }`).join('\n')}
  split: { between: [[web, worker], [db]] }
  web-to-db: { edge: { from: web, to: db, port: 8080, protocol: { http: / } } }`,
          '{{web.url}}/',
        ];
  return `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: tortured }
${system}
load:
  - { name: get, rate: 20/s, request: { url: "${url}" }, expect: { timeout: 1s${stack === 'containers' ? ', status: 404' : ''} } }
phases: { warmup: 0s, baseline: 2s, fault: 3s, recovery: 1s }
faults:
${entries.join('\n')}
slos:
  - success_rate >= 1%
random: { seed: ${faults.length} }
`;
}

function processes(): string {
  const folder = join(ROOT, 'test/fixtures/stacks/pair');
  return `stack:
  processes:
    - { name: db, command: [node, ${folder}/db.js], ready: { http: /health } }
    - { name: api, command: [node, ${folder}/api.js], env: { DB_URL: "{{db.url}}" }, ready: { http: /health }, startAfter: [db] }
targets:
  db: { service: db }
  api: { service: api }
  api-to-db: { edge: { from: api, to: db } }`;
}
