import type { Session } from "../session/session";
import { inChunks } from "./chunks";
import { hostError, NOT_A_WORD } from "./file-errors";
import { openHostShell, printCall, printPrelude } from "./host-shell";
import { LOOK } from "./remote/look.sh";

/** What stands at a path of the host. */
export interface HostFacts {
    readonly kind: "absent" | "file" | "directory" | "link" | "other" | "unreadable";
    /** Whether the user that signs in may put something there without sudo. */
    readonly mayWrite: boolean;
    readonly mode: number;
    readonly userId: string;
    readonly groupId: string;
    readonly owner: string;
    readonly group: string;
    readonly sizeBytes: number;
    /** Of a file that could be read. */
    readonly sha256: string;
    /** Of a link: whether it leads where the question said. */
    readonly sameTarget: boolean;
}

export interface HostAnswer {
    readonly facts: ReadonlyMap<string, HostFacts>;
    /** What cut transfers of the same resource left. */
    readonly leftovers: readonly Leftover[];
    /** The user that signs in. */
    readonly userId: string;
    readonly groupId: string;
    /** Whether many files may be sent as one archive. */
    readonly hasTar: boolean;
    /** Whether the user that signs in can unpack what gzip made. */
    readonly hasGzip: boolean;
    /** What sudo said when it was needed and refused. */
    readonly sudoRefusal: string | undefined;
}

/** The stage of a connection that was cut. */
export interface Leftover {
    readonly directory: string;
    readonly stageName: string;
    readonly userId: string;
}

/** A path to ask for, with the target that a link there should have. */
export interface Question {
    readonly path: string;
    readonly target?: string;
}

const BATCH = 200;

/**
 * Asks the host for all paths at once: one round trip, whatever their number. Looks as root where the user may not write.
 * Undefined when the link was lost.
 */
export async function askHost(
    questions: readonly Question[],
    leftover: { readonly prefix: string; readonly directories: readonly string[] },
    session: Session,
    marker: string,
    signal: AbortSignal,
): Promise<HostAnswer | undefined> {
    const reports: (readonly string[])[] = [];
    const shell = await openHostShell(session, marker, (words) => reports.push(words), signal);
    const batches = batchesOf(questions.map(({ path }) => path));
    const links = questions.filter(({ target }) => target !== undefined);
    const pieces = [
        `${LOOK}\neic_tell_user`,
        ...batches.map((paths) => printCall("eic_look", ...paths)),
        "[ $eic_needs_root = no ] || eic_elevate",
        printPrelude(marker),
        LOOK,
        ...batches.map((paths) => printCall("eic_ask", ...paths)),
        ...inChunks(links, BATCH).map((some) =>
            printCall("eic_ask_links", ...some.flatMap(({ path, target }) => [path, target ?? ""])),
        ),
        ...inChunks(leftover.directories, BATCH).map((some, index) =>
            printCall("eic_left", leftover.prefix, index * BATCH, ...some),
        ),
        "eic_report over",
    ];
    try {
        for (const piece of pieces) {
            await shell.run(piece);
        }
    } catch {
        // How the shell ended says more than the write that failed.
    }
    const { channelEnd, said } = await shell.finish();
    const failed = reports.find(([word]) => word === "fail");
    if (failed !== undefined) {
        throw hostError("look at", questions[0]?.path ?? "", failed.slice(3).join(" "));
    }
    if (channelEnd.kind === "lost") {
        return undefined;
    }
    if (!reports.some(([word]) => word === "hello")) {
        throw hostError("look at", questions[0]?.path ?? "", `${said} (${NOT_A_WORD})`.trim());
    }
    const broken = reports.some(([word]) => word === "broken");
    if (broken || !reports.some(([word]) => word === "over")) {
        throw hostError("look at", questions[0]?.path ?? "", said || "stat, dd or sh: not found or invalid option");
    }
    return { ...readAnswer(batches.flat(), links, reports), leftovers: readLeftovers(leftover, reports) };
}

/** Names that sha256sum must escape, which not every tool does the same way, are asked for one by one. */
function batchesOf(paths: readonly string[]): readonly string[][] {
    const isOdd = (path: string) => /[\n\\]/.test(path);
    return [
        ...inChunks(
            paths.filter((path) => !isOdd(path)),
            BATCH,
        ),
        ...paths.filter(isOdd).map((path) => [path]),
    ];
}

const KINDS: Readonly<Record<string, HostFacts["kind"]>> = {
    "-": "absent",
    f: "file",
    d: "directory",
    l: "link",
    o: "other",
    u: "unreadable",
};

function readAnswer(
    paths: readonly string[],
    links: readonly Question[],
    reports: readonly (readonly string[])[],
): Omit<HostAnswer, "leftovers"> {
    const wordsOf = (name: string) => reports.filter(([word]) => word === name).map((words) => words.slice(1));
    const letters = (name: string) => [
        ...wordsOf(name)
            .map(([flags]) => flags ?? "")
            .join(""),
    ];
    const [kinds, may, stats] = [letters("kinds"), letters("may"), wordsOf("stat")];
    const hashes = readHashes(wordsOf("kinds"), wordsOf("sha"));
    const same = new Map(letters("links").map((flag, index) => [links[index]?.path, flag === "1"]));
    const facts = new Map<string, HostFacts>();
    for (const [index, path] of paths.entries()) {
        const kind = KINDS[kinds[index] ?? "-"] ?? "other";
        const stat = kind === "absent" ? [] : (stats.shift() ?? []);
        const [mode = "0", userId = "", groupId = "", owner = "", group = "", size = "0"] = stat;
        facts.set(path, {
            kind,
            mayWrite: may[index] === "1",
            mode: Number.parseInt(mode, 8),
            userId,
            groupId,
            owner,
            group,
            sizeBytes: Number(size),
            sha256: kind === "file" ? (hashes.shift() ?? "") : "",
            sameTarget: same.get(path) ?? false,
        });
    }
    const [user = []] = wordsOf("user");
    return {
        facts,
        userId: user[0] ?? "",
        groupId: user[1] ?? "",
        hasTar: user[2] === "yes",
        hasGzip: user[3] === "gzip",
        sudoRefusal: wordsOf("no-sudo")[0]?.join(" "),
    };
}

/** The hashes of all files. Of a batch of which the host could not hash each, none: nobody can say whose is missing. */
function readHashes(kinds: readonly (readonly string[])[], hashes: readonly (readonly string[])[]): string[] {
    const remaining = [...hashes];
    return kinds.flatMap(([flags = ""]) => {
        const fileCount = flags.split("f").length - 1;
        const found = fileCount === 0 ? [] : (remaining.shift() ?? []).filter((hash) => hash !== "");
        return found.length === fileCount ? found : Array<string>(fileCount).fill("");
    });
}

function readLeftovers(
    { prefix, directories }: { readonly prefix: string; readonly directories: readonly string[] },
    reports: readonly (readonly string[])[],
): Leftover[] {
    return reports.flatMap(([word, index, userId = "", stageName = "", ...more]) => {
        const directory = directories[Number(index)];
        // Names go into a program: only such as we give are taken.
        const isStage =
            more.length === 0 && stageName.startsWith(prefix) && /^[0-9a-f]+$/.test(stageName.slice(prefix.length));
        return word === "left" && directory !== undefined && isStage ? [{ directory, stageName, userId }] : [];
    });
}
