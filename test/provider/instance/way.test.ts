import { expect, test } from "vitest";
import { wayTo } from "../../../provider/instance";

test("the way to a target says by its kind how it is dialled", () => {
    const way = wayTo({ address: "2001:db8::7", port: 2222 });
    expect(way).toEqual({ kind: "direct", address: "2001:db8::7", port: 2222 });
    expect(Object.isFrozen(way)).toBe(true);
});
