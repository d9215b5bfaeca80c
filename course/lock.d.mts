/** Runs `work` when no other process holds the lock file. */
export function withLock<T>(file: string, work: () => T | Promise<T>, say?: (line: string) => void): Promise<T>;
