import type { HostFacts } from "./host-facts";
import { lettersOf } from "./letters";
import type { Asked } from "./question-order";

const KINDS: Readonly<Record<string, HostFacts["kind"]>> = {
    "-": "absent",
    f: "file",
    d: "directory",
    l: "link",
    o: "other",
    u: "unreadable",
    s: "file",
};

/** What stands at each path that this user looked at. */
export function readFacts(
    { paths, links }: Asked,
    mayWrite: ReadonlySet<string>,
    wordsOf: (name: string) => string[][],
    letters: (name: string) => string[],
): Map<string, HostFacts> {
    const [asked, kinds, stats, others] = [letters("asked"), letters("kinds"), wordsOf("stat"), wordsOf("others")];
    const hashes = readHashes(wordsOf("kinds"), wordsOf("sha"));
    const same = new Map(letters("links").map((flag, index) => [links[index]?.path, flag === "1"]));
    const facts = new Map<string, HostFacts>();
    for (const path of paths.filter((_, index) => asked[index] === "1")) {
        const letter = kinds.shift() ?? "-";
        const stat = letter === "-" ? [] : (stats.shift() ?? []);
        const [mode = "0", userId = "", groupId = "", owner = "", group = "", size = "0", links = "1"] = stat;
        const sha256 =
            letter === "f" ? hashes.shift() : letter === "s" ? others.shift()?.[0]?.replace("\\", "") : undefined;
        facts.set(path, {
            kind: letter === "s" && !sha256 ? "unreadable" : (KINDS[letter] ?? "other"),
            mayWrite: mayWrite.has(path),
            mode: Number.parseInt(mode, 8),
            userId,
            groupId,
            owner,
            group,
            sizeBytes: Number(size),
            linkCount: Number(links),
            sha256: sha256 ?? "",
            sameTarget: same.get(path) ?? false,
        });
    }
    return facts;
}

/** The hashes of all files. Of a batch of which the host could not hash each, none: nobody can say whose is missing. */
function readHashes(kinds: readonly (readonly string[])[], hashes: readonly (readonly string[])[]): string[] {
    const remaining = [...hashes];
    return kinds.flatMap(([flags = ""]) => {
        const fileCount = lettersOf(flags).split("f").length - 1;
        const found = fileCount === 0 ? [] : (remaining.shift() ?? []).filter((hash) => hash !== "");
        return found.length === fileCount ? found : Array<string>(fileCount).fill("");
    });
}
