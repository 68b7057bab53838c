import { describe, expect, it } from "vitest";
import { HANDED_ON } from "../../../provider/base/handed-on";
import { type SharedConnection, shareConnection } from "../../../provider/session/shared-connection";
import type { OpenSession } from "../../../provider/session/ssh-session";
import { makeTunnelRoom } from "../../../provider/session/tunnel-room";
import { makeFakeClock } from "../../support/fake-clock";

const ENDPOINT = "eice-1";

function makeRoom() {
    const clock = makeFakeClock();
    const connections: SharedConnection[] = [];
    const reasons: (string | undefined)[] = [];
    const room = makeTunnelRoom(() => connections, clock);
    const never = new AbortController().signal;
    /** Opens a connection through the endpoint: it holds its slot until it is gone. */
    const open = async (): Promise<SharedConnection> => {
        const free = await room.slots.take(ENDPOINT, never);
        let isGone = false;
        let finish = (_reason: string) => {};
        const gone = new Promise<string>((resolve) => {
            finish = resolve;
        });
        const session = {
            gone,
            isGone: () => isGone,
            capacity: () => 10,
            close: (reason?: string) => {
                isGone = true;
                reasons.push(reason);
                finish(reason ?? "closed");
            },
        } as unknown as OpenSession;
        const onFree = () => room.onIdle(ENDPOINT);
        const connection = shareConnection({ session, endpointId: ENDPOINT, clock, onFree });
        connections.push(connection);
        void gone.then(() => {
            connections.splice(connections.indexOf(connection), 1);
            free();
        });
        return connection;
    };
    const fill = () => Promise.all(Array.from({ length: 10 }, open));
    return { clock, room, open, fill, reasons };
}

async function isOpen(opening: Promise<unknown>): Promise<boolean> {
    return Promise.race([
        opening.then(() => true),
        new Promise<boolean>((resolve) => setImmediate(() => resolve(false))),
    ]);
}

describe("the room of an endpoint", () => {
    it("is ten connections, and an unused connection is closed at once for another", async () => {
        const { fill, open, reasons } = makeRoom();
        const held = (await fill()).map((connection) => connection.take(false));
        const eleventh = open();
        expect(await isOpen(eleventh)).toBe(false);
        held[3]?.giveBack();
        expect(await isOpen(eleventh)).toBe(true);
        expect(reasons).toEqual([undefined]);
    });

    it("is made for one that AWS allows no connection, although we have slots left", async () => {
        const { room, open, reasons } = makeRoom();
        const idle = (await open()).take(false);
        const busy = (await open()).take(false);
        idle.giveBack();
        const never = new AbortController().signal;
        await room.slots.take(ENDPOINT, never);
        const found = room.slots.lackRoom(ENDPOINT);
        expect(reasons).toEqual([undefined]);
        expect([idle.connection.session.isGone(), busy.connection.session.isGone()]).toEqual([true, false]);
        await room.slots.take(ENDPOINT, never);
        const foundToo = room.slots.lackRoom(ENDPOINT);
        busy.giveBack();
        expect(busy.connection.session.isGone()).toBe(true);
        found();
        foundToo();
        expect(room.slots.wanted(ENDPOINT)).toBe(0);
    });

    it("takes a connection on which runs are only followed after 30 seconds, the longest first, and no other", async () => {
        const { fill, open, clock, reasons } = makeRoom();
        const places = (await fill()).map((connection) => connection.take(false));
        await clock.advance(5_000);
        places[7]?.onlyFollows();
        await clock.advance(1_000);
        places[2]?.onlyFollows();
        const waiting = [open(), open(), open()];
        for (const opening of waiting) {
            void opening.then((connection) => connection.take(false));
        }
        await clock.advance(28_000);
        expect(await Promise.all(waiting.map(isOpen))).toEqual([false, false, false]);
        await clock.advance(1_500);
        expect(await Promise.all(waiting.map(isOpen))).toEqual([true, false, false]);
        expect(places[7]?.connection.session.isGone()).toBe(true);
        await clock.advance(1_000);
        expect(await Promise.all(waiting.map(isOpen))).toEqual([true, true, false]);
        expect(places[2]?.connection.session.isGone()).toBe(true);
        await clock.advance(600_000);
        expect(await isOpen(waiting[2] as Promise<unknown>)).toBe(false);
        expect(reasons).toEqual([HANDED_ON, HANDED_ON]);
    });

    it("leaves a connection alone on which somebody does more than follow", async () => {
        const { fill, open, clock } = makeRoom();
        const connections = await fill();
        const [first] = connections.map((connection) => connection.take(false));
        const beside = first?.connection.take(false);
        first?.onlyFollows();
        const waiting = open();
        await clock.advance(120_000);
        expect(await isOpen(waiting)).toBe(false);
        beside?.giveBack();
        await clock.advance(1_000);
        expect(await isOpen(waiting)).toBe(true);
    });

    it("ends no more connections than are waited for", async () => {
        const { fill, open, clock, reasons } = makeRoom();
        for (const connection of await fill()) {
            connection.take(false).onlyFollows();
        }
        await clock.advance(60_000);
        expect(reasons).toEqual([]);
        const waiting = [open(), open()];
        for (const opening of waiting) {
            void opening.then((connection) => connection.take(false));
        }
        await clock.advance(3_000);
        expect(await Promise.all(waiting.map(isOpen))).toEqual([true, true]);
        expect(reasons).toEqual([HANDED_ON, HANDED_ON]);
    });

    it("forgets a waiter that gave up", async () => {
        const { fill, room, open } = makeRoom();
        const held = (await fill()).map((connection) => connection.take(false));
        const impatient = new AbortController();
        const gaveUp = room.slots.take(ENDPOINT, impatient.signal);
        impatient.abort(new Error("no time"));
        await expect(gaveUp).rejects.toThrow("no time");
        const next = open();
        held[0]?.giveBack();
        expect(await isOpen(next)).toBe(true);
    });

    it("gives no new work to a tunnel that AWS ends soon", async () => {
        const { open, clock } = makeRoom();
        const connection = await open();
        expect(connection.hasRoom(false)).toBe(true);
        await clock.advance(3_100_000);
        expect(connection.hasRoom(false)).toBe(false);
    });
});
