import { once } from "node:events";
import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { gatherWrites } from "../../../provider/session/gather-writes";

/** A stream that keeps what it is handed, each time. */
function makeStream() {
    const handed: string[] = [];
    const stream = new Duplex({
        read: () => {},
        write: (chunk, _encoding, done) => {
            handed.push(String(chunk));
            done();
        },
        writev: (chunks, done) => {
            handed.push(chunks.map(({ chunk }) => String(chunk)).join(""));
            done();
        },
    });
    gatherWrites(stream);
    return { stream, handed };
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("hands on together what is written at once, and nothing later than that", async () => {
    const { stream, handed } = makeStream();
    stream.write("one ");
    stream.write("two ");
    stream.write("three");
    expect(handed).toEqual([]);
    await nextTurn();
    expect(handed).toEqual(["one two three"]);
    stream.write("four");
    await nextTurn();
    expect(handed).toEqual(["one two three", "four"]);
});

test("tells who writes when to wait, and when to go on", async () => {
    const { stream, handed } = makeStream();
    const chunk = "x".repeat(stream.writableHighWaterMark);
    expect(stream.write(chunk)).toBe(false);
    await once(stream, "drain");
    expect(handed).toEqual([chunk]);
});

test("loses nothing of what was written right before the end", async () => {
    const { stream, handed } = makeStream();
    stream.write("last ");
    stream.write("words");
    stream.end();
    await once(stream, "finish");
    expect(handed.join("")).toBe("last words");
});
