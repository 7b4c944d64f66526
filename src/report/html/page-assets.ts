/** The page's own script and style: the same for every report of a version, so that a server may allow them by their hashes. */
export interface PageAssets {
  readonly script: HashedText;
  readonly style: HashedText;
}

export interface HashedText {
  readonly text: string;
  /** As a policy names it: `sha256-…`. */
  readonly hash: string;
}
