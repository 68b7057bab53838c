import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Every node that tests start inherits this, above all hundreds of dynamic providers, which load the same packages.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, ".cache", "compiled");

/** What takes longest begins first, so that no core is left alone with it at the end. Then all on the engine, then the rest. */
const LONGEST_FIRST = [
    "test/package/",
    "test/e2e/files-cuts",
    "test/e2e/cuts",
    "test/e2e/faults",
    "test/e2e/bootstrapping",
    "test/e2e/instance-states",
    "test/e2e/least-policy",
    "test/e2e/failure",
    "test/e2e/login-shell",
    "test/e2e/files-names",
    "test/plugin/executable",
    "test/plugin/",
    "test/e2e/",
    "test/cli/",
    "test/provider/",
    "test/",
];

class LongestFirst extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
        const turnOf = ({ moduleId }: TestSpecification) => LONGEST_FIRST.findIndex((part) => moduleId.includes(part));
        return (await super.sort(files)).sort((one, other) => turnOf(one) - turnOf(other));
    }
}

export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        sequence: { sequencer: LongestFirst },
        // Half of the time a test waits for others: an engine that starts, a host, a link that is slow on purpose.
        maxWorkers: Math.ceil(availableParallelism() * 1.5),
        // How fast the machine is decides nothing: only what hangs reaches these limits.
        testTimeout: 900_000,
        hookTimeout: 300_000,
        expect: { poll: { timeout: 600_000, interval: 100 } },
        // Pulumi's SDK leaves it to nobody when its program does not reach the engine; what comes of the update is seen in its result.
        onUnhandledError: ({ message }) => !message.includes("14 UNAVAILABLE: No connection established"),
    },
});
