import { generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { clientKeyFrom } from "./client-key";
import { sshString } from "./openssh-container";
import { isSignedByHost } from "./verify-host-signature";
import { makeWireReader, type WireReader } from "./wire-reader";

/** What the agent serves, and for whom. */
export interface AgentRequest {
    /** Path of a socket that does not exist yet, in a directory that only this user can enter. */
    readonly socketPath: string;
    /** The only user whose sign-in is signed. */
    readonly osUser: string;
    /** Whether the host key, as SSH sends it, is one that was verified. */
    readonly isTrustedHost: (keyBlob: Buffer) => boolean;
    /** Has the host accept the key; called when a client asks for keys, which OpenSSH does after it has verified the host. */
    readonly push: (publicKeyLine: string) => Promise<void>;
    /** Whether the client tells its session before it asks for a signature, as OpenSSH does from 8.9 on: others are then refused. */
    readonly mustBind: boolean;
}

/** An ssh-agent with one fresh key, which exists nowhere else. */
export interface OneKeyAgent {
    close(): void;
}

// draft-ietf-sshm-ssh-agent, and PROTOCOL.agent of OpenSSH.
const FAILURE = 5;
const SUCCESS = 6;
const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;
const EXTENSION = 27;
const USERAUTH_REQUEST = 50;
const LONGEST_MESSAGE = 262_144;

/** The session that a connection to the agent was bound to by its client. */
interface Bound {
    readonly hostKey: Buffer;
    readonly sessionId: Buffer;
}

/**
 * Serves one fresh ed25519 key to an SSH client. It signs a single sign-in of that user, only for the session and host key that the client
 * has bound the connection to (OpenSSH 8.9 and later do), and answers nobody from then on.
 */
export async function serveOneKey(request: AgentRequest): Promise<OneKeyAgent> {
    const { socketPath, osUser, isTrustedHost, push, mustBind } = request;
    const { privateKey } = generateKeyPairSync("ed25519");
    const { publicKeyLine } = clientKeyFrom(privateKey);
    const keyBlob = Buffer.from(publicKeyLine.split(" ")[1] ?? "", "base64");
    let pushed: Promise<void> | undefined;
    let hasSigned = false;
    const sockets = new Set<Socket>();

    const identities = async (): Promise<Buffer> => {
        pushed ??= push(publicKeyLine);
        const isThere = await pushed.then(
            () => true,
            () => false,
        );
        const keys = isThere ? [sshString(keyBlob), sshString("")] : [];
        return Buffer.concat([Buffer.from([IDENTITIES_ANSWER, 0, 0, 0, keys.length / 2]), ...keys]);
    };
    const signature = (message: WireReader, bound: Bound | undefined): Buffer => {
        const wantedKey = message.string();
        const data = message.string();
        const isUnbound = mustBind && bound === undefined;
        if (
            hasSigned ||
            isUnbound ||
            !wantedKey.equals(keyBlob) ||
            !isOurSignIn(data, { osUser, keyBlob, bound, isTrustedHost })
        ) {
            return Buffer.from([FAILURE]);
        }
        hasSigned = true;
        const blob = Buffer.concat([sshString("ssh-ed25519"), sshString(sign(null, data, privateKey))]);
        return Buffer.concat([Buffer.from([SIGN_RESPONSE]), sshString(blob)]);
    };

    const server = createServer((socket) => {
        // It still listens: OpenSSH looks whether there is any agent before it forwards the user's own.
        if (hasSigned) {
            socket.destroy();
            return;
        }
        sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => sockets.delete(socket));
        let bound: Bound | undefined;
        const answer = async (message: Buffer): Promise<Buffer> => {
            const reader = makeWireReader(message);
            switch (reader.byte()) {
                case REQUEST_IDENTITIES:
                    return hasSigned ? Buffer.from([IDENTITIES_ANSWER, 0, 0, 0, 0]) : identities();
                case SIGN_REQUEST:
                    return signature(reader, bound);
                case EXTENSION: {
                    const binding = bound === undefined ? readBinding(reader) : undefined;
                    if (binding === undefined || !isTrustedHost(binding.hostKey)) {
                        return Buffer.from([FAILURE]);
                    }
                    bound = binding;
                    return Buffer.from([SUCCESS]);
                }
                default:
                    return Buffer.from([FAILURE]);
            }
        };
        void serve(socket, answer, () => {
            if (hasSigned) {
                socket.end();
            }
        });
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(socketPath, resolve);
    });
    return {
        close: () => {
            server.close();
            for (const socket of sockets) {
                socket.destroy();
            }
        },
    };
}

/** Answers one message after the other. */
async function serve(socket: Socket, answer: (message: Buffer) => Promise<Buffer>, afterwards: () => void) {
    let held = Buffer.alloc(0);
    try {
        for await (const chunk of socket) {
            held = Buffer.concat([held, chunk as Buffer]);
            while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
                const end = 4 + held.readUInt32BE(0);
                const message = held.subarray(4, end);
                held = held.subarray(end);
                const reply = await answer(message).catch(() => Buffer.from([FAILURE]));
                socket.write(sshString(reply));
                afterwards();
            }
            if (held.length >= 4 && held.readUInt32BE(0) > LONGEST_MESSAGE) {
                socket.destroy();
            }
        }
    } catch {
        // The client is gone.
    }
}

/** The session that the client is in, if its host key has signed for it and the connection is not forwarded to anybody. */
function readBinding(message: WireReader): Bound | undefined {
    if (message.string().toString("latin1") !== "session-bind@openssh.com") {
        return undefined;
    }
    const hostKey = message.string();
    const sessionId = message.string();
    const signature = message.string();
    const isForwarded = message.byte() !== 0;
    return isForwarded || !isSignedByHost(hostKey, sessionId, signature) ? undefined : { hostKey, sessionId };
}

interface OurSignIn extends Pick<AgentRequest, "osUser" | "isTrustedHost"> {
    readonly keyBlob: Buffer;
    readonly bound: Bound | undefined;
}

/** Whether the data is a sign-in with this key as this user, in the session that the connection is bound to (RFC 4252, 7). */
function isOurSignIn(data: Buffer, { osUser, keyBlob, bound, isTrustedHost }: OurSignIn): boolean {
    const message = makeWireReader(data);
    const sessionId = message.string();
    const isRequest = message.byte() === USERAUTH_REQUEST;
    const user = message.string().toString("utf8");
    const service = message.string().toString("latin1");
    const method = message.string().toString("latin1");
    const hasSignature = message.byte() === 1;
    const algorithm = message.string().toString("latin1");
    const key = message.string();
    const isHostBound = method === "publickey-hostbound-v00@openssh.com";
    const hostKey = isHostBound ? message.string() : undefined;
    return (
        isRequest &&
        hasSignature &&
        user === osUser &&
        service === "ssh-connection" &&
        (isHostBound || method === "publickey") &&
        algorithm === "ssh-ed25519" &&
        key.equals(keyBlob) &&
        message.isAtEnd() &&
        (hostKey === undefined || isTrustedHost(hostKey)) &&
        (bound === undefined ||
            (bound.sessionId.equals(sessionId) && (hostKey === undefined || hostKey.equals(bound.hostKey))))
    );
}
