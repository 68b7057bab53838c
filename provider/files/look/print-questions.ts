import { inChunks } from "../../base/in-chunks";
import { quoteForShell } from "../../base/shell";
import type { Shell } from "../../host/shell";
import { LOOK } from "../remote/look.sh";
import { CALL_PATHS, printCall } from "../remote/print-call";
import { runAll } from "../remote/run-all";
import { TOOLS } from "../remote/tools.sh";
import { WALK } from "../remote/walk.sh";
import type { orderOf } from "./question-order";
import type { Questions } from "./questions";

/** Asks: as the one user that the shell is of, or as who signs in and then as root, if that one may not see it all. */
export async function ask(
    { questions, leftover, needsRoot }: Questions,
    asked: ReturnType<typeof orderOf>,
    shell: Shell,
    asWhom: "one user" | "root where needed",
): Promise<void> {
    const { batches, directories } = asked;
    const links = questions.filter(({ target }) => target !== undefined);
    const program = `${TOOLS}\n${WALK}\n${LOOK}\neic_tell_user`;
    // Each batch travels once for each shell: a function that gives it to others.
    const tell = batches.map(({ paths }, index) => `eic_batch${index}() { "$@" ${quoteAll(paths)}\n}`);
    const look = batches.map(({ isEssential }, index) => `eic_batch${index} eic_look ${isEssential ? "yes" : "no"}`);
    const askFor = (which: string, unless = "") =>
        [
            ...inChunks(directories, CALL_PATHS).map((some) => printCall("eic_trust", ...some)),
            ...batches.map((_, index) => `eic_batch${index} eic_ask_some ${which}`),
            ...inChunks(links, CALL_PATHS).map(
                (some) =>
                    `eic_ask_links ${which} ${quoteAll(some.flatMap(({ path, target }) => [path, target ?? ""]))}`,
            ),
            ...inChunks(leftover.directories, CALL_PATHS).map(
                (some, index) =>
                    `eic_left ${which} ${quoteAll([leftover.prefix, String(index * CALL_PATHS), ...some])}`,
            ),
        ].map((call) => `${unless}${call}`);
    if (asWhom === "one user") {
        await runAll([program, ...tell, ...look, ...askFor("all"), "eic_report over"], shell);
        return;
    }
    await runAll(
        [
            program,
            ...tell,
            ...(needsRoot ? ["eic_needs_root=yes"] : []),
            // Root may write everywhere.
            ...look.map((call) => `[ $eic_me = 0 ] || ${call}`),
            "[ $eic_me != 0 ] || eic_needs_root=no",
            // Else whoever goes on as the same user asks for all.
            ...askFor("mine", "[ $eic_needs_root = no ] || "),
            "[ $eic_needs_root = no ] || eic_elevate",
        ],
        shell,
    );
    await shell.ready();
    await runAll(
        [
            program,
            ...tell,
            "eic_which=all; [ $eic_me != 0 ] || eic_which=safe",
            ...askFor('"$eic_which"'),
            "eic_report over",
        ],
        shell,
    );
}

function quoteAll(values: readonly string[]): string {
    return values.map(quoteForShell).join(" ");
}
