import { expect, test } from "vitest";
import { type DataStream, type Frame, makeFrameParser } from "../../../provider/host/frame-parser";
import fc from "../../support/property";

const MARKER = "0123456789abcdef0123456789abcdef";

interface Parsed {
    readonly out: Buffer;
    readonly err: Buffer;
    readonly words: readonly string[];
}

function parse(chunks: readonly Buffer[]): Parsed {
    const streams: Record<DataStream, Buffer[]> = { out: [], err: [], values: [] };
    const offsets = { out: 0, err: 0, values: 0 };
    const words: string[] = [];
    const onFrame = (frame: Frame) => {
        if (frame.kind === "words") {
            words.push([...frame.words, frame.text].join("|"));
            return;
        }
        expect(frame.offset).toBe(offsets[frame.stream]);
        offsets[frame.stream] += frame.bytes.length;
        streams[frame.stream].push(Buffer.from(frame.bytes));
    };
    const parser = makeFrameParser(MARKER, { onFrame, onNoise: () => {} });
    for (const chunk of chunks) {
        parser.push(chunk);
    }
    return { out: Buffer.concat(streams.out), err: Buffer.concat(streams.err), words };
}

function frameOf(words: string, body: Buffer = Buffer.alloc(0)): Buffer {
    return Buffer.concat([Buffer.from(`${MARKER} ${words}\n`), body]);
}

function splitAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
    const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other), bytes.length];
    return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

test("reads the same frames however the bytes are cut into chunks, whatever the bodies hold", () => {
    const piece = fc.oneof(
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        fc.constant(Buffer.from(`${MARKER} out 0 5\n`)),
        fc.constant(Buffer.from(MARKER.slice(0, 20))),
    );
    const pieces = fc.array(fc.record({ stream: fc.constantFrom("out" as const, "err" as const), body: piece }), {
        maxLength: 8,
    });
    fc.assert(
        fc.property(fc.string(), pieces, fc.array(fc.nat(), { maxLength: 30 }), (banner, frames, cuts) => {
            const offsets = { out: 0, err: 0, values: 0 };
            const expected = { out: [] as Buffer[], err: [] as Buffer[] };
            const sent = [Buffer.from(`${banner}\n`), frameOf("hello")];
            for (const { stream, body } of frames) {
                sent.push(frameOf(`${stream} ${offsets[stream]} ${body.length}`, body));
                offsets[stream] += body.length;
                expected[stream].push(body);
            }
            sent.push(frameOf("refused script 5", Buffer.from("a\nb c")), frameOf("end 0"));
            const parsed = parse(splitAt(Buffer.concat(sent), cuts));
            expect(parsed.out.equals(Buffer.concat(expected.out))).toBe(true);
            expect(parsed.err.equals(Buffer.concat(expected.err))).toBe(true);
            expect(parsed.words).toEqual(["hello|", "refused|script|5|a\nb c", "end|0|"]);
        }),
    );
});

test("hands on a body as it arrives and holds nothing of it", () => {
    const seen: number[] = [];
    const parser = makeFrameParser(MARKER, {
        onFrame: (frame) => frame.kind === "data" && seen.push(frame.bytes.length),
        onNoise: () => {},
    });
    parser.push(frameOf("out 0 1000000", Buffer.alloc(10)));
    parser.push(Buffer.alloc(70_000));
    expect(seen).toEqual([10, 70_000]);
});

test("passes over a marker that no header of ours follows", () => {
    const noise = Buffer.concat([Buffer.from(`${MARKER} `), Buffer.alloc(200_000, "x")]);
    expect(parse([noise, Buffer.from("\n"), frameOf("hello")]).words).toEqual(["hello|"]);
});
