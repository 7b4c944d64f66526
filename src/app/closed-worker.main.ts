import { nativeWorkerThread } from '../load/engine/closed/native-worker-thread.ts';

await nativeWorkerThread();
