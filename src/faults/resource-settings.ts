/** Faults on what a container may use: its CPU, memory, disk, processes and file descriptors. */
export type ResourceSettings =
  | CpuThrottleSettings
  | CpuBurnSettings
  | MemoryLimitSettings
  | MemoryPressureSettings
  | DiskFillSettings
  | PidsLimitSettings
  | FdLimitSettings;

/** May use no more than so many cores, a tenth of one for instance. */
export interface CpuThrottleSettings {
  readonly type: 'cpu_throttle';
  readonly cpus: number;
}

/** Busy loops in its cgroup: they share whatever CPU it may have. */
export interface CpuBurnSettings {
  readonly type: 'cpu_burn';
  readonly workers: number;
}

/** May hold no more memory than this, and none of it in swap. */
export interface MemoryLimitSettings {
  readonly type: 'memory_limit';
  readonly limitBytes: number;
}

/** Memory held in its cgroup: so many bytes, or as many as take it to a share of its limit, 0 … 1. */
export interface MemoryPressureSettings {
  readonly type: 'memory_pressure';
  readonly amount: { readonly bytes: number } | { readonly share: number };
}

export interface DiskFillSettings {
  readonly type: 'disk_fill';
  /** Absolute, inside the container. */
  readonly path: string;
  /** Until so many bytes are left, or until this share is used (as `df` has it), 0 … 1. */
  readonly until: { readonly leftBytes: number } | { readonly usedShare: number };
  /** Never more than this; `null`: only on a filesystem that is the container's alone. */
  readonly atMostBytes: number | null;
}

/** May have no more processes and threads: so many, or so many more than it has. */
export interface PidsLimitSettings {
  readonly type: 'pids_limit';
  readonly most: { readonly limit: number } | { readonly left: number };
}

/** The soft limit of open files of every process in it. */
export interface FdLimitSettings {
  readonly type: 'fd_limit';
  readonly limit: number;
}
