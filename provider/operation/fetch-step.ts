import { hasCode, isProviderError, withFailure } from "../base/error";
import { propertyPath } from "../base/property-path";
import { worded } from "../base/words";
import { makeSafeDownloads, type SafeDownloads } from "../files";
import type { Acting } from "../host/acting";
import { findHidden } from "../inputs";
import type { FetchInput } from "../inputs/inputs";
import { FETCH_STEP, type FetchedFiles } from "../state";
import { notText, tooMuch } from "./fetch-errors";
import type { OnInstance } from "./on-instance";
import type { Operation } from "./operation";
import type { AfterRun, Step } from "./step";

/** All files of a resource together. */
const MOST_BYTES = 8 * 1024 * 1024;

/** The step that reads remote files: their contents become `fetched` and `secrets.fetched`. */
export const fetchStep: Step = Object.freeze<Step>({
    name: FETCH_STEP,
    isWanted: ({ inputs }) => inputs.fetch.length > 0,
    carryOut: async (at: AfterRun) => ({ fetched: await fetchFiles(at) }),
});

/**
 * The contents of the files, read as the user that runs the script.
 * @throws {ProviderError} a file is missing, too large, unreadable, special or no text, or changes while it is read.
 */
export async function fetchFiles({ operation, route, deps }: OnInstance): Promise<FetchedFiles> {
    const { inputs, log } = operation;
    log.status("Reading files");
    const downloads = makeSafeDownloads(route.connect, actingOf(inputs), deps);
    const budget = makeBudget();
    try {
        // At the same time: one shell answers them in order, so they cost one way there and back.
        const read = await Promise.allSettled(
            inputs.fetch.map(async (file) => [file.name, await fetchOne(file, downloads, budget)] as const),
        );
        const failed = read.findIndex(({ status }) => status === "rejected");
        if (failed >= 0) {
            const { reason } = read[failed] as PromiseRejectedResult;
            throw withEntry(reason, inputs.fetch[failed]?.name ?? "", { operation, route });
        }
        const contents = read.map(
            (each) => (each as PromiseFulfilledResult<readonly [string, string | undefined]>).value,
        );
        return Object.fromEntries(contents.filter((entry): entry is [string, string] => entry[1] !== undefined));
    } finally {
        downloads.close();
    }
}

/** Root goes by its own way, on which the user that signs in is trusted. */
function actingOf({ runAs }: Operation["inputs"]): Acting | undefined {
    if (runAs === undefined) {
        return undefined;
    }
    return runAs === "root" ? { kind: "root" } : { kind: "sudo", name: runAs };
}

type Budget = (path: string, bytes: number) => void;

function makeBudget(): Budget {
    let leftBytes = MOST_BYTES;
    return (path, bytes) => {
        leftBytes -= bytes;
        if (leftBytes < 0) {
            throw tooMuch(path);
        }
    };
}

/** Undefined: it is optional, and not there. */
async function fetchOne(file: FetchInput, downloads: SafeDownloads, spend: Budget): Promise<string | undefined> {
    const { path, maxBytes, encoding, optional } = file;
    const chunks: Buffer[] = [];
    const sink = {
        write: (bytes: Buffer) => {
            spend(path, bytes.length);
            chunks.push(Buffer.from(bytes));
        },
    };
    try {
        await downloads.fetch({ path, maxBytes }, sink);
    } catch (error) {
        if (optional && hasCode(error, "FILE_REMOTE_MISSING")) {
            return undefined;
        }
        throw error;
    }
    const content = Buffer.concat(chunks);
    if (encoding === "base64") {
        return content.toString("base64");
    }
    const text = content.toString("utf8");
    if (!Buffer.from(text).equals(content)) {
        throw notText(path);
    }
    return text;
}

/** The error with the entry that it is about, and without its path if the program made that secret. */
function withEntry(
    error: unknown,
    name: string,
    { operation, route }: Pick<OnInstance, "operation" | "route">,
): unknown {
    const target = route.lastReached()?.target;
    if (!isProviderError(error) || target === undefined || error.failure.layer !== "files") {
        return error;
    }
    const { inputs } = operation;
    const entry = propertyPath("fetch", name);
    const isSecret = findHidden(inputs.secretPaths)(propertyPath(entry, "path"));
    const path = inputs.fetch.find((file) => file.name === name)?.path ?? "";
    const { summary, facts = [], details } = error.told ?? error.failure;
    return withFailure(error, {
        summary: (words) => {
            const text = worded(summary, words);
            return isSecret ? text.replaceAll(path, "[secret]") : text;
        },
        ...(isSecret && details !== undefined ? { details: "" } : {}),
        facts: [
            ["Argument", entry],
            ["Instance", `${target.instanceId} (${target.region})`],
            ["OS user", inputs.runAs === undefined ? target.osUser : `${inputs.runAs} (signed in as ${target.osUser})`],
            ...facts,
        ],
    });
}
