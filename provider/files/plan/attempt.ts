/** What the work gives, or nothing where it fails: for what is not worth a failure. */
export function attempt<T>(work: () => T[]): T[] {
    try {
        return work();
    } catch {
        return [];
    }
}
