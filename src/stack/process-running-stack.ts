import type { ProcessInstance } from './process-instance.ts';
import type { RunningStack } from './running-stack.ts';

/** The stack over its instances; `levels` in the order of their start. */
export function runningStack(
  instances: ReadonlyMap<string, ProcessInstance>,
  levels: readonly (readonly ProcessInstance[])[],
  resolve: (text: string) => string,
): RunningStack {
  const stopping = new AbortController();

  function find(name: string): ProcessInstance {
    const instance = instances.get(name);
    if (instance === undefined) throw new Error(`there is no instance ${name} in this stack`);
    return instance;
  }

  return {
    instance: (name) => find(name).state,
    resolve,
    expectExit: (name) => find(name).expectExit(),
    async startInstance(name, signal, onSpawned) {
      const instance = find(name);
      stopping.signal.throwIfAborted();
      await instance.start(AbortSignal.any([signal, stopping.signal]), onSpawned);
    },
    async stop(signal) {
      stopping.abort(new Error('the stack is being stopped'));
      const failures: unknown[] = [];
      // Those that depend on others first, so that none is seen to lose what it depends on.
      for (const level of [...levels].reverse()) {
        const ended = await Promise.allSettled(level.map((instance) => instance.end(signal)));
        for (const one of ended) if (one.status === 'rejected') failures.push(one.reason);
      }
      if (failures.length === 0) return;
      const messages = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
      throw new Error(messages.join('; '), { cause: failures });
    },
  };
}
