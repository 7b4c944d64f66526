/** `relative` from `folder`, an absolute path, without `.` and `..`. Pure: knows both kinds of slashes, asks no file system. */
export function absolutePath(folder: string, relative: string): string {
  const isAbsolute = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/u.test(relative);
  const path = isAbsolute ? relative : `${folder}/${relative}`;
  const root = /^(?:[A-Za-z]:)?[\\/]*/u.exec(path)?.[0] ?? '';
  const steps: string[] = [];
  for (const step of path.slice(root.length).split(/[\\/]+/u)) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return `${root.replaceAll('\\', '/')}${steps.join('/')}`;
}
