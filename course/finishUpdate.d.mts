/** What is done to one file of the course, by its path with "/". */
export interface UpdateStep {
  file: string;
  /** SHA-256 of the file when the update was prepared; null where there was none. */
  before: string | null;
  /** Whether the new version no longer has it; otherwise its new content lies in `.update/new/`. */
  remove: boolean;
}
/** `.update/journal.json`: its being there means that the update is prepared, and must be carried out. */
export interface UpdateJournal {
  version: string;
  /** Where learners' files are kept as they were, relative to the course. */
  backups: string;
  /** What the learner should know, a line each. */
  notes: string[];
  steps: UpdateStep[];
}
/** Everything about an update that is not finished, relative to the course. */
export const updateFolder: string;
/** Whether an update was prepared and not finished. */
export function updateIsWaiting(root: string): boolean;
/**
 * Puts each prepared file in its place; interrupted, it goes on from there when called again. Returns the journal, or null
 * where there was no update.
 */
export function finishUpdate(root: string): UpdateJournal | null;
