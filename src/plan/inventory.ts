/** What a Docker stack consists of, looked up without touching it: the containers of a running project, or those that a file describes. */
export interface Inventory {
  readonly engine: {
    /** `Info.ID`. */
    readonly id: string;
    /** The machine's name. */
    readonly name: string;
    readonly url: string;
    /** What named it: `--engine`, `the manifest`, `DOCKER_HOST`, `context x`, `the default`. */
    readonly from: string;
    readonly version: string;
    /** It lives on when this process and its watchdog are lost together. By its URL where this is not said. */
    readonly outlivesUs?: boolean;
    /** Of its machine, as `uname -r` says there. */
    readonly kernel?: string;
  };
  /** The project that runs, or the name that the compose file gives. */
  readonly project: string;
  readonly instances: readonly InventoryInstance[];
  /** Names that the compose file fixes, whatever the project. */
  readonly fixedNames?: readonly InventoryName[];
}

export interface InventoryName {
  readonly kind: 'container' | 'network' | 'volume';
  readonly name: string;
  /** Something on the engine has it already: a run will refuse. */
  readonly isTaken: boolean;
}

export interface InventoryInstance {
  /** The service's name where it has one replica, else with the replica's number: `api-2`. */
  readonly name: string;
  readonly service: string;
  /** 1-based. */
  readonly replica: number;
  /** Its name on the engine; `null`: it does not exist yet. */
  readonly container: string | null;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly InventoryPort[];
  /** `running`, `exited`, …; `planned` where it does not exist yet. */
  readonly status: string;
  /** In words, why no fault may touch it (it shares the host's network, …); `null`: one may. */
  readonly untouchable: string | null;
  /** Names of its networks, also of those that it has through another container; empty where it has none. */
  readonly networks: readonly string[];
  /**
   * The instance in whose network it lives, by its name, at the end of the chain; a name that no instance has where that is none of this
   * stack. Absent: its network is its own.
   */
  readonly networkOf?: string;
  /** It vanishes when it ends, so that nobody could start it again. */
  readonly autoRemove: boolean;
  readonly limits?: InstanceLimits;
}

/** What it may use; `null`: as much as there is. */
export interface InstanceLimits {
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly pids: number | null;
}

export interface InventoryPort {
  readonly container: number;
  /** On the engine's host; `null`: not published, or not known before it runs. */
  readonly published: number | null;
  /** Of that host, and nobody else reaches it there. */
  readonly onLoopback?: true;
}
