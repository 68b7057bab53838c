import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepCompiled } from "../../../provider/base/compile-cache";
import { requireRoot } from "../../support/rights";

const NOBODY = 65_534;
let home: string;

beforeEach(() => {
    requireRoot();
    // In a directory that everybody may write, but in which nobody can replace what is another's.
    home = mkdtempSync(join(tmpdir(), "compile-cache-"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** The folder that Node.js is to use; undefined: none. */
function enabledIn(cacheHome: string): string | undefined {
    let folder: string | undefined;
    keepCompiled({ XDG_CACHE_HOME: cacheHome }, (enabled) => {
        folder = enabled;
    });
    return folder;
}

test("what is compiled is kept in the user's cache folder, which is made if it is missing", () => {
    const cache = join(home, "cache");
    expect(enabledIn(cache)).toBe(join(cache, "ec2-instance-connect"));
    expect(existsSync(join(cache, "ec2-instance-connect"))).toBe(true);
});

test.each<[string, (cache: string) => void]>([
    ["belongs to another user", (cache) => chownSync(cache, NOBODY, NOBODY)],
    ["can be written by others", (cache) => chmodSync(cache, 0o777)],
    ["can be written by a group", (cache) => chmodSync(cache, 0o775)],
    ["is in a directory of another user", () => chownSync(home, NOBODY, NOBODY)],
    [
        "holds a folder of another user under the name",
        (cache) => {
            mkdirSync(join(cache, "ec2-instance-connect"));
            chownSync(join(cache, "ec2-instance-connect"), NOBODY, NOBODY);
        },
    ],
    [
        "leads through a link to a directory of another user",
        (cache) => {
            const theirs = join(home, "theirs");
            mkdirSync(theirs);
            chownSync(theirs, NOBODY, NOBODY);
            rmSync(cache, { recursive: true });
            symlinkSync(theirs, cache);
        },
    ],
    [
        "leads through a link into a directory in which others can replace names",
        (cache) => {
            const shared = join(home, "shared");
            mkdirSync(join(shared, "cache"), { recursive: true });
            chmodSync(shared, 0o777);
            rmSync(cache, { recursive: true });
            symlinkSync(join(shared, "cache"), cache);
        },
    ],
])("nothing is kept where others could change it: a cache folder that %s", (_name, spoil) => {
    const cache = join(home, "cache");
    mkdirSync(cache);
    spoil(cache);
    expect(enabledIn(cache)).toBeUndefined();
});

test("a cache folder that can't be made is no error", () => {
    expect(enabledIn("/proc/none")).toBeUndefined();
});
