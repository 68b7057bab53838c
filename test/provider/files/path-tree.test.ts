import { describe, expect, it } from "vitest";
import { directoriesAbove, inTreeOrder, prefixesOf } from "../../../provider/files/path-tree";

describe("paths as a tree", () => {
    it("are in order with parents first, each with all below it before the next, and each once", () => {
        expect(inTreeOrder(["/a-b", "/a/b", "/b", "/a", "/a/b"])).toEqual(["/a", "/a/b", "/a-b", "/b"]);
    });

    it.each([
        ["/", []],
        ["/a", ["/a"]],
        ["/a/b/c", ["/a", "/a/b", "/a/b/c"]],
    ])("%s has the directories %j and itself", (path, prefixes) => {
        expect(prefixesOf(path)).toEqual(prefixes);
    });

    it("have above them what all of them are in, without the root", () => {
        expect(directoriesAbove(["/b/c/d", "/a", "/b/x"])).toEqual(["/b", "/b/c"]);
    });
});
