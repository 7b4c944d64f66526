import { formatByteSize } from '../../units/byte-size.ts';

/** Memory as people compare it. */
export function mebibytes(bytes: number): string {
  return bytes < 2 ** 20 ? formatByteSize(Math.round(bytes)) : inMebibytes(bytes);
}

/** Three significant digits, and every digit of a whole number: `0.25 MiB`, `63.7 MiB`, `1024 MiB`. */
export function inMebibytes(bytes: number): string {
  const mib = bytes / 2 ** 20;
  return `${mib < 1000 ? Number(mib.toPrecision(3)) : Math.round(mib)} MiB`;
}
