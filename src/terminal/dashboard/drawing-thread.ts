import { parentPort, workerData } from 'node:worker_threads';
import { startDrawing } from './drawing.ts';
import { createLineNames } from './line-names.ts';
import { shortPauses } from './short-pauses.ts';
import { standInTerminal } from './stand-in-terminal.ts';
import { isDrawingSetup, type FromDrawing, type ToDrawing } from './thread-messages.ts';
import { WriteGate } from './write-gate.ts';

/** The thread that draws. Ends after `leave`, and with what is thrown: a bug of ours. */
export function drawingThread(): void {
  const port = parentPort;
  if (port === null || !isDrawingSetup(workerData)) throw new Error('the dashboard is drawn in a worker thread only');
  const { mode, size, fd, gate } = workerData;
  const answer = (message: FromDrawing): void => port.postMessage(message);
  const names = createLineNames();
  const terminal = standInTerminal(fd, size, new WriteGate(gate), names.spell);
  const drawing = startDrawing({
    ...terminal,
    nameLine: names.of,
    mode,
    env: process.env,
    // A replay has nobody beside it, and at a hundred times the speed much to tell.
    pause: mode === 'run' ? shortPauses() : () => Promise.resolve(),
    onAction(action) {
      // Ctrl-C is the main thread's, which need not wait for this one.
      if (action.kind !== 'stop' || action.by !== 'SIGINT') answer(action);
    },
  });
  // One after another: a last tick is drawn before the thread leaves.
  let turn = Promise.resolve();
  port.on('message', (message: ToDrawing) => void (turn = turn.then(() => receive(message))));

  async function receive(message: ToDrawing): Promise<void> {
    switch (message.type) {
      case 'tick':
        await drawing.tick(message.told, message.nowMs, message.replay);
        answer({ kind: 'drawn' });
        return;
      case 'input':
        terminal.press(message.text);
        return;
      case 'resize':
        terminal.resize(message.size);
        return;
      case 'leave':
        await drawing.leave();
        parentPort?.close();
        return;
      default:
        message satisfies never;
    }
  }
}
