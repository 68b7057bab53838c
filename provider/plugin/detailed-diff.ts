import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { stepsOf } from "../base/property-path";
import { changedArguments, findHidden } from "../inputs";
import type { Difference } from "../lifecycle";
import type { Properties } from "./values";

interface Compared {
    readonly olds: Properties;
    readonly news: Properties;
    /** Paths of secrets, before and now; undefined when that is not known. */
    readonly secretPaths: readonly (readonly string[] | undefined)[];
}

const { Kind } = PropertyDiff;

/**
 * The lifecycle's answer with the arguments that differ, as precisely as may be shown: what the engine shows, and what
 * `replaceOnChanges` goes by. It replaces for a path that is given, or that what is given leads to; so within what is secret only
 * the argument's own name does.
 */
export function diffResponse(
    { changes, replaces = [], deleteBeforeReplace }: Difference,
    compared: Compared,
): DiffResponse {
    const { olds, news, secretPaths } = compared;
    const changed = changes === false ? [] : changedArguments(olds, news, findHidden(...secretPaths), true);
    const response = new DiffResponse();
    const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
    response.setChanges((changes ?? changed.length > 0) ? DIFF_SOME : DIFF_NONE);
    response.setReplacesList([...replaces]);
    response.setDeletebeforereplace(deleteBeforeReplace === true);
    response.setDiffsList([...new Set(changed.map(({ name }) => name))]);
    const details = response.getDetaileddiffMap();
    for (const { name, place } of changed) {
        details.set(place, propertyDiff(kindOf(valueAt(olds, place), valueAt(news, place)), replaces.includes(name)));
    }
    response.setHasdetaileddiff(changed.length > 0);
    return response;
}

function kindOf(old: unknown, now: unknown): "ADD" | "DELETE" | "UPDATE" {
    return old === undefined ? "ADD" : now === undefined ? "DELETE" : "UPDATE";
}

function propertyDiff(kind: "ADD" | "DELETE" | "UPDATE", isReplacement: boolean): PropertyDiff {
    const diff = new PropertyDiff();
    diff.setKind(Kind[isReplacement ? (`${kind}_REPLACE` as const) : kind]);
    // Of inputs: the outputs in state have no contents of files.
    diff.setInputdiff(true);
    return diff;
}

/** The value at a path such as `environment["a-b"]` or `triggers[0]`; undefined where there is none. */
function valueAt(properties: Properties, path: string): unknown {
    return stepsOf(path).reduce<unknown>((value, key) => {
        return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    }, properties);
}
