import { drawingThread } from '../terminal/dashboard/drawing-thread.ts';

drawingThread();
