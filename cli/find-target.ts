import { makeListInstances } from "../provider/aws";
import { chooseInstance, printInstance } from "./choose-instance";
import type { OptionValues } from "./options";
import { readSignIn } from "./sign-in";
import { type NamedTarget, parseAnyTarget } from "./target";
import { UsageError } from "./usage-error";

const MOST_SHOWN = 10;

/**
 * The instance that a command line names, by its ID, a tag or its name. If several have the tag, the one that runs; if several run, the
 * person at the terminal chooses.
 * @throws {UsageError} there is none, or there are several and nobody to choose.
 */
export async function findTarget(text: string, options: OptionValues): Promise<NamedTarget> {
    const target = parseAnyTarget(text);
    if (!("tag" in target)) {
        return target;
    }
    const { tag, osUser, port } = target;
    const { ports, deadline } = readSignIn({ instanceId: "", osUser, port }, options);
    const found = await makeListInstances(ports.access.aws)(tag, deadline);
    const runs = found.filter(({ facts: { state } }) => state === "running" || state === "pending");
    const wanted = `${tag.key}=${tag.value}`;
    const candidates = runs.length > 0 ? runs : found;
    const [only] = candidates;
    if (only === undefined) {
        throw new UsageError(`no instance in ${await ports.access.aws.region()} has the tag ${wanted}`);
    }
    const chosen = candidates.length === 1 ? only : await chooseInstance(candidates, wanted);
    if (chosen === undefined) {
        const shown = candidates.slice(0, MOST_SHOWN).map((one) => `\n  ${printInstance(one)}`);
        const more = candidates.length - shown.length;
        throw new UsageError(
            `${candidates.length} instances have the tag ${wanted}: name one by its ID${shown.join("")}${more > 0 ? `\n  and ${more} more` : ""}`,
        );
    }
    return { instanceId: chosen.facts.instanceId, osUser, port };
}
