import type { Command } from "commander";
import { makeListInstances } from "../../provider/aws";
import { systemClock } from "../../provider/base/clock";
import { makeDeadline } from "../../provider/base/deadline";
import { complete } from "../complete";
import { readSignIn } from "../sign-in";

/** Somebody has pressed a key and waits. */
const LIMIT_MS = 3_000;
/** What no shell takes for more than a word. */
const PLAIN_NAME = /^[\w./+-]+$/;

/** Prints the words that may stand at the end of a command line, one on a line. */
export async function printCompletions(program: Command, words: readonly string[]): Promise<void> {
    const completion = complete(program, words);
    if (completion.kind === "other") {
        return;
    }
    const found = completion.kind === "words" ? completion.words : await instancesLike(completion, words);
    process.stdout.write(found.map((word) => `${word}\n`).join(""));
}

async function instancesLike(
    { user, begun }: { readonly user: string; readonly begun: string },
    words: readonly string[],
): Promise<readonly string[]> {
    const target = { instanceId: "", osUser: undefined, port: undefined };
    const { ports } = readSignIn(target, {
        region: valueBehind("--region", words),
        profile: valueBehind("--profile", words),
    });
    const all = await makeListInstances(ports.access.aws)(undefined, makeDeadline(systemClock, LIMIT_MS));
    const candidates = all.flatMap(({ facts, name }) => [name, facts.instanceId]);
    return [...new Set(candidates)]
        .filter((word) => PLAIN_NAME.test(word) && word.startsWith(begun))
        .sort()
        .map((word) => `${user}${word}`);
}

function valueBehind(option: string, words: readonly string[]): string | undefined {
    const at = words.indexOf(option);
    return at < 0 ? undefined : words[at + 1];
}
