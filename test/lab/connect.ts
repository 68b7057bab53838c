import { EC2Client } from "@aws-sdk/client-ec2";
import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from "@aws-sdk/client-ec2-instance-connect";
import { STSClient } from "@aws-sdk/client-sts";
import { Client, type ConnectConfig } from "ssh2";
import type { Lab, LabInstance } from "../../lab";
import { type HostKey, makeHostKey } from "../../lab/instances/host-keys";

/** Real AWS SDK clients of a lab, without retries unless told. */
export function awsClients(lab: Lab, changes: { secretAccessKey?: string; maxAttempts?: number } = {}) {
    const settings = {
        endpoint: lab.endpoint,
        region: lab.region,
        credentials: {
            ...lab.credentials,
            secretAccessKey: changes.secretAccessKey ?? lab.credentials.secretAccessKey,
        },
        maxAttempts: changes.maxAttempts ?? 1,
    };
    return {
        ec2: new EC2Client(settings),
        connect: new EC2InstanceConnectClient(settings),
        sts: new STSClient(settings),
    };
}

/** A fresh ed25519 key pair; a host key and a client's key look the same. */
export const makeKey = (): HostKey => makeHostKey();

/** Pushes a key through the real SDK. */
export async function pushKey(lab: Lab, instance: LabInstance, key: HostKey, osUser = "ec2-user") {
    return awsClients(lab).connect.send(
        new SendSSHPublicKeyCommand({
            InstanceId: instance.instanceId,
            InstanceOSUser: osUser,
            SSHPublicKey: key.line,
            AvailabilityZone: instance.availabilityZone,
        }),
    );
}

/** Signs in with a key, whether it was pushed or not. */
export function signIn(instance: LabInstance, key: HostKey, changes: Partial<ConnectConfig> = {}): Promise<Client> {
    return new Promise((resolve, reject) => {
        const client = new Client();
        client.on("error", reject);
        client.on("close", () => reject(new Error("closed before the sign-in")));
        client.on("ready", () => resolve(client));
        client.connect({
            host: instance.publicAddress ?? instance.privateAddress,
            port: instance.port,
            username: "ec2-user",
            privateKey: key.privateKey,
            authHandler: ["publickey"],
            hostVerifier: () => true,
            readyTimeout: 300_000,
            ...changes,
        });
    });
}

/** Pushes a fresh key and signs in with it. */
export async function pushAndSignIn(
    lab: Lab,
    instance: LabInstance,
    changes: Partial<ConnectConfig> = {},
): Promise<Client> {
    const key = makeKey();
    await pushKey(lab, instance, key, changes.username);
    return signIn(instance, key, changes);
}

/** What came of a remote command. */
export interface Outcome {
    readonly stdout: string;
    readonly stderr: string;
    readonly exitCode: number | null | undefined;
    readonly signal: string | undefined;
}

/** Runs a command on an open connection until its channel closes. */
export function runRemote(client: Client, command: string, stdin: string | Buffer = ""): Promise<Outcome> {
    return new Promise((resolve, reject) => {
        client.exec(command, (error, channel) => {
            if (error) return reject(error);
            const stdout: Buffer[] = [];
            const stderr: Buffer[] = [];
            let exitCode: number | null | undefined;
            let signal: string | undefined;
            channel.on("data", (chunk: Buffer) => stdout.push(chunk));
            channel.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
            channel.on("exit", (code: number | null, name?: string) => {
                exitCode = code;
                signal = name;
            });
            const closed = new Promise<void>((done) => channel.on("close", () => done()));
            // A channel may close before the last of its stderr is delivered.
            const drained = new Promise<void>((done) => channel.stderr.on("end", () => done()));
            const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString();
            void Promise.all([closed, drained]).then(() =>
                resolve({ stdout: text(stdout), stderr: text(stderr), exitCode, signal }),
            );
            channel.end(stdin);
        });
    });
}
