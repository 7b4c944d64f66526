import { useInput } from 'ink';

/**
 * `q` and Ctrl-C ask for the same stop. In raw mode the terminal sends no SIGINT for Ctrl-C, and Ink's own handling of it would end
 * the drawing and leave the run going, unseen.
 */
export function DashboardKeys({ onStop }: { readonly onStop: (by: 'key' | 'SIGINT') => void }): null {
  useInput((input, key) => {
    if (key.ctrl && input === 'c') onStop('SIGINT');
    else if (input === 'q' && !key.ctrl && !key.meta) onStop('key');
  });
  return null;
}
