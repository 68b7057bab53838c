// What a run costs beyond the same script on the same connection, and how a first command compares with `ssh` from a shell.
// Usage: npm run bench. Needs openssh-server and root, as the lab's OpenSSH instances do. Prints medians and ratios.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const built = (path) => require(`../dist/${path}`);
const { startLab } = built("lab/index.js");
const { systemClock } = built("provider/base/clock.js");
const { makeDeadline } = built("provider/base/deadline.js");
const { silentLog } = built("provider/base/log.js");
const { systemRandom } = built("provider/base/random.js");
const { runCommand } = built("provider/command/index.js");
const { makeHosts } = built("provider/host/index.js");
const { makeSessionPool } = built("provider/session/index.js");
const { EC2InstanceConnectClient, SendSSHPublicKeyCommand } = require("@aws-sdk/client-ec2-instance-connect");

const ROUNDS = Number(process.env.ROUNDS ?? 40);
const deps = { clock: systemClock, random: systemRandom };
const hostOf = makeHosts(deps);

const lab = await startLab();
const instance = await lab.launchInstance({ kind: "openssh" });
const client = new EC2InstanceConnectClient({
    endpoint: lab.endpoint,
    region: lab.region,
    credentials: lab.credentials,
});
const keyFolder = mkdtempSync(join(tmpdir(), "bench-"));

async function push(publicKeyLine) {
    const answer = await client.send(
        new SendSSHPublicKeyCommand({
            InstanceId: instance.instanceId,
            InstanceOSUser: "ec2-user",
            SSHPublicKey: publicKeyLine,
        }),
    );
    return { requestId: answer.RequestId ?? "" };
}

function request() {
    return {
        target: {
            instanceId: instance.instanceId,
            region: lab.region,
            accountId: lab.accountId,
            availabilityZone: instance.availabilityZone,
            osUser: "ec2-user",
            route: "private",
            address: instance.privateAddress,
            port: instance.port,
        },
        credentialsKey: "bench",
        hostKeyPolicy: "trust-on-first-use",
        hostKeys: [],
        recordedHostKeys: [],
        deadline: makeDeadline(systemClock, 30_000),
        push,
        log: silentLog,
    };
}

function plan() {
    return {
        runId: systemRandom.hex(16),
        script: "true",
        interpreter: ["/bin/sh", "-e"],
        environment: {},
        stdin: "",
        workingDirectory: undefined,
        runAs: undefined,
        timeoutMs: 60_000,
        maxOutputBytes: 1024,
        onStdoutLine: undefined,
        onStderrLine: undefined,
    };
}

async function ourRun(pool) {
    const result = await runCommand(plan(), () => hostLease(pool), {
        ...deps,
        log: silentLog,
        deadline: makeDeadline(systemClock, 60_000),
    });
    if (result.outcome.kind !== "exited" || result.outcome.exitCode !== 0) {
        throw new Error(`the run ended as ${JSON.stringify(result.outcome)}`);
    }
}

async function hostLease(pool) {
    const { session, release } = await pool.lease(request());
    return { host: hostOf(session), release };
}

async function plainExec(pool) {
    const lease = await pool.lease(request());
    const channel = await lease.session.exec("/bin/sh -s");
    channel.onStdout(() => {});
    channel.onStderr(() => {});
    await channel.write("true\n");
    channel.end();
    const end = await channel.ended;
    lease.release();
    if (end.kind !== "exited") {
        throw new Error(`the command ended as ${end.kind}`);
    }
}

async function coldRun() {
    const pool = makeSessionPool(deps);
    await ourRun(pool);
    pool.closeAll();
}

async function coldSsh() {
    const key = join(keyFolder, "key");
    rmSync(key, { force: true });
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], { stdio: "ignore" });
    await push(readFileSync(`${key}.pub`, "utf8").split(" ").slice(0, 2).join(" "));
    const options = ["BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
    const flags = ["-q", "-i", key, "-p", String(instance.port), ...options.flatMap((option) => ["-o", option])];
    // Not synchronously: the lab lives in this process.
    const ssh = spawn("ssh", [...flags, `ec2-user@${instance.privateAddress}`, "/bin/sh -s"]);
    ssh.stdin.end("true\n");
    const [status] = await once(ssh, "exit");
    if (status !== 0) {
        throw new Error(`ssh ended with ${status}`);
    }
}

async function timed(work) {
    const startedAt = performance.now();
    await work();
    return performance.now() - startedAt;
}

/** Medians of the two, in turn, and the ratio of the medians. */
async function compare(name, ours, peerName, peer, rounds) {
    const times = { ours: [], peer: [] };
    await ours();
    await peer();
    for (let round = 0; round < rounds; round += 1) {
        times.ours.push(await timed(ours));
        times.peer.push(await timed(peer));
    }
    const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
    const [mine, theirs] = [median(times.ours), median(times.peer)];
    console.log(
        `${name}: ${mine.toFixed(1)} ms; ${peerName}: ${theirs.toFixed(1)} ms; ` +
            `difference ${(mine - theirs).toFixed(1)} ms, ratio ${(mine / theirs).toFixed(2)}`,
    );
}

try {
    const pool = makeSessionPool(deps);
    await compare(
        "a run on an open connection",
        () => ourRun(pool),
        "plain exec on the same",
        () => plainExec(pool),
        ROUNDS,
    );
    pool.closeAll();
    await compare("first run, push included", coldRun, "ssh-keygen, push and ssh", coldSsh, Math.ceil(ROUNDS / 2));
} finally {
    await lab.stop();
    rmSync(keyFolder, { recursive: true });
}
