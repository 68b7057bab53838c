import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "../../provider/base/clock";
import { makeDeadline } from "../../provider/base/deadline";
import { type Log, silentLog } from "../../provider/base/log";
import { systemRandom } from "../../provider/base/random";
import { placeFiles } from "../../provider/files";
import type { PlacedPath } from "../../provider/files/placed-path";
import type { FileInput, KnownFiles } from "../../provider/inputs/inputs";
import type { Session } from "../../provider/session/session";
import { type LocalSession, type LocalSessionSettings, makeLocalSession } from "./command-local-session";
import { hostOf } from "./hosts";

/** This machine as a host, with a folder for what a test puts there. */
export interface FilesHost {
    readonly folder: string;
    at(...names: string[]): string;
    /** Texts that were sent over all sessions. */
    readonly sent: string[];
    place(
        files: readonly FileInput[],
        previous?: readonly PlacedPath[],
        settings?: PlaceSettings,
    ): Promise<readonly PlacedPath[]>;
    remove(): void;
}

export interface PlaceSettings {
    readonly session?: LocalSessionSettings;
    /** Gives the session of each connection in place of a local one. */
    readonly connect?: () => Promise<Session>;
    readonly log?: Log;
    readonly limitMs?: number;
    readonly clock?: Clock;
    readonly resource?: string;
}

export function makeFilesHost(): FilesHost {
    const folder = mkdtempSync(join(tmpdir(), "files-host-"));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, "root"));
    const sent: string[] = [];
    return {
        folder,
        at: (...names) => join(folder, "root", ...names),
        sent,
        place: (files, previous = [], settings = {}) =>
            placeFiles(
                { files, previous, resource: settings.resource ?? folder },
                async () => {
                    const session = settings.connect ? await settings.connect() : makeLocalSession(settings.session);
                    return {
                        host: hostOf(session),
                        onlyFollows: () => {},
                        release: () => {
                            sent.push(...((session as Partial<LocalSession>).sent ?? []));
                        },
                    };
                },
                {
                    clock: settings.clock ?? systemClock,
                    random: systemRandom,
                    log: settings.log ?? silentLog,
                    deadline: makeDeadline(systemClock, settings.limitMs ?? 600_000),
                },
            ),
        remove: () => rmSync(folder, { recursive: true, force: true }),
    };
}

/** An entry of `files` with everything at its default. */
export function makeFile(
    remotePath: string,
    content: string | FileInput["source"],
    changes: Partial<FileInput> = {},
): FileInput {
    return {
        argumentPath: "files[0]",
        remotePath,
        source: typeof content === "string" ? { kind: "text", text: content } : content,
        mode: undefined,
        owner: undefined,
        group: undefined,
        onDelete: "keep",
        ...changes,
    };
}

/** Files of which everything is known, as a preview compares them. */
export function allKnown(...files: FileInput[]): KnownFiles {
    return { files, awaitedPaths: [], hasUnknownPaths: false };
}
