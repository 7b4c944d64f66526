import type { RunStory } from '../report/story/run-story.ts';
import { StoryFold } from '../report/story/story-fold.ts';
import { streamEventLog } from '../run-folder/stream-event-log.ts';

/** A run's story from its folder, or from its events.ndjson. Throws a UserError (exit 2) where there is none. */
export async function readStory(path: string): Promise<RunStory> {
  const fold = new StoryFold();
  for await (const event of streamEventLog(path)) fold.add(event);
  return fold.finish();
}
