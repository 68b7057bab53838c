// How `files` compares with scp, sftp and rsync to the same sshd over the same delayed link, each with its own sign-in.
// Usage: npm run bench:files. Needs openssh-server, openssh-client, rsync and root, as the lab's OpenSSH instances do.
// ROUNDS, MEBIBYTES, FILES, ROUND_TRIPS (ms, with commas) and TASKS change what is measured.
import { fork, spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const built = (path) => require(`../dist/${path}`);
const { systemClock } = built("provider/base/clock.js");
const { makeDeadline } = built("provider/base/deadline.js");
const { silentLog } = built("provider/base/log.js");
const { systemRandom } = built("provider/base/random.js");
const { placeFiles } = built("provider/files/index.js");
const { makeHosts } = built("provider/host/index.js");
const { makeSessionPool } = built("provider/session/index.js");
const { EC2InstanceConnectClient, SendSSHPublicKeyCommand } = require("@aws-sdk/client-ec2-instance-connect");

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const MEBIBYTES = Number(process.env.MEBIBYTES ?? 128);
const FILES = Number(process.env.FILES ?? 2_000);
const ROUND_TRIPS_MS = (process.env.ROUND_TRIPS ?? "0,20,80").split(",").map(Number);
const TASKS = (process.env.TASKS ?? "large,small,same,changed,text").split(",");
const [TEXT_MIB, TEXT_MBIT] = [64, Number(process.env.MBIT ?? 20)];
/** A peer that asks once or more for each file gets so many of them, and its time is scaled. */
const SAMPLE_FILES = 100;
const LIMIT_MS = 30 * 60_000;
const REMOTE = "/tmp/bench";

const deps = { clock: systemClock, random: systemRandom };
const folder = mkdtempSync(join(tmpdir(), "bench-"));
const key = join(folder, "key");
const host = fork(new URL("delayed-instance.mjs", import.meta.url));
const [instance] = await once(host, "message");
const aws = new EC2InstanceConnectClient({
    endpoint: instance.endpoint,
    region: instance.region,
    credentials: instance.credentials,
});

async function setRoundTrip(milliseconds, bytesPerSecond) {
    host.send({ latencyMs: milliseconds / 2, bytesPerSecond });
    await once(host, "message");
}

async function push(publicKeyLine) {
    const answer = await aws.send(
        new SendSSHPublicKeyCommand({
            InstanceId: instance.instanceId,
            InstanceOSUser: "ec2-user",
            SSHPublicKey: publicKeyLine,
        }),
    );
    return { requestId: answer.RequestId ?? "" };
}

/** One operation of ours as the provider makes it: sign in with a fresh key, ask the host, send, verify, put in place. */
async function place(source, remotePath, previous = []) {
    const pool = makeSessionPool(deps);
    const deadline = makeDeadline(systemClock, LIMIT_MS);
    const request = {
        target: { ...instance, osUser: "ec2-user", route: "private", address: instance.privateAddress },
        credentialsKey: "bench",
        hostKeyPolicy: "trust-on-first-use",
        hostKeys: [],
        recordedHostKeys: [],
        deadline,
        push,
        log: silentLog,
    };
    const hostOf = makeHosts(deps);
    const hostLease = async () => {
        const { session, release } = await pool.lease(request);
        return { host: hostOf(session), release };
    };
    const file = { argumentPath: "files[0]", remotePath, source, onDelete: "keep" };
    const placed = await placeFiles({ files: [file], previous, resource: "bench" }, hostLease, {
        ...deps,
        log: silentLog,
        deadline,
    });
    pool.closeAll();
    return placed;
}

/** Runs a program of OpenSSH or one that is given `ssh`; its key is pushed before. */
async function run(program, args, input = "") {
    await push(readFileSync(`${key}.pub`, "utf8").split(" ").slice(0, 2).join(" "));
    const child = spawn(program, args, { stdio: ["pipe", "ignore", "inherit"] });
    child.stdin.end(input);
    const [status] = await once(child, "exit");
    if (status !== 0) {
        throw new Error(`${program} ended with ${status}`);
    }
}

const OPTIONS = ["BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
const sshFlags = ["-q", "-i", key, "-c", "aes128-gcm@openssh.com", ...OPTIONS.flatMap((option) => ["-o", option])];
const address = `ec2-user@${instance.privateAddress}`;
const ssh = (script) => run("ssh", [...sshFlags, "-p", String(instance.port), address, "/bin/sh -s"], script);
const scp = (from, to, ...flags) =>
    run("scp", [...sshFlags, ...flags, "-P", String(instance.port), "-r", from, `${address}:${to}`]);
const sftp = (from, to) =>
    run("sftp", [...sshFlags, "-P", String(instance.port), "-b", "-", address], `put -r ${from} ${to}\n`);
const rsync = (from, to, ...flags) =>
    run("rsync", ["-a", ...flags, "-e", ["ssh", ...sshFlags, "-p", instance.port].join(" "), from, `${address}:${to}`]);

/** Files of 1 to 16 KiB in folders of a hundred. */
function makeTree(path, count) {
    for (let index = 0; index < count; index += 1) {
        const within = join(path, `d${Math.floor(index / 100)}`);
        mkdirSync(within, { recursive: true });
        writeFileSync(join(within, `f${index}`), randomBytes(randomInt(1024, 16 * 1024)));
    }
}

async function timed(work) {
    const startedAt = performance.now();
    await work();
    return (performance.now() - startedAt) / 1000;
}

const large = join(folder, "large");
const text = join(folder, "text");
const tree = join(folder, "tree");
const sample = join(folder, "sample");
const changeOne = () => writeFileSync(join(tree, "d0", "f7"), randomBytes(5_000));
const oursTree = { kind: "archive-path", path: tree };

/** What is measured: ours first, then the peers; `before` is not counted. */
const tasks = {
    large: {
        title: `one file of ${MEBIBYTES} MiB`,
        ways: {
            files: () => place({ kind: "path", path: large }, `${REMOTE}/large`),
            scp: () => scp(large, `${REMOTE}/large`),
            sftp: () => sftp(large, `${REMOTE}/large`),
            rsync: () => rsync(large, `${REMOTE}/large`),
        },
    },
    small: {
        title: `${FILES} files of 1 to 16 KiB`,
        ways: {
            files: () => place(oursTree, `${REMOTE}/tree`),
            rsync: () => rsync(`${tree}/`, `${REMOTE}/tree`),
            [`scp (of a sample of ${SAMPLE_FILES})`]: () => scp(sample, `${REMOTE}/tree`),
            [`sftp (of a sample of ${SAMPLE_FILES})`]: () => sftp(sample, `${REMOTE}/tree`),
        },
    },
    same: {
        title: `${FILES} files, none changed`,
        prepare: () => rsync(`${tree}/`, `${REMOTE}/tree`),
        ways: {
            files: () => place(oursTree, `${REMOTE}/tree`),
            "rsync (by size and time)": () => rsync(`${tree}/`, `${REMOTE}/tree`),
            "rsync -c (by content)": () => rsync(`${tree}/`, `${REMOTE}/tree`, "-c"),
        },
    },
    changed: {
        title: `${FILES} files, one changed`,
        prepare: () => rsync(`${tree}/`, `${REMOTE}/tree`),
        each: changeOne,
        ways: {
            files: () => place(oursTree, `${REMOTE}/tree`),
            "rsync (by size and time)": () => rsync(`${tree}/`, `${REMOTE}/tree`),
            "rsync -c (by content)": () => rsync(`${tree}/`, `${REMOTE}/tree`, "-c"),
        },
    },
};

tasks.text = {
    title: `${TEXT_MIB} MiB of program text at ${TEXT_MBIT} Mbit/s`,
    bytesPerSecond: (TEXT_MBIT * 1_000_000) / 8,
    ways: {
        files: () => place({ kind: "path", path: text }, `${REMOTE}/text`),
        scp: () => scp(text, `${REMOTE}/text`),
        "scp -C": () => scp(text, `${REMOTE}/text`, "-C"),
        "rsync -z": () => rsync(text, `${REMOTE}/text`, "-z"),
    },
};

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
/** Of a time that is for all files, though only a sample was sent: the sign-in is paid once. */
const scaled = (seconds, signInSeconds) => signInSeconds + ((seconds - signInSeconds) * FILES) / SAMPLE_FILES;
const isSample = (name) => name.includes("of a sample");

/** Seconds of each way, medians of rounds in turn. */
async function measure({ prepare, each, ways, bytesPerSecond }, roundTripMs) {
    const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
    await setRoundTrip(0);
    await ssh(`rm -rf ${REMOTE}; mkdir ${REMOTE}`);
    await prepare?.();
    for (let round = 0; round < ROUNDS; round += 1) {
        for (const [name, way] of Object.entries(ways)) {
            if (isSample(name) && round > 0) {
                continue;
            }
            await setRoundTrip(0);
            if (prepare === undefined) {
                await ssh(`rm -rf ${REMOTE}; mkdir ${REMOTE}`);
            }
            each?.();
            await setRoundTrip(roundTripMs, bytesPerSecond);
            const seconds = await timed(way);
            times[name].push(isSample(name) ? scaled(seconds, await timed(() => ssh("true"))) : seconds);
        }
    }
    return Object.entries(times).map(([name, values]) => ({ name, seconds: median(values) }));
}

try {
    await once(spawn("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]), "exit");
    writeFileSync(large, randomBytes(MEBIBYTES * 1024 * 1024));
    writeFileSync(text, Buffer.alloc(TEXT_MIB * 1024 * 1024, readFileSync(require.resolve("typescript"))));
    makeTree(tree, FILES);
    makeTree(sample, SAMPLE_FILES);
    for (const task of TASKS.map((name) => tasks[name])) {
        for (const roundTripMs of ROUND_TRIPS_MS) {
            const [ours, ...peers] = await measure(task, roundTripMs);
            const best = Math.min(...peers.map(({ seconds }) => seconds));
            const told = [ours, ...peers].map(({ name, seconds }) => `${name} ${seconds.toFixed(2)} s`);
            console.log(
                `${task.title}, ${roundTripMs} ms: ${told.join(", ")}; of the best peer: ${(ours.seconds / best).toFixed(2)}`,
            );
        }
    }
} finally {
    host.disconnect();
    await once(host, "exit");
    rmSync(folder, { recursive: true });
}
