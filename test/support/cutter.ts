import type { LabInstance } from "../../lab";

/** Cuts open connections at random moments and after random bytes, until it is stopped. */
export function startCutting(instance: LabInstance, random: () => number): { stop(): Promise<void> } {
    let isOver = false;
    const cutting = (async () => {
        while (!isOver) {
            await new Promise((resolve) => setTimeout(resolve, 40 + random() * 260));
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
