import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        // Half of the time a test waits for others: an engine that starts, a host, a link that is slow on purpose.
        maxWorkers: Math.ceil(availableParallelism() * 1.5),
        // How fast the machine is decides nothing: only what hangs reaches these limits.
        testTimeout: 900_000,
        hookTimeout: 300_000,
        expect: { poll: { timeout: 600_000, interval: 100 } },
    },
});
