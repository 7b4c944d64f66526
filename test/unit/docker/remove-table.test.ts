import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { removeTableScript } from '../../../src/docker/leash/remove-table.ts';

/** Runs the script with an nft that keeps its tables in a file; one that is owned cannot be deleted. */
function remove(table: string, tables: readonly string[], owned = ''): string[] {
  const nft = `
    nft() {
      case "$1 $2" in
        'list tables') for one in $(cat "$file"); do echo "table inet $one # progname nft"; done ;;
        'delete table') [ "$4" != "${owned}" ] && echo "deleted $4" && sed -i "/^$4$/d" "$file" ;;
      esac
    }
    file=$(mktemp); printf '%s\\n' ${tables.join(' ')} >"$file"`;
  const { stdout, stderr } = spawnSync('sh', ['-c', `${nft}\n${removeTableScript(table)}\nrm "$file"`], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

describe('a table of ours', () => {
  const [api, api2] = ['shakedown_r1_isolate-api', 'shakedown_r1_isolate-api-2'];

  it('is deleted, and not the one whose name begins with its own', () => {
    expect(remove(api, [api2, api])).toEqual([`deleted ${api}`, 'removed']);
    expect(remove(api, [api2])).toEqual(['']);
  });

  it('that cannot be deleted is told of', () => {
    expect(remove(api, [api, api2], api)).toEqual(['stands']);
  });

  it('has a name that a shell leaves whole, and is no one else’s', () => {
    expect(() => removeTableScript('filter')).toThrow(/not a table of ours/u);
    expect(() => removeTableScript('shakedown_r; reboot')).toThrow(/not a table of ours/u);
  });
});
