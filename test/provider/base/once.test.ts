import { expect, test } from "vitest";
import { once } from "../../../provider/base/once";

test("makes a value once, one that is undefined too", () => {
    for (const value of ["made", undefined]) {
        let calls = 0;
        const get = once(() => {
            calls += 1;
            return value;
        });
        expect([get(), get(), get()]).toEqual([value, value, value]);
        expect(calls).toBe(1);
    }
});

test("makes it again after a failure", () => {
    let calls = 0;
    const get = once(() => {
        calls += 1;
        if (calls === 1) {
            throw new Error("not yet");
        }
        return calls;
    });
    expect(get).toThrow("not yet");
    expect([get(), get()]).toEqual([2, 2]);
});
