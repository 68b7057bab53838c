import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect as dial } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client, type ConnectConfig } from "ssh2";
import { makeChannel } from "../../provider/session/channel";
import type { Channel, Session } from "../../provider/session/session";
import { toolPath } from "./tools";

/** A real sshd on loopback, for this user, with a home that is the test's. */
export interface OpenSshHost {
    readonly home: string;
    open(): Promise<OpenSshSession>;
    stop(): Promise<void>;
}

export interface OpenSshSession extends Session {
    /** Severs the link as a dead network does: no goodbye. */
    cut(): void;
    close(): void;
}

/** Starts sshd; `startUpFile` becomes what the login shell reads (`.bashrc`). */
export async function startOpenSsh(startUpFile = ""): Promise<OpenSshHost> {
    const sshd = toolPath("sshd");
    const folder = mkdtempSync(join(tmpdir(), "command-openssh-"));
    const home = join(folder, "home");
    mkdirSync(home);
    writeFileSync(join(home, ".bashrc"), startUpFile);
    for (const name of ["host", "client"]) {
        execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
    }
    if (userInfo().uid === 0) {
        mkdirSync("/run/sshd", { recursive: true });
    }
    const port = await freePort();
    writeFileSync(join(folder, "config"), printConfig(folder, home, port));
    const daemon = spawn(sshd, ["-D", "-e", "-f", join(folder, "config")], { stdio: ["ignore", "ignore", "pipe"] });
    let complaints = "";
    daemon.stderr.on("data", (chunk: Buffer) => {
        complaints = (complaints + chunk).slice(-4000);
    });
    const gone = new Promise<void>((resolve) => daemon.once("exit", () => resolve()));
    await waitForPort(port, () => (daemon.exitCode === null ? undefined : complaints));
    const settings: ConnectConfig = {
        username: userInfo().username,
        privateKey: readFileSync(join(folder, "client")),
        hostVerifier: () => true,
    };
    return {
        home,
        open: () => openSession(port, settings),
        stop: async () => {
            daemon.kill();
            await gone;
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

function printConfig(folder: string, home: string, port: number): string {
    return [
        `Port ${port}`,
        "ListenAddress 127.0.0.1",
        `HostKey ${join(folder, "host")}`,
        `AuthorizedKeysFile ${join(folder, "client.pub")}`,
        `SetEnv HOME=${home}`,
        `PidFile ${join(folder, "pid")}`,
        "PermitRootLogin yes",
        "StrictModes no",
        "UsePAM no",
        "MaxStartups 100",
        "MaxSessions 10",
        "",
    ].join("\n");
}

async function openSession(port: number, settings: ConnectConfig): Promise<OpenSshSession> {
    const socket = dial({ host: "127.0.0.1", port });
    socket.setNoDelay(true);
    const client = new Client();
    const connectionGone = new Promise<string>((resolve) => {
        client.on("close", () => resolve("the connection was closed"));
        client.on("error", (error) => resolve(error.message));
        socket.on("close", () => resolve("the link was cut"));
    });
    await new Promise<void>((resolve, reject) => {
        client.once("ready", resolve);
        client.once("error", reject);
        client.connect({ ...settings, sock: socket });
    });
    const exec = (command: string): Promise<Channel> =>
        new Promise((resolve, reject) => {
            const onOpen = (error: Error | undefined, stream: Parameters<typeof makeChannel>[0]) =>
                error ? reject(error) : resolve(makeChannel(stream, connectionGone));
            try {
                client.exec(command, onOpen);
            } catch (error) {
                reject(error);
            }
        });
    return {
        facts: { keyFingerprint: "", requestId: "", hostKeyFingerprint: "", route: "given", address: "host" },
        exec: (command) =>
            Promise.race([exec(command), connectionGone.then((reason) => Promise.reject(new Error(reason)))]),
        cut: () => socket.destroy(),
        close: () => client.end(),
    };
}

function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            const port = typeof address === "object" && address !== null ? address.port : 0;
            server.close(() => resolve(port));
        });
    });
}

async function waitForPort(port: number, failure: () => string | undefined): Promise<void> {
    for (;;) {
        const failed = failure();
        if (failed !== undefined) {
            throw new Error(`sshd ended: ${failed}`);
        }
        const open = await new Promise<boolean>((resolve) => {
            const socket = dial({ host: "127.0.0.1", port });
            socket.once("connect", () => resolve(true));
            socket.once("error", () => resolve(false));
            socket.once("close", () => resolve(false));
            socket.once("connect", () => socket.destroy());
        });
        if (open) {
            return;
        }
        await wait(10);
    }
}
