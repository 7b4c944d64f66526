import { EXIT, UserError } from '../errors/user-error.ts';

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'its folder is gone, or takes no files',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'something else is there',
  EMFILE: 'too many open files',
};

/** Nothing may be done that cannot be written down first, so a state folder that cannot be written to ends the run before any deed. */
export function stateError(error: unknown, path: string): Error {
  const code = errorCode(error);
  const cause = code === null ? undefined : CAUSES[code];
  if (cause === undefined) return error instanceof Error ? error : new Error(String(error));
  return new UserError(`Cannot write the undo journal or its lock: ${cause}.`, {
    exitCode: EXIT.unreachable,
    where: path,
    try: 'Free some space or fix the permissions, or set XDG_STATE_HOME to a folder that can be written to.',
    cause: error,
  });
}

/** `ENOENT` and its kin. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
