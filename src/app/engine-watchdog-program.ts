import { readAgentProgram } from '../docker/agent/agent-image.ts';
import type { AgentProgram } from '../docker/agent/agent-image.ts';
import { entryFile } from './entry-file.ts';

/** The program of the watchdog that runs on an engine, with the packages that it imports. */
export function engineWatchdogProgram(): Promise<AgentProgram> {
  const entry = entryFile(import.meta.url, './engine-watchdog.main');
  return readAgentProgram([entry], { repository: 'shakedown-watchdog', packages: ['dockerode', 'toxiproxy-node-client', 'zod'] });
}
