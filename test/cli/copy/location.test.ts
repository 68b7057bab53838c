import { describe, expect, test } from "vitest";
import { nameOf, nameOfFound, parseCopy, parseLocation, splitHost } from "../../../cli/copy/location";

const ID = "i-0123456789abcdef0";

describe("a path on the command line", () => {
    test.each([
        ["file", "file"],
        ["./a:b", "./a:b"],
        ["/x/a:b", "/x/a:b"],
        [":a", ":a"],
        ["-f", "-f"],
    ])("%s is here", (text, path) => {
        expect(parseLocation(text)).toEqual({ kind: "here", path });
    });

    test.each([
        [`${ID}:`, ID, ""],
        [`${ID}:a b:c/d`, ID, "a b:c/d"],
        [`ubuntu@${ID}:~/x`, `ubuntu@${ID}`, "~/x"],
        [`${ID}:new\nline`, ID, "new\nline"],
        ["web-1:/etc/hosts", "web-1", "/etc/hosts"],
        ["tag:Role=front:x", "tag:Role=front", "x"],
        ["ubuntu@tag:Name=a/b:x:y", "ubuntu@tag:Name=a/b", "x:y"],
    ])("%s is on an instance", (text, host, path) => {
        expect(parseLocation(text)).toEqual({ kind: "there", host, path });
    });

    test("that names an invalid ID explains how to name a local file", () => {
        expect(() => parseLocation("i-123:x")).toThrow(/expected an instance ID.* is \.\/i-123:x/s);
        expect(() => parseLocation("")).toThrow("a path is empty");
        expect(splitHost("a/b:c")).toBeUndefined();
    });

    test.each([
        ["a/b", "b"],
        ["a/b/", "b"],
        ["..", undefined],
        ["", undefined],
        [".", undefined],
        ["a/.", undefined],
        ["~", undefined],
        ["/", undefined],
    ])("%j lands in a directory as %j", (path, name) => {
        expect(nameOf(path)).toBe(name);
    });
});

describe("what an instance has found", () => {
    test.each([
        ["*.log", "/var/log/a.log", "a.log"],
        ["~/d/?[a-c].*", "/home/u/d/xb.y z", "xb.y z"],
        ["[!a]", "/b", "b"],
        ["[[:digit:]]]", "/1]", "1]"],
        ["[]x]", "/]", "]"],
        [".*", "/home/u/.bashrc", ".bashrc"],
        ["[^a]\\*", "/b*", "b*"],
        ["a[1]", "/home/u/a[1]", "a[1]"],
        ["name", "/home/u/other", "name"],
        ["d*/x", "/home/u/d1/x", "x"],
        ["*", "/home/u/line\nbreak", "line\nbreak"],
    ])("%s by %s lands as %j", (source, found, name) => {
        expect(nameOfFound(source, found)).toBe(name);
    });

    test.each([
        ["*.log", "/var/log/.bashrc"],
        ["*.log", "/var/log/a.log.gz"],
        ["*", "/home/u/.bashrc"],
        ["*", "/home/u/.."],
        ["a?", "/home/u/a"],
    ])("%s by %s does not choose what is written here", (source, found) => {
        expect(nameOfFound(source, found)).toBeUndefined();
    });
});

describe("sources and a destination", () => {
    test("are of two sides", () => {
        expect(parseCopy(["a", "./b:c", `${ID}:d`])).toEqual({
            direction: "up",
            sources: ["a", "./b:c"],
            destination: { kind: "there", host: ID, path: "d" },
        });
        expect(parseCopy([`${ID}:a`, "web-1:b", "c"])).toMatchObject({ direction: "down", destination: "c" });
    });

    test.each([
        [[], "expected at least one source and a destination"],
        [["a"], "expected at least one source and a destination"],
        [["a", "b"], "neither end is on an instance"],
        [[`${ID}:a`, `${ID}:b`], "can't copy from one instance to another"],
        [["a", `${ID}:b`, "c"], "some sources are here"],
    ])("%j are refused with the reason", (paths, reason) => {
        expect(() => parseCopy(paths)).toThrow(reason);
    });
});
