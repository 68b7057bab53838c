import { beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import { ProviderError } from "../../../provider/base/error";
import { silentLog } from "../../../provider/base/log";
import { systemRandom } from "../../../provider/base/random";
import { runCommand, settleEarlierRuns } from "../../../provider/command";
import { placeFiles } from "../../../provider/files";
import { parseInputs } from "../../../provider/inputs";
import { proveGone } from "../../../provider/instance";
import { type OperationPorts, planOperation } from "../../../provider/operation";
import { makeInstanceGate } from "../../../provider/operation/instance-gate";
import { runOperation } from "../../../provider/operation/run-operation";
import { readRecorded, type ScriptName } from "../../../provider/state";
import { finishedRun } from "../../support/finished-run";

vi.mock("../../../provider/files", async (actual) => ({ ...(await actual<object>()), placeFiles: vi.fn() }));
vi.mock("../../../provider/instance", async (actual) => ({ ...(await actual<object>()), proveGone: vi.fn() }));
vi.mock("../../../provider/command", async (actual) => ({
    ...(await actual<object>()),
    runCommand: vi.fn(),
    settleEarlierRuns: vi.fn(),
}));

const INSTANCE_ID = "i-0123456789abcdef0";
const FILE = { path: "/etc/app", kind: "file", sha256: "", onDelete: "remove", isSecret: false };
const OLDS = { __created: true, __placed: [FILE], __hashesSorted: true };

beforeEach(() => {
    const full = { code: "FILE_NO_SPACE", summary: "Full.", commandRan: "did-not-run", retryable: false } as const;
    vi.mocked(placeFiles).mockRejectedValue(new ProviderError(full));
    vi.mocked(proveGone).mockResolvedValue({ kind: "present" } as never);
    vi.mocked(settleEarlierRuns).mockResolvedValue({ kind: "start", discard: undefined });
    vi.mocked(runCommand).mockResolvedValue(finishedRun().run.result);
});

/** What an operation says whose files can neither be put in place nor removed. */
async function saidBy(name: ScriptName, args: object): Promise<string> {
    const raw = { instanceId: INSTANCE_ID, files: [{ content: "a", remotePath: "/etc/app" }], ...args };
    const inputs = parseInputs(raw);
    const recorded = name === "create" ? undefined : readRecorded(OLDS);
    const start = { name, raw, inputs, resourceId: `${INSTANCE_ID}/1`, olds: undefined, recorded, log: silentLog };
    const ports: OperationPorts = {
        clock: systemClock,
        random: systemRandom,
        packageVersion: "1.0.0",
        pool: { lease: () => Promise.reject(new Error("nobody connects")), closeAll: () => {} },
        gate: makeInstanceGate(),
        hostOf: () => ({}) as never,
        awsFor: () => ({
            aws: {} as never,
            pushKey: () => Promise.reject(new Error("nobody signs in")),
            openTunnel: () => Promise.reject(new Error("nobody opens a tunnel")),
            consoleKeys: {} as never,
            looks: {} as never,
        }),
        stackConfig: () => undefined,
        whileStoppable: (_stop, work) => work(),
        onFinished: () => {},
    };
    const ended = await runOperation(ports, planOperation(start)).catch((error: Error) => error.message);
    return typeof ended === "string" ? ended : "it succeeded";
}

test.each<[string, ScriptName, object, string]>([
    ["a create with a script", "create", { create: "true" }, "The command did not run.  Code: FILE_NO_SPACE"],
    ["a create of files only", "create", {}, "Code: FILE_NO_SPACE"],
    ["an update of files only", "update", {}, "Code: FILE_NO_SPACE"],
    ["a delete of files only", "delete", { create: "true" }, "Code: FILE_NO_SPACE"],
    ["a delete after its script", "delete", { delete: "true" }, "The command ran.  Code: FILE_NO_SPACE"],
])("files that fail say of %s whether it ran", async (_what, name, args, ending) => {
    expect((await saidBy(name, args)).split("\n")).toEqual(["Full.", "", ending]);
});
