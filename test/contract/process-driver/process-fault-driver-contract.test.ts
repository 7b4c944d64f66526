import { describeFaultDriver } from '../fault-driver/fault-driver-contract.ts';
import { processSubject } from './process-subject.ts';

describeFaultDriver('process-signal', [
  { title: 'pause', start: () => processSubject({ type: 'pause' }) },
  { title: 'kill with SIGKILL', start: () => processSubject({ type: 'kill', signal: 'SIGKILL' }), undoFromOutside: 'leaves' },
  { title: 'kill with SIGTERM', start: () => processSubject({ type: 'kill', signal: 'SIGTERM' }), undoFromOutside: 'leaves' },
  { title: 'restart', start: () => processSubject({ type: 'restart', signal: 'SIGKILL' }), undoFromOutside: 'leaves' },
]);
