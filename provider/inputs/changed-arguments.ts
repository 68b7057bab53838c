import { propertyPath } from "../base/property-path";
import type { IsSecret } from "./checker";
import { isSameValue } from "./deep-equal";
import { withHashesInPlace } from "./file-hashes";
import { meaningOf } from "./meaning-of";
import type { ArgumentRow, ChangeMeaning } from "./property-row";
import { argumentRows } from "./property-table";
import { containsUnknown, isUnknown } from "./unknown";

/** One thing among the arguments that changed. */
export interface ArgumentChange {
    /** The argument, such as `files`. */
    readonly name: string;
    /** As precisely as may be shown: `triggers[0]`, `files["/etc/app.conf"]`; never a value, nor a name within a secret. */
    readonly path: string;
    /** Where it stands among the arguments: `files[1]`; `files` for an entry that is there no more. */
    readonly place: string;
    readonly change: ChangeMeaning;
    /** False: its value is not known yet, and may turn out to be the old one. */
    readonly isKnown: boolean;
}

/**
 * Where the arguments differ, in the order of the table: what `compareInputs` finds, with paths. Whatever is secret is named as
 * a whole, and `isSecret` says it of the old values and of the new ones. With `isDeep` every value that differs has a path of its own.
 */
export function changedArguments(
    recorded: Record<string, unknown>,
    news: Record<string, unknown>,
    isSecret: IsSecret,
    isDeep = false,
): readonly ArgumentChange[] {
    const olds = withHashesInPlace(recorded);
    const at = { isSecret, depth: isDeep ? Number.NEGATIVE_INFINITY : 0 };
    return argumentRows.flatMap((row) =>
        placesOf(row, { old: olds[row.name], now: news[row.name] }, at).map(({ path, place = path, isKnown }) =>
            Object.freeze({ name: row.name, path, place, change: row.change, isKnown }),
        ),
    );
}

type Place = Pick<ArgumentChange, "path" | "isKnown"> & { readonly place?: string };
interface At {
    readonly isSecret: IsSecret;
    readonly depth: number;
}
interface Compared {
    readonly old: unknown;
    readonly now: unknown;
}

function placesOf(row: ArgumentRow, { old, now }: Compared, at: At): readonly Place[] {
    const compared = { old: meaningOf(row, old), now: meaningOf(row, now) };
    if (!differ(compared) && !containsUnknown(now)) {
        return [];
    }
    return row.name === "files"
        ? placesInFiles({ ...compared, given: now }, at.isSecret)
        : placesWithin(row.name, compared, at);
}

function differ({ old, now }: Compared): boolean {
    return containsUnknown(now) || !isSameValue(old, now);
}

/** Names deeper within a value, and those within an entry of a list, are the program's data more than ours. */
const DEEPEST = 2;

function placesWithin(path: string, compared: Compared, at: At): readonly Place[] {
    const { old, now } = compared;
    if (!differ(compared)) {
        return [];
    }
    const whole = [{ path, isKnown: !containsUnknown(now) }];
    if (at.depth >= DEEPEST || at.isSecret(path) || isUnknown(now)) {
        return whole;
    }
    if (Array.isArray(now) && Array.isArray(old ?? [])) {
        const before = (old ?? []) as readonly unknown[];
        const length = Math.max(now.length, before.length);
        return Array.from({ length }, (_, index) =>
            placesWithin(
                `${path}[${index}]`,
                { old: before[index], now: now[index] },
                { ...at, depth: at.depth + DEEPEST },
            ),
        ).flat();
    }
    if (isMap(now) && isMap(old ?? {})) {
        const before = (old ?? {}) as Readonly<Record<string, unknown>>;
        const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
        return names.flatMap((name) =>
            placesWithin(
                propertyPath(path, name),
                { old: before[name], now: now[name] },
                { ...at, depth: at.depth + 1 },
            ),
        );
    }
    return whole;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Entries by what they are for: one that only moves in the list is no news. `given`: what may hold what is not known yet. */
function placesInFiles({ old, now, given }: Compared & { given: unknown }, isSecret: IsSecret): readonly Place[] {
    const whole = [{ path: "files", isKnown: !containsUnknown(given) }];
    if (isUnknown(given)) {
        return whole;
    }
    const [olds, news] = [entriesOf(old, isSecret), entriesOf(now, isSecret)];
    const raw: readonly unknown[] = Array.isArray(given) ? given : [];
    const before = new Map(olds.map((one) => [one.remotePath, one.entry]));
    const stays = new Set(news.map(({ remotePath }) => remotePath));
    const places = [
        ...news.flatMap(({ remotePath, name, entry }, index) => {
            const isKnown = !containsUnknown(raw[index]);
            const isSame = isKnown && isSameValue(before.get(remotePath), entry);
            return isSame ? [] : [{ path: name, place: `files[${index}]`, isKnown }];
        }),
        ...olds
            .filter(({ remotePath }) => !stays.has(remotePath))
            .map(({ name }) => ({ path: name, place: "files", isKnown: !stays.has(undefined) })),
    ];
    // Else only their order changed.
    return places.length > 0 ? places : whole;
}

/** The entries with their names; of one whose path is secret, or not known yet, the place in the list is its name. */
function entriesOf(value: unknown, isSecret: IsSecret) {
    const entries: readonly unknown[] = Array.isArray(value) ? value : [];
    return entries.map((entry, index) => {
        const path = isMap(entry) ? entry.remotePath : undefined;
        const remotePath = typeof path === "string" && !isUnknown(path) ? path : undefined;
        const isShown = remotePath !== undefined && !isSecret(`files[${index}].remotePath`);
        return { entry, remotePath, name: isShown ? `files[${JSON.stringify(remotePath)}]` : `files[${index}]` };
    });
}
