// Contents of files of the instance, as state keeps them.
import { mapOf } from "./map-of";

type Properties = Readonly<Record<string, unknown>>;

/** What was read, by the names of the program: texts, or base64. An optional file that is missing is absent. */
export type FetchedFiles = Readonly<Record<string, string>>;

/**
 * The contents in state, those of `secrets` among them, of the entries that still mean the same file: another one's content may be
 * secret where this one's is not.
 */
export function recordedFetched(olds: Properties | undefined, raw: Properties): Properties {
    const all = { ...mapOf(olds?.fetched), ...mapOf(mapOf(olds?.secrets).fetched) };
    const meant = (entries: unknown, name: string) => {
        const { path, encoding } = mapOf(mapOf(entries)[name]);
        return JSON.stringify([path, encoding ?? "utf8"]);
    };
    const isSame = (name: string) => meant(olds?.fetch, name) === meant(raw.fetch, name);
    return Object.fromEntries(Object.entries(all).filter(([name]) => isSame(name)));
}

/** The contents as the entries of `fetch` part them. Without any there is nothing to record. */
export function fetchedProperties(raw: Properties, fetched: Properties) {
    const entries = mapOf(raw.fetch);
    const known = Object.entries(fetched).filter(([name]) => Object.hasOwn(entries, name));
    const isPublic = (name: string) => mapOf(entries[name]).secret === false;
    const open = known.filter(([name]) => isPublic(name));
    const secret = known.filter(([name]) => !isPublic(name));
    return {
        fetched: Object.keys(entries).length === 0 ? undefined : Object.fromEntries(open),
        secret: Object.fromEntries(secret),
    };
}
