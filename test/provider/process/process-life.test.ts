import { createServer, type Server } from "node:net";
import { describe, expect, test } from "vitest";
import { makeProcessLife, watchEngine } from "../../../provider/process/process-life";

function life() {
    const events: string[] = [];
    let signal = () => {};
    let engineGone = () => {};
    const made = makeProcessLife({
        beforeEnd: async () => void events.push("acknowledged"),
        onGivenUp: async () => void events.push("stopped"),
        onIdle: () => void events.push("idle"),
        exit: (exitCode) => void events.push(`exit ${exitCode}`),
        vanish: () => void events.push("vanished"),
        onSignal: (listener) => {
            signal = listener;
        },
        whenEngineIsGone: (listener) => {
            engineGone = listener;
        },
    });
    return { ...made, events, signal: () => signal(), engineGone: () => engineGone() };
}

describe("makeProcessLife", () => {
    test("acknowledges and ends at once when the engine closes an idle provider", async () => {
        const { events, signal } = life();
        signal();
        await expect.poll(() => events).toEqual(["acknowledged", "exit 0"]);
    });

    test("acknowledges nothing when the engine gives up a call under way, and stops what wants to be stopped", async () => {
        const { during, events, signal, engineGone } = life();
        void during(() => new Promise(() => {}));
        signal();
        // The engine leaves at the same moment; that must not cut the stop short.
        engineGone();
        await expect.poll(() => events).toEqual(["stopped", "vanished"]);
    });

    test("goes on after the engine's word: acknowledges nothing, and stops what is under way", async () => {
        const { cancelled, during, events } = life();
        await cancelled();
        expect(events).toEqual([]);
        let end = () => {};
        const call = during(
            () =>
                new Promise<void>((resolve) => {
                    end = resolve;
                }),
        );
        await cancelled();
        end();
        await call;
        expect(events).toEqual(["stopped", "idle"]);
    });

    test("tells the engine that a call under way was given up", async () => {
        const { during, events, signal } = life();
        void during(() => new Promise(() => {}));
        signal();
        await expect.poll(() => events).toEqual(["stopped", "exit 1"]);
    });

    test("counts a call as over whether it succeeds or fails", async () => {
        const { during, events, signal } = life();
        await during(async () => 1);
        await during(() => Promise.reject(new Error("failed"))).catch(() => {});
        signal();
        await expect.poll(() => events).toContain("exit 0");
    });

    test("ends without acknowledging when the engine is gone", () => {
        const { events, engineGone } = life();
        engineGone();
        expect(events).toEqual(["vanished"]);
    });
});

describe("watchEngine", () => {
    test("does not mistake a closed connection for a dead engine, and notices a dead one", async () => {
        const accepted: import("node:net").Socket[] = [];
        const engine: Server = createServer((socket) => accepted.push(socket));
        await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
        let isGone = false;
        watchEngine(`127.0.0.1:${(engine.address() as { port: number }).port}`, () => {
            isGone = true;
        });
        await expect.poll(() => accepted.length).toBe(1);
        accepted[0]?.destroy();
        await expect.poll(() => accepted.length).toBe(2);
        expect(isGone).toBe(false);
        engine.close();
        accepted[1]?.destroy();
        await expect.poll(() => isGone).toBe(true);
    });
});
