/**
 * Runs `load` with `NODE_ENV=production`: React and Ink choose their build while they are imported, and the development build costs
 * twice the CPU. Restored after, so that the stack's processes do not inherit it.
 */
export async function loadProduction<T>(env: NodeJS.ProcessEnv, load: () => Promise<T>): Promise<T> {
  const before = env['NODE_ENV'];
  env['NODE_ENV'] = 'production';
  try {
    return await load();
  } finally {
    if (before === undefined) delete env['NODE_ENV'];
    else env['NODE_ENV'] = before;
  }
}
