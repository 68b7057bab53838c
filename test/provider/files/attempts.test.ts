import { beforeEach, describe, expect, it } from "vitest";
import { type Failure, ProviderError } from "../../../provider/base/error";
import { type Attempts, makeAttempts, mayTryAgain, noteFailure, noteReport } from "../../../provider/files/attempts";

import { hashMismatch, hostError } from "../../../provider/files/host-error";

import { type FakeClock, makeFakeClock } from "../../support/fake-clock";

let clock: FakeClock;
let attempts: Attempts;
beforeEach(() => {
    clock = makeFakeClock();
    attempts = makeAttempts(clock);
});

const cutShort = () => hostError("write", "/a", "unexpected EOF");
const linkLost = (changes: Partial<Failure> = {}) =>
    new ProviderError({
        code: "SSH_CONNECTION_LOST",
        summary: "The link was cut.",
        layer: "ssh",
        commandRan: "did-not-run",
        retryable: true,
        ...changes,
    });

describe("another connection is tried", () => {
    it("until ten in a row and five minutes brought nothing", async () => {
        attempts.fruitless = 9;
        await clock.advance(300_000);
        expect(mayTryAgain(attempts, clock)).toBe(true);
        attempts.fruitless = 10;
        expect(mayTryAgain(attempts, clock)).toBe(false);
    });

    it("however many there were in the last five minutes", async () => {
        attempts.fruitless = 1_000;
        await clock.advance(299_999);
        expect(mayTryAgain(attempts, clock)).toBe(true);
    });

    it.each(["placed", "written"])("again as often and as long after the report %s", async (word) => {
        attempts.fruitless = 10;
        await clock.advance(300_000);
        noteReport(word, attempts, clock);
        expect([attempts.fruitless, mayTryAgain(attempts, clock)]).toEqual([0, true]);
        attempts.fruitless = 10;
        await clock.advance(300_000);
        expect(mayTryAgain(attempts, clock)).toBe(false);
    });

    it("no longer for a report of something else", async () => {
        attempts.fruitless = 10;
        await clock.advance(300_000);
        noteReport("staged", attempts, clock);
        expect(mayTryAgain(attempts, clock)).toBe(false);
    });
});

describe("a failure comes of a cut connection", () => {
    it("when it is one of SSH that a retry can help, however often", () => {
        const excused = Array.from({ length: 20 }, () => noteFailure(linkLost(), attempts));
        expect(new Set(excused)).toEqual(new Set([true]));
    });

    it.each([
        ["one of SSH that no retry helps", linkLost({ retryable: false })],
        ["a full disk", hostError("write", "/a", "No space left on device")],
        ["a fault of this program", new Error("undefined is not a function")],
    ])("never when it is %s", (_, error) => {
        expect(noteFailure(error, attempts)).toBe(false);
    });

    it("three times in a row when the host says that something arrived cut short or as another", () => {
        const excused = [cutShort(), hashMismatch("/a"), cutShort(), cutShort()].map((error) =>
            noteFailure(error, attempts),
        );
        expect(excused).toEqual([true, true, true, false]);
    });

    it("and then no piece on the host is relied on", () => {
        attempts.ledger.setPaths(["/a"]);
        attempts.ledger.add(0, 0);
        noteFailure(linkLost(), attempts);
        expect(attempts.ledger.hasAny("/a")).toBe(true);
        noteFailure(hashMismatch("/a"), attempts);
        expect(attempts.ledger.hasAny("/a")).toBe(false);
    });

    it("again as often after something was placed; after a piece was written, no other hash is excused", () => {
        const fail = () => noteFailure(hashMismatch("/a"), attempts);
        expect([fail(), fail(), fail(), fail()]).toEqual([true, true, true, false]);
        noteReport("written", attempts, clock);
        expect(fail()).toBe(false);
        noteReport("placed", attempts, clock);
        expect(fail()).toBe(true);
    });
});
