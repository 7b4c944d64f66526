import { loadWorkerThread } from '../load/engine/thread/load-worker-thread.ts';

await loadWorkerThread();
