import { describe, expect, test } from "vitest";
import { type EngineMessage, makeEngineLog } from "../../../provider/process/engine-log";
import { PULUMI_WORDS } from "../../../provider/process/pulumi-words";

function recorder() {
    const sent: EngineMessage[] = [];
    let release = () => {};
    const log = makeEngineLog(async (message) => {
        sent.push(message);
        await new Promise<void>((resolve) => {
            release = resolve;
        });
    }, PULUMI_WORDS);
    return { log, sent, release: () => release() };
}

describe("makeEngineLog", () => {
    test("sends one message at a time and joins what comes meanwhile, in order", async () => {
        const { log, sent, release } = recorder();
        const row = log.logFor("urn:a");
        row.info("1");
        row.info("2");
        row.info("3");
        expect(sent.map(({ text }) => text)).toEqual(["1"]);
        release();
        await expect.poll(() => sent.map(({ text }) => text)).toEqual(["1", "2\n3"]);
        release();
        await log.flushed();
    });

    test("keeps rows, severities and statuses apart, and drops a status that a newer one has overtaken", async () => {
        const { log, sent, release } = recorder();
        log.logFor("urn:a").info("first");
        log.logFor("urn:a").status("connecting");
        log.logFor("urn:a").status("waiting");
        log.logFor("urn:b").info("other row");
        log.logFor("urn:b").warning("careful");
        for (let count = 1; count <= 4; count += 1) {
            await expect.poll(() => sent.length).toBe(count);
            release();
        }
        await log.flushed();
        expect(sent.map(({ urn, severity, text, ephemeral }) => [urn, severity, text, ephemeral])).toEqual([
            ["urn:a", "info", "first", false],
            ["urn:a", "info", "waiting", true],
            ["urn:b", "info", "other row", false],
            ["urn:b", "warning", "careful", false],
        ]);
    });

    test("does not fail the operation when the engine can't be reached", async () => {
        const log = makeEngineLog(() => Promise.reject(new Error("gone")), PULUMI_WORDS);
        log.logFor(undefined).info("lost");
        await expect(log.flushed()).resolves.toBeUndefined();
    });
});
