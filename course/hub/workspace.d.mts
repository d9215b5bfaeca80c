/**
 * Makes a learner's folder beside a shared course, or brings it up to date.
 * @returns The files that have changed in the course and at the learner's: these are left as the learner has them.
 */
export function prepareWorkspace(folder: string, options?: { from?: string }): string[];
