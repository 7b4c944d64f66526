import { pacerThread } from '../load/engine/thread/pacer-thread.ts';

pacerThread();
