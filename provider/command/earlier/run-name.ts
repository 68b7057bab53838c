import { createHash } from "node:crypto";

/** Whose run it is: public facts only. What the run was made from, secrets included, stands in a digest that stays on the host. */
export interface RunOwner {
    readonly urn: string;
    /** The organization of the stack; empty in states of releases that did not record it. */
    readonly organization: string;
    readonly instanceId: string;
    /** The resource's id in state; undefined before its first operation has answered. */
    readonly resourceId: string | undefined;
}

/** Stands for the id of a resource that has none yet. */
const NO_ID = "new";

/**
 * The name of a run, in state and as a directory on its host: the resource, its life (a replacement is another), and the number
 * of the run. The same operation has the same name, so that a run which was cut off is found again.
 */
export function nameRun(owner: RunOwner, runNumber: number): string {
    return `${prefixOfRuns(owner)}${lifeOf(owner)}-${runNumber}`;
}

/** What the names of all runs of a resource begin with, whatever its life. */
export function prefixOfRuns({ urn, organization, instanceId }: RunOwner): string {
    return `${hash([urn, organization, instanceId]).slice(0, 20)}-`;
}

/**
 * Whether a run with this name can be of the same resource. A name with another id is the run of a namesake in another backend,
 * but where one of the two has no id yet nobody can tell.
 */
export function mayBeOfResource(runName: string, owner: RunOwner): boolean {
    const prefix = prefixOfRuns(owner);
    if (!runName.startsWith(prefix)) {
        return false;
    }
    const life = runName.slice(prefix.length).split("-")[0];
    return life === NO_ID || lifeOf(owner) === NO_ID || life === lifeOf(owner);
}

/** Whether the run is of a resource that had no id yet: one of the same name in another backend calls its first run the same. */
export function isOfFirstCreate(runName: string): boolean {
    return runName.split("-")[1] === NO_ID;
}

function lifeOf({ resourceId }: RunOwner): string {
    return resourceId === undefined ? NO_ID : hash(resourceId).slice(0, 12);
}

function hash(value: unknown): string {
    return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
