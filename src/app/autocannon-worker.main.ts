import { autocannonWorkerThread } from '../load/autocannon/autocannon-worker-thread.ts';

autocannonWorkerThread();
