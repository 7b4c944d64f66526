/** On everything of ours that stands on an engine, so that it is found there without any file of ours (SEMANTICS, Undo). */
export const RUN_LABEL = 'dev.shakedown.run';
export const EXPERIMENT_LABEL = 'dev.shakedown.experiment';
export const FAULT_LABEL = 'dev.shakedown.fault';
/** ISO time after which nobody counts on it any more. */
export const EXPIRES_LABEL = 'dev.shakedown.expires';
export const ROLE_LABEL = 'dev.shakedown.role';
/** An undo record as JSON, on a marker. */
export const UNDO_LABEL = 'dev.shakedown.undo';

/** Who asks a run to stop, on a request to. */
export const FROM_LABEL = 'dev.shakedown.from';

export type Role = 'helper' | 'marker' | 'lock' | 'probe' | 'proxy' | 'stop' | 'watchdog';

/** Compose's own labels: how a project's containers are found. */
export const COMPOSE = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  oneoff: 'com.docker.compose.oneoff',
} as const;

/** Which of a container port's publications stays the same when the container is started again. */
export function pinLabel(containerPort: number): string {
  return `dev.shakedown.port.${containerPort}`;
}
