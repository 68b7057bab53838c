import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isProviderError, type ProviderError, withFailure } from "../../provider/base/error";
import { type Wording, worded } from "../../provider/base/words";
import { listWanted } from "../../provider/files/wanted/list-wanted";
import type { FileSource } from "../../provider/inputs/inputs";

/** More than a remote zip archive may have, as a server offers it. */
const TOO_LARGE_MIB = 257;

/**
 * Every error of sources on this machine, of real files and a real server. Paths of this machine are shown as `<folder>`
 * and `<program>`, the server as `<server>`.
 */
export async function sourceErrors(): Promise<ProviderError[]> {
    const folder = mkdtempSync(join(tmpdir(), "source-errors-"));
    const server = await startServer();
    const hide = (text: string) =>
        text.replaceAll(folder, "<folder>").replaceAll(process.cwd(), "<program>").replaceAll(server.host, "<server>");
    try {
        const failures: ProviderError[] = [];
        for (const sources of makeBadSources(folder, server.host)) {
            const error = await errorOf(sources);
            const { summary, remedies = [] } = error.told ?? error.failure;
            const hidden =
                (text: Wording): Wording =>
                (words) =>
                    hide(worded(text, words));
            failures.push(withFailure(error, { summary: hidden(summary), remedies: remedies.map(hidden) }));
        }
        return failures;
    } finally {
        server.close();
        rmSync(folder, { recursive: true });
    }
}

function makeBadSources(folder: string, host: string): FileSource[][] {
    const at = (name: string) => join(folder, name);
    const directory = (name: string) => {
        mkdirSync(at(name));
        return at(name);
    };
    const archive = (path: string): FileSource[] => [{ kind: "archive-path", path }];
    execFileSync("mkfifo", [join(directory("with-pipe"), "pipe")]);
    symlinkSync("../../etc/passwd", join(directory("with-link"), "link"));
    writeFileSync(Buffer.concat([Buffer.from(`${directory("with-latin")}/`), Buffer.from([0x63, 0xe9])]), "");
    execFileSync("tar", ["-cf", at("pipe.tar"), "-C", at("with-pipe"), "pipe"]);
    writeFileSync(at("text.tar"), "this is no archive".repeat(100));
    writeFileSync(at("text.zip"), "this is no archive");
    const text: FileSource = { kind: "text", text: "text" };
    return [
        [{ kind: "path", path: at("absent") }],
        [{ kind: "path", path: at("with-pipe") }],
        archive(at("absent")),
        archive(at("with-pipe")),
        archive(at("pipe.tar")),
        archive(at("text.tar")),
        archive(at("text.zip")),
        [{ kind: "uri", uri: `ftp://user:word@${host}/file?key=word` }],
        [{ kind: "uri", uri: `http://${host}/absent?key=word` }],
        [{ kind: "uri", uri: "http://127.0.0.1:1/file?key=word" }],
        [{ kind: "archive-uri", uri: `http://${host}/large.zip?key=word` }],
        archive(at("with-latin")),
        [{ kind: "assets", entries: [["../out", text]] }],
        archive(at("with-link")),
        [text, text],
    ];
}

async function errorOf(sources: readonly FileSource[]): Promise<ProviderError> {
    const files = sources.map((source, index) => ({
        remotePath: "/etc/app",
        source,
        mode: undefined,
        owner: undefined,
        group: undefined,
        onDelete: "keep" as const,
        argumentPath: `files[${index}]`,
    }));
    try {
        await listWanted(files);
    } catch (error) {
        if (isProviderError(error)) {
            return error;
        }
        throw error;
    }
    throw new Error(`expected an error of ${JSON.stringify(sources)}`);
}

async function startServer(): Promise<{ readonly host: string; close(): void }> {
    const mebibyte = Buffer.alloc(1024 * 1024);
    const server = createServer(async (request, response) => {
        if (!request.url?.startsWith("/large.zip")) {
            response.writeHead(404).end();
            return;
        }
        response.on("error", () => {});
        response.setMaxListeners(0);
        for (let sent = 0; sent < TOO_LARGE_MIB && !response.destroyed; sent += 1) {
            if (!response.write(mebibyte)) {
                await new Promise((resolve) => response.once("drain", resolve).once("close", resolve));
            }
        }
        response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}
