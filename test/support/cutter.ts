import type { LabInstance } from "../../lab";

/** Cuts open connections at random moments and after random bytes, until it is stopped; pauses of up to `longestPauseMs`. */
export function startCutting(
    instance: LabInstance,
    random: () => number,
    longestPauseMs = 300,
): { stop(): Promise<void> } {
    let isOver = false;
    const cutting = (async () => {
        while (!isOver) {
            await new Promise((resolve) => setTimeout(resolve, longestPauseMs * (0.13 + random() * 0.87)));
            const manner = random() < 0.5 ? "reset" : "close";
            const bytes = Math.floor(random() * 30_000);
            const [now, fromServer] = [random() < 0.5, random() < 0.5];
            if (now) {
                instance.faults.cutConnections(manner);
            } else {
                instance.faults.cutOpenConnections(
                    fromServer ? { toClient: bytes, manner } : { toServer: bytes, manner },
                );
            }
        }
    })();
    return {
        stop: async () => {
            isOver = true;
            await cutting;
            await instance.faults.clear();
        },
    };
}
