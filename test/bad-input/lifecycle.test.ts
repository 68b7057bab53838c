import { describe, expect, test } from "vitest";
import { systemClock } from "../../provider/base/clock";
import { isProviderError } from "../../provider/base/error";
import { silentLog } from "../../provider/base/log";
import { systemRandom } from "../../provider/base/random";
import { checkInputs, containsUnknown, parseInputs } from "../../provider/inputs";
import { NO_CONTEXT } from "../../provider/inputs/inputs";
import { makeLifecycle } from "../../provider/lifecycle";
import { makeInstanceGate } from "../../provider/operation/instance-gate";
import { readRecorded } from "../../provider/state";
import fc from "../support/property";
import { almostRight, anyArguments } from "./arguments";

const RIGHT = { instanceId: "i-0123456789abcdef0", create: "true" };
const REQUEST = { ...NO_CONTEXT, isPreview: false, secretPathsBefore: [] };

let contacts = 0;
const nobody = () => {
    contacts += 1;
    throw new Error("somebody was contacted");
};
const lifecycle = makeLifecycle({
    clock: systemClock,
    random: systemRandom,
    pool: { lease: nobody, closeAll: nobody } as never,
    gate: makeInstanceGate(),
    hostOf: nobody,
    packageVersion: "1.0.0",
    awsFor: nobody,
    stackConfig: nobody,
    whileStoppable: nobody,
    onFinished: nobody,
    logFor: () => silentLog,
});

/** What an operation does before it contacts anybody is over by then; an error that is not ours is a crash. */
async function ended(work: Promise<unknown>): Promise<unknown> {
    try {
        return await work;
    } catch (error) {
        if (!isProviderError(error)) {
            throw error;
        }
        return error;
    }
}

describe("check", () => {
    const holds = async (news: Record<string, unknown>) => {
        const { inputs, failures } = await lifecycle.check({ ...REQUEST, news });
        expect(
            Object.keys(inputs)
                .filter((name) => !name.startsWith("__"))
                .sort(),
        ).toEqual(
            Object.keys(news)
                .filter((name) => !name.startsWith("__"))
                .sort(),
        );
        for (const { property, reason } of failures) {
            expect(typeof property).toBe("string");
            expect(reason).toMatch(/^[^\n\r]+[.?]$/);
        }
        expect(contacts).toBe(0);
        return failures;
    };

    test("answers any input with failures, each with its path, and contacts no host", async () => {
        await fc.assert(
            fc.asyncProperty(anyArguments, async (news) => void (await holds(news))),
            { numRuns: 8_000 },
        );
    });

    test("lets through nothing that can't be parsed", async () => {
        let passed = 0;
        await fc.assert(
            fc.asyncProperty(fc.oneof(almostRight, anyArguments), async (news) => {
                if ((await holds(news)).length === 0 && !containsUnknown(news)) {
                    passed += 1;
                    expect(parseInputs(news, REQUEST).instanceId).toBe(news.instanceId);
                }
            }),
            { numRuns: 12_000 },
        );
        expect(passed).toBeGreaterThan(500);
    });
});

describe("diff", () => {
    test("answers any recorded and wanted inputs, in names of arguments, and contacts no host", async () => {
        await fc.assert(
            fc.asyncProperty(anyArguments, anyArguments, async (olds, news) => {
                // What changes is explained only after a check.
                await lifecycle.check({ ...REQUEST, news: RIGHT });
                const found = await ended(lifecycle.diff({ ...REQUEST, olds, news }));
                if (!isProviderError(found)) {
                    const { replaces = [], changes } = found as { replaces?: string[]; changes?: boolean };
                    expect(replaces.filter((name) => name !== "instanceId")).toEqual([]);
                    expect([true, false, undefined]).toContain(changes);
                }
                expect(contacts).toBe(0);
            }),
            { numRuns: 10_000 },
        );
    });

    test("finds no change in what is the same", async () => {
        await fc.assert(
            fc.asyncProperty(almostRight, async (news) => {
                if (checkInputs(news, REQUEST).length === 0 && !containsUnknown(news)) {
                    const same = structuredClone(news);
                    const found = await ended(
                        lifecycle.diff({ ...REQUEST, olds: { ...same, outcome: "exited", exitCode: 0 }, news }),
                    );
                    expect(found).not.toHaveProperty("replaces");
                }
            }),
            { numRuns: 5_000 },
        );
    });
});

describe("state", () => {
    const recordedValue = fc.oneof(
        fc.anything({ maxDepth: 2 }),
        fc.constantFrom("exited", "lost", 0, 1, "0", "i-0123456789abcdef0", "SHA256:x", {}, [], null),
    );
    const outputs = fc.record(
        Object.fromEntries(
            [
                "__state",
                "outcome",
                "exitCode",
                "stdout",
                "stderr",
                "run",
                "hostKeys",
                "fileHashes",
                "readStdout",
                "values",
                "fetched",
                "secrets",
                "instanceId",
                "create",
                "connection",
            ].map((name) => [
                name,
                name === "run"
                    ? fc.oneof(
                          recordedValue,
                          fc.dictionary(
                              fc.constantFrom("id", "osUser", "region", "accountId", "via", "route", "tries"),
                              recordedValue,
                          ),
                      )
                    : recordedValue,
            ]),
        ),
        { requiredKeys: [] },
    );

    test("that somebody has edited is read, or refused by name", () => {
        fc.assert(
            fc.property(outputs, (olds) => {
                try {
                    readRecorded(olds);
                } catch (error) {
                    expect(isProviderError(error), String(error)).toBe(true);
                }
            }),
            { numRuns: 15_000 },
        );
    });

    test("that somebody has edited harms no refresh", async () => {
        await fc.assert(
            fc.asyncProperty(outputs, async (olds) => {
                const before = contacts;
                await ended(
                    lifecycle
                        .read({ ...REQUEST, id: "id", olds })
                        .catch((error) => (contacts > before ? "contacted" : Promise.reject(error))),
                );
                contacts = before;
            }),
            { numRuns: 3_000 },
        );
    });
});
