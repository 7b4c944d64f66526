import { formatByteSize } from '../../units/byte-size.ts';

/** Memory as people compare it. */
export function mebibytes(bytes: number): string {
  return bytes < 2 ** 20 ? formatByteSize(Math.round(bytes)) : `${Number((bytes / 2 ** 20).toPrecision(3))} MiB`;
}
