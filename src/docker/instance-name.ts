/** As the plan names a replica: the bare service where it is the only one. */
export function instanceName(service: string, replica: number, replicas: number): string {
  return replicas === 1 ? service : `${service}-${replica}`;
}
