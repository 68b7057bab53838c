import { connect } from "node:net";
import { type AuthContext, type Connection, type PublicKeyAuthContext, Server, utils } from "ssh2";
import { makePipeSource } from "./command-pipes";
import { type CommandSettings, type RunningCommand, runCommand } from "./embedded-command";
import { fingerprintOf } from "./host-keys";
import { killLeftovers, killQuietly } from "./leftovers";
import { makeRebootRefusals } from "./reboot-programs";
import type { SshHost, SshHostDuties } from "./ssh-host";

/** How an embedded host behaves; the names are sshd_config's. */
export interface EmbeddedSettings {
    readonly maxSessions: number;
    readonly maxAuthTries: number;
    readonly loginGraceTimeMs: number;
    /** Shell that gets `-c` and the command. */
    readonly loginShell: string;
}

/** What an embedded host may use of this machine. */
export interface EmbeddedPlace {
    readonly socketPath: string;
    readonly folder: string;
    readonly marker: string;
}

/**
 * Starts an SSH server in this process. It knows public keys only, refuses terminals, shells and subsystems, forwards to other instances of its VPC, and runs
 * commands on this machine as this user. Like sshd it lets a silent command live on when its connection is lost.
 */
export async function startEmbeddedHost(
    duties: SshHostDuties,
    settings: EmbeddedSettings,
    place: EmbeddedPlace,
): Promise<SshHost> {
    const groups = new Set<number>();
    const connections = new Set<Connection>();
    const openPipes = makePipeSource(`${place.socketPath}-pipe`);
    const programs = makeRebootRefusals(place.folder);
    let signingIn = 0;
    const server = new Server({ hostKeys: duties.hostKeys.map((key) => key.privateKey), ident: "PulumiLab" });
    server.on("connection", (connection) => {
        connection.on("error", () => undefined);
        if (signingIn >= duties.maxStartups()) {
            hangUp(connection);
            return;
        }
        signingIn++;
        connections.add(connection);
        const graceTimer = setTimeout(() => hangUp(connection), settings.loginGraceTimeMs);
        const signedIn = once(() => {
            signingIn--;
            clearTimeout(graceTimer);
        });
        connection.on("close", () => {
            connections.delete(connection);
            signedIn();
        });
        let user = "";
        decideSignIns(connection, duties, settings.maxAuthTries, (osUser) => {
            user = osUser;
            signedIn();
        });
        serveSessions(
            connection,
            { maxSessions: settings.maxSessions, forward: duties.forward },
            (): CommandSettings => {
                const home = duties.homes.get(user) ?? place.folder;
                return {
                    user,
                    home,
                    loginShell: settings.loginShell,
                    marker: place.marker,
                    programs,
                    groups,
                    openPipes,
                    record: duties.recordCommand,
                };
            },
        );
    });
    await new Promise<void>((resolve, reject) => {
        server.on("error", reject);
        server.listen(place.socketPath, resolve);
    });
    return {
        dial: () => connect({ path: place.socketPath, allowHalfOpen: true }),
        stop: async () => {
            for (const connection of connections) connection.end();
            await new Promise<void>((resolve) => server.close(() => resolve()));
            for (const group of groups) killQuietly(-group);
            killLeftovers(place.marker, place.folder);
        },
    };
}

/** Accepts a live pushed key, at the query and again at the signature, and nothing else. */
function decideSignIns(
    connection: Connection,
    duties: SshHostDuties,
    maxAuthTries: number,
    onReady: (osUser: string) => void,
): void {
    let failures = 0;
    let tries = 0;
    const refuse = (context: AuthContext, fingerprint?: string) => {
        // sshd doesn't count the question "which methods are there?" when it comes first.
        if (!(context.method === "none" && tries === 1)) {
            failures++;
            duties.recordSignIn(context.username, "refused", fingerprint);
        }
        if (failures >= maxAuthTries) connection.end();
        else context.reject(["publickey"]);
    };
    connection.on("authentication", async (context) => {
        tries++;
        if (context.method !== "publickey") return refuse(context);
        const offered = context.key.data;
        const fingerprint = fingerprintOf(offered);
        const lines = await duties.authorizedKeys(context.username);
        const live = lines.find((line) => line.split(" ")[1] === offered.toString("base64"));
        if (!live || (context.signature && !isSignedWith(live, context))) return refuse(context, fingerprint);
        if (context.signature) {
            onReady(context.username);
            duties.recordSignIn(context.username, "accepted", fingerprint);
        }
        context.accept();
    });
}

function serveSessions(
    connection: Connection,
    { maxSessions, forward }: { readonly maxSessions: number; readonly forward: SshHostDuties["forward"] },
    settings: () => CommandSettings,
): void {
    let open = 0;
    const commands = new Set<RunningCommand>();
    connection.on("close", () => {
        for (const command of commands) command.letGo();
    });
    connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
        const target = forward(destIP, destPort);
        if (target === undefined) {
            reject();
            return;
        }
        target.once("error", reject);
        target.once("connect", () => {
            target.removeListener("error", reject);
            const stream = accept();
            target.on("error", () => stream.destroy());
            target.on("close", () => stream.destroy());
            stream.on("error", () => target.destroy());
            stream.on("close", () => target.destroy());
            stream.pipe(target).pipe(stream);
        });
    });
    connection.on("session", (accept, reject) => {
        if (open >= maxSessions) {
            reject();
            return;
        }
        open++;
        const session = accept();
        const closed = once(() => open--);
        session.on("close", closed);
        session.on("pty", (_accept, refuse) => refuse?.());
        session.on("shell", (_accept, refuse) => refuse?.());
        session.on("subsystem", (_accept, refuse) => refuse?.());
        session.on("env", (_accept, refuse) => refuse?.());
        session.once("exec", (acceptExec, _refuse, information) => {
            const channel = acceptExec();
            channel.on("close", closed);
            const running = runCommand(channel, information.command, settings());
            commands.add(running);
            channel.on("close", () => commands.delete(running));
            session.on("signal", (_accept, _refuseSignal, signal) => running.signal(signal.name));
        });
    });
}

/**
 * Closes without a word, as sshd does before a sign-in. ssh2's own `end` sends a message in plain text that breaks into a key
 * exchange, and gives no other way to its socket.
 */
function hangUp(connection: Connection): void {
    const { _sock: socket } = connection as { _sock?: { destroy(): void } };
    if (socket) socket.destroy();
    else connection.end();
}

function once(action: () => void): () => void {
    let wanted = true;
    return () => {
        if (wanted) action();
        wanted = false;
    };
}

function isSignedWith(keyLine: string, context: PublicKeyAuthContext): boolean {
    const key = utils.parseKey(keyLine);
    if (key instanceof Error || !context.signature || !context.blob) return false;
    return key.verify(context.blob, context.signature, context.hashAlgo) === true;
}
