/** CPU of the calling thread. Node before 23.9 has no such account: there, the share of time its event loop was not idle stands in. */
export class ThreadCpu {
  #lastCpuUs = cpuUs();
  #lastMs = performance.now();
  #lastUtilization = performance.eventLoopUtilization();

  /** In cores, since the last call (or the start); `null` where no time has passed. */
  cores(): number | null {
    const nowCpuUs = cpuUs();
    const nowMs = performance.now();
    const utilization = performance.eventLoopUtilization();
    const elapsedMs = nowMs - this.#lastMs;
    const cores =
      nowCpuUs === null || this.#lastCpuUs === null
        ? performance.eventLoopUtilization(utilization, this.#lastUtilization).utilization
        : (nowCpuUs - this.#lastCpuUs) / 1000 / elapsedMs;
    this.#lastCpuUs = nowCpuUs;
    this.#lastMs = nowMs;
    this.#lastUtilization = utilization;
    return elapsedMs > 0 && Number.isFinite(cores) ? cores : null;
  }
}

function cpuUs(): number | null {
  if (typeof process.threadCpuUsage !== 'function') return null;
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
