/** Remembers which words were reported, for those who wait for one. */
export function makeReportedWords(ended: Promise<unknown>) {
    const words = new Set<string>();
    const waiting = new Map<string, () => void>();
    return {
        hear: (word: string) => {
            words.add(word);
            waiting.get(word)?.();
        },
        waitFor: async (word: string): Promise<void> => {
            if (words.has(word)) {
                return;
            }
            const heard = new Promise<void>((resolve) => {
                const before = waiting.get(word);
                waiting.set(word, () => {
                    before?.();
                    resolve();
                });
            });
            await Promise.race([heard, ended]);
            if (!words.has(word)) {
                throw new Error("the shell has ended");
            }
        },
    };
}
