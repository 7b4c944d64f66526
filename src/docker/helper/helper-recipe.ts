import { assembleHelper } from './assemble-helper.ts';
import { HELPER_LABEL, HELPER_REFERENCE, HELPER_VARIABLE, HELPER_VERSION } from './helper-image.ts';
import type { ImageRecipe } from './helper-image.ts';

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** nft, prlimit, a busybox, and nothing else. */
export const HELPER_RECIPE: ImageRecipe = {
  what: 'helper image',
  reference: HELPER_REFERENCE,
  label: HELPER_LABEL,
  version: HELPER_VERSION,
  variable: HELPER_VARIABLE,
  // alpine 3.20.3, for every architecture it has.
  base: 'alpine@sha256:beefdbd8a1da6d2915566fde36db9db0b524eb737fc57cd1367effd16dc0d06d',
  changes: [`ENV PATH=${PATH}`, 'CMD ["sh"]'],
  needs: 'install nftables and busybox-static here',
  ofHost: 'nft, prlimit and busybox',
  assemble: assembleHelper,
  // A base that has it already needs no network.
  dockerfile: ['RUN command -v nft && command -v prlimit || apk add --no-cache nftables util-linux-misc', 'CMD ["sh"]'],
  context: async () => [],
};
