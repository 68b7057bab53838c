import { describe, expect, it } from "vitest";
import { joinUpTo } from "../../../../provider/files/remote/run-all";

describe("texts are joined", () => {
    it("as many together as the limit holds, in their order", () => {
        expect(joinUpTo(["one", "two", "three", "four"], 10)).toEqual(["one\ntwo", "three\nfour"]);
    });

    it("but for one that is longer by itself, which stands alone", () => {
        expect(joinUpTo(["a", "longer than that", "b", "c"], 5)).toEqual(["a", "longer than that", "b\nc"]);
    });

    it("to nothing if there are none", () => {
        expect(joinUpTo([], 5)).toEqual([]);
    });
});
