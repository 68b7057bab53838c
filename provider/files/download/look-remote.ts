import { printCall } from "../remote/print-call";
import type { RemoteFacts, RemoteLack, RemoteLook } from "./download";
import { fetchRefused } from "./download-errors";
import { restOf } from "./fetch-file";
import { lackOfName, readFacts } from "./read-facts";
import type { Reading } from "./reading";

/** What stands at a path as a person wrote it: relative to the home, `~/…`, or a pattern, where nothing has that very name. */
export function lookRemote(path: string, reading: Reading): Promise<RemoteLook> {
    return reading.with(async (reader) => {
        const found: (RemoteFacts | RemoteLack)[] = [];
        let at = "";
        let leadsTo: string | undefined;
        let umask = 0o022;
        await reader.call({
            path,
            text: printCall("eic_look_at", 0, path),
            onFrame: (frame) => {
                const [word] = frame.kind === "words" ? frame.words : [];
                if (frame.kind !== "words") {
                    return;
                }
                if (word === "text" && frame.words[1] === "leads") {
                    leadsTo = frame.text;
                } else if (word === "text") {
                    at = frame.text;
                    leadsTo = undefined;
                } else if (word === "found" || word === "lacks") {
                    const said = restOf(frame.line, 2);
                    const facts = word === "found" ? readFacts(at, said) : undefined;
                    const seen = lackOfName(at) ?? facts ?? { path: at, kind: "lacking" as const, said };
                    found.push(leadsTo === undefined ? seen : { ...seen, leadsTo });
                } else if (word === "looked") {
                    umask = Number.parseInt(frame.words[2] ?? "", 8) || 0;
                }
            },
        });
        reading.noteProgress();
        return { found, umask };
    });
}

/** What is in a directory, links followed. @throws {ProviderError} it can't be read. */
export function listRemote(directory: string, reading: Reading): Promise<readonly (RemoteFacts | RemoteLack)[]> {
    const under = (name: string) => (directory.endsWith("/") ? `${directory}${name}` : `${directory}/${name}`);
    return reading.with(async (reader) => {
        const found: (RemoteFacts | RemoteLack)[] = [];
        let facts: string[] = [];
        await reader.call({
            path: directory,
            text: printCall("eic_list", 0, directory),
            onFrame: (frame) => {
                if (frame.kind !== "words") {
                    return;
                }
                const [word, what] = frame.words;
                if (word === "no") {
                    const said = restOf(frame.line, 3);
                    throw fetchRefused(directory, /no such/i.test(said) ? "missing" : "unreadable", said);
                }
                if (word !== "text") {
                    return;
                }
                if (what === "dead") {
                    found.push({ path: under(frame.text), kind: "lacking", said: "it is a link that leads nowhere" });
                } else if (what === "facts") {
                    facts = frame.text.split("\n");
                } else if (what === "names") {
                    const names = frame.text.split("/").slice(0, -1);
                    names.forEach((name, index) => {
                        if (["", ".", ".."].includes(name)) {
                            // No host that means well says so.
                            return;
                        }
                        const path = under(name);
                        const known = readFacts(path, facts[index] ?? "");
                        found.push(lackOfName(path) ?? known ?? { path, kind: "lacking", said: "it is gone" });
                    });
                }
            },
        });
        reading.noteProgress();
        return found;
    });
}
