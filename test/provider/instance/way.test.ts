import { expect, test } from "vitest";
import { directRoute } from "../../../provider/instance/way";

test("the way of a route says by its kind how it is dialled", () => {
    const route = directRoute("ipv6", "2001:db8::7", 2222);
    expect(route).toEqual({ name: "ipv6", way: { kind: "direct", address: "2001:db8::7", port: 2222 } });
    expect([Object.isFrozen(route), Object.isFrozen(route.way)]).toEqual([true, true]);
});
