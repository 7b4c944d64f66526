import { readAgentProgram } from '../docker/agent/agent-image.ts';
import type { AgentProgram } from '../docker/agent/agent-image.ts';
import { entryFile } from './entry-file.ts';

/** The program that runs in containers of ours: the agent, and the threads that its proxy keeps. */
export function agentProgram(): Promise<AgentProgram> {
  return readAgentProgram([
    entryFile(import.meta.url, './agent.main'),
    entryFile(import.meta.url, '../proxy/wake-thread.main'),
    entryFile(import.meta.url, '../proxy/deaf-listener.main'),
  ]);
}
