import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { makeOutputCapture } from "../../../provider/command/head-and-tail";
import fc from "../../support/property";

function capture(limitBytes: number, chunks: readonly Buffer[]) {
    const output = makeOutputCapture(limitBytes);
    for (const chunk of chunks) {
        output.push(chunk);
    }
    return output.result();
}

test("keeps output up to the limit whole, with its size and hash", () => {
    const chunks = fc.array(
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        { maxLength: 20 },
    );
    fc.assert(
        fc.property(chunks, (pieces) => {
            const all = Buffer.concat(pieces);
            expect(capture(Math.max(2, all.length), pieces)).toEqual({
                text: all.toString("utf8"),
                totalBytes: all.length,
                sha256: createHash("sha256").update(all).digest("hex"),
                truncated: false,
            });
        }),
    );
});

test("keeps head and tail of longer output, and says how many bytes are left out between", () => {
    const letters = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 90 }), { maxLength: 30 });
    fc.assert(
        fc.property(letters, fc.integer({ min: 2, max: 200 }), (pieces, limitBytes) => {
            const all = pieces.join("");
            fc.pre(all.length > limitBytes);
            const { text, truncated } = capture(
                limitBytes,
                pieces.map((piece) => Buffer.from(piece)),
            );
            const headBytes = Math.floor(limitBytes / 2);
            const [head = "", tail] = text.split(/\n?\[\.\.\. \d+ bytes left out \.\.\.\]\n/);
            expect(truncated).toBe(true);
            expect(all.slice(0, headBytes).replace(/\n$/, "")).toBe(head);
            expect(tail).toBe(all.slice(all.length - (limitBytes - headBytes)));
            expect(text).toContain(`[... ${all.length - limitBytes} bytes left out ...]`);
        }),
    );
});

test("leaves out a character that the limit cuts in two", () => {
    const { text } = capture(8, [Buffer.from("abcäöüßxyz€")]);
    expect(text).toBe("abc\n[... 10 bytes left out ...]\nz€");
});

test("replaces invalid UTF-8, also if a character is cut by a chunk boundary, and keeps NUL", () => {
    const { text } = capture(100, [Buffer.from([0x61, 0xc3]), Buffer.from([0xa4, 0xff, 0x00, 0x62])]);
    expect(text).toBe("a\u00e4\ufffd\0b");
});

test("takes 256 MiB without holding more than the limit", () => {
    const output = makeOutputCapture(1024);
    const chunk = Buffer.alloc(1_048_576, "x");
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 256; count++) {
        output.push(chunk);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000);
    expect(output.result().totalBytes).toBe(268_435_456);
});

test("passes over output that is gone: counted, never joined, and without a hash", () => {
    const output = makeOutputCapture(100);
    output.push(Buffer.from("a".repeat(60)));
    output.skip(1000);
    output.push(Buffer.from("end\n"));
    expect(output.result()).toEqual({
        text: `${"a".repeat(50)}\n[... 1010 bytes left out ...]\nend\n`,
        totalBytes: 1064,
        sha256: "",
        truncated: true,
    });
});
