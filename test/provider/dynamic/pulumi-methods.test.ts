import { expect, test, vi } from "vitest";
import { ProviderError } from "../../../provider/base/error";
import { type DuringCall, pulumiMethods } from "../../../provider/dynamic/pulumi-methods";
import type { Lifecycle } from "../../../provider/lifecycle";
import { FailedWithState } from "../../../provider/state";

const NEWS = { create: "true", __urn: "urn:x", __organization: "acme", __secretPaths: ["create"], __provider: "text" };
const REQUEST = { urn: "urn:x", organization: "acme", secretPaths: ["create"], isPreview: false };
const EXTRA = { secretOutputs: [], timeLimits: expect.anything() };
const failure = new ProviderError({
    code: "CMD_EXIT",
    summary: "The create script ended with exit code 3 <{%reset%}>.",
    commandRan: "ran",
    retryable: false,
});

function methodsOf(methods: Partial<Lifecycle>) {
    const calls: string[] = [];
    const during: DuringCall = async (work) => {
        calls.push("begin");
        try {
            return await work();
        } finally {
            calls.push("end");
        }
    };
    return { calls, methods: pulumiMethods(methods as Lifecycle, during) };
}

test("each method passes on the properties as they are, with what the hidden inputs tell, and answers as Pulumi wants it", async () => {
    const resource = {
        check: vi.fn(async () => ({ inputs: NEWS, failures: [{ property: "create", reason: "expected <{%a%}>." }] })),
        diff: vi.fn(async () => ({ changes: false })),
        create: vi.fn(async () => ({ id: "i-1/abc", outputs: { stdout: "out" } })),
        read: vi.fn(async () => ({ stdout: "out" })),
        update: vi.fn(async () => ({ stdout: "out" })),
        delete: vi.fn(async () => {}),
    };
    const { methods, calls } = methodsOf(resource);
    const olds = { ...NEWS, __urn: "urn:old" };
    expect(await methods.check({}, NEWS)).toEqual({
        inputs: NEWS,
        failures: [{ property: "", reason: "create: expected <{<{%reset%}>%a%}>." }],
    });
    expect(resource.check).toHaveBeenCalledWith({ ...REQUEST, ...EXTRA, news: NEWS, isNew: true });
    await methods.check(olds, { ...NEWS, __preview: true });
    expect(resource.check).toHaveBeenLastCalledWith({
        ...REQUEST,
        ...EXTRA,
        news: NEWS,
        isPreview: true,
        isNew: false,
    });
    expect(await methods.diff("id", { ...olds, __secretPaths: ["update"] }, NEWS)).toEqual({ changes: false });
    expect(resource.diff).toHaveBeenCalledWith(expect.objectContaining({ ...REQUEST, secretPathsBefore: ["update"] }));
    expect(await methods.create(NEWS)).toEqual({ id: "i-1/abc", outs: { stdout: "out" } });
    expect(await methods.read("id", olds)).toEqual({ id: "id", props: { stdout: "out" } });
    expect(await methods.update("id", olds, NEWS)).toEqual({ outs: { stdout: "out" } });
    await methods.delete("id", olds);
    expect(resource.create).toHaveBeenCalledWith(expect.objectContaining({ ...REQUEST, news: NEWS }));
    expect(resource.update).toHaveBeenCalledWith(expect.objectContaining({ ...REQUEST, id: "id", olds, news: NEWS }));
    expect(resource.delete).toHaveBeenCalledWith(expect.objectContaining({ urn: "urn:old", id: "id", olds }));
    expect(calls).toEqual(Array.from({ length: 7 }, () => ["begin", "end"]).flat());
});

test("a failure that leaves something in state is Pulumi's partial state, with the whole story as its reason", async () => {
    const { methods } = methodsOf({
        create: () => Promise.reject(new FailedWithState("i-1/abc", { exitCode: 3 }, failure)),
    });
    const error = await methods.create(NEWS).catch((thrown) => thrown);
    expect(error).toMatchObject({ id: "i-1/abc", properties: { exitCode: 3 }, reasons: [error.message] });
    expect(error.message).toContain("Code: CMD_EXIT");
    expect(error.message).toContain("<{<{%reset%}>%reset%}>");
});

test("any other failure leaves nothing, not even a foreign one that has an id, and shows its first line once", async () => {
    const foreign = Object.assign(new TypeError("a secret"), { id: "x", properties: {}, reasons: ["y"] });
    for (const thrown of [failure, foreign]) {
        const { methods } = methodsOf({ update: () => Promise.reject(thrown) });
        const error = await methods.update("id", {}, NEWS).catch((caught) => caught);
        expect([error.id, error.properties, error.reasons]).toEqual([undefined, undefined, undefined]);
        expect(`${error}: ${error.stack}`).toBe(
            "pulumi-ec2-instance-connect: a call failed, see the error of its resource",
        );
        expect(error.message).not.toContain("a secret");
    }
});

test("a failure before the first await is converted as well", async () => {
    const { methods } = methodsOf({
        read: () => {
            throw new RangeError("a secret");
        },
    });
    await expect(methods.read("id", {})).rejects.toThrow(/BUG_UNEXPECTED/);
});
