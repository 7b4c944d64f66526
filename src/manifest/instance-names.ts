/** `api-1` … `api-N`; a single instance carries the bare name. */
export function instanceNames(service: string, replicas: number): string[] {
  return replicas === 1 ? [service] : Array.from({ length: replicas }, (_, at) => `${service}-${at + 1}`);
}
