import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { translateAwsError } from "../../provider/aws/aws-error";
import { checkAccount } from "../../provider/aws/check-account";
import { trustOf } from "../../provider/aws/network-config";
import { readStackAws } from "../../provider/aws/stack-config";
import { systemClock } from "../../provider/base/clock";
import { makeDeadline } from "../../provider/base/deadline";
import { type Failure, inWords, isProviderError, type ProviderError } from "../../provider/base/error";
import { type ErrorCode, REGISTERED_CODES } from "../../provider/base/error-codes";
import { silentLog } from "../../provider/base/log";
import { makeRedact } from "../../provider/base/redaction";
import { PLAIN_WORDS, worded } from "../../provider/base/words";
import { requireFlock, waitForCloudInit } from "../../provider/command";
import type { CapturedOutput, Outcome } from "../../provider/command/command-result";
import { concludeFrom } from "../../provider/command/decide-run-end";
import { parseRefusal, parseShellRefusal, parseSudoRefusal } from "../../provider/command/explain-refusal";
import { notBackError, rebootBusy, rebootRefused } from "../../provider/command/reboot-errors";
import { inTheWay, sudoRefused } from "../../provider/files/blocked-path";
import { fetchRefused, lookRefused, readerBroken } from "../../provider/files/download/download-errors";
import { hashMismatch, hostError } from "../../provider/files/host-error";
import { cannotAct, directoryRefused, exchanged, unsafeDirectory } from "../../provider/files/refusals";
import { sourceChanged } from "../../provider/files/source-errors";
import { transferFailed, transferTimedOut } from "../../provider/files/transfer-errors";
import { type HostOf, makeHosts } from "../../provider/host";
import { loginShellEnded, loginShellHangs } from "../../provider/host/login-shell";
import { parseInputs } from "../../provider/inputs";
import type { Inputs } from "../../provider/inputs/inputs";
import { proveGone } from "../../provider/instance";
import { noAddressError } from "../../provider/instance/addresses";
import { noEndpointError } from "../../provider/instance/choose-endpoint";
import { noConsoleKeys } from "../../provider/instance/console-keys";
import { stateError, unknownInstanceError, windowsError } from "../../provider/instance/instance-errors";
import { findOsUser } from "../../provider/instance/os-user";
import { directRoute } from "../../provider/instance/way";
import { notText } from "../../provider/operation/fetch-errors";
import { importRefused } from "../../provider/plugin/import-refused";
import { PLUGIN_WORDS } from "../../provider/plugin/plugin-words";
import { asProviderError } from "../../provider/process/foreign-error";
import { PULUMI_WORDS } from "../../provider/process/pulumi-words";
import { dialError } from "../../provider/session/dial";
import { proxyError } from "../../provider/session/dial-proxy";
import { forwardError } from "../../provider/session/forward";
import { makeKeySource } from "../../provider/session/key-source";
import { noAnswerError, noRouteError, noSlotError, tunnelClosedError } from "../../provider/session/route-errors";
import type { Session } from "../../provider/session/session";
import {
    hangUpError,
    hostKeyError,
    noCommonAlgorithmError,
    noPlaceError,
    timeoutError,
} from "../../provider/session/session-errors";
import {
    accountRefusedError,
    keyRefusedError,
    moreThanKeyError,
    noKeyMethodError,
} from "../../provider/session/sign-in-errors";
import { channelError } from "../../provider/session/ssh-session";
import { TunnelClosedError } from "../../provider/session/tunnel-closed";
import { commandFailure, guardFailure, readFailure, readRecorded, valuesFailure } from "../../provider/state";
import { makePlan } from "../support/command-plan";
import { finishedRun } from "../support/finished-run";
import { leaseOn } from "../support/hosts";
import { INSTANCE, makeFakeAws } from "./aws/fake-aws";
import { sourceErrors } from "./source-errors";

const SECRET = "hunter2-and-a-half";
const SUDO = { loginUser: "ec2-user", runAs: "app" };
const SECRET_LINES = `connecting with ${SECRET}\nno luck`;
const RUN = finishedRun();
const ID = INSTANCE.instanceId;

/** The failure that some work ends with. */
async function thrownBy(work: () => unknown): Promise<ProviderError> {
    try {
        await work();
    } catch (error) {
        if (isProviderError(error)) {
            return error;
        }
        throw error;
    }
    throw new Error("expected an error");
}

/** A host that answers every command with this, by a marker of sixteen `a`. */
function sessionThatSays(text: string): Session {
    const exec = async () => ({
        write: async () => {},
        end: () => {},
        onStdout: (listener: (chunk: Buffer) => void) => listener(Buffer.from(text)),
        onStderr: () => {},
        pause: () => {},
        resume: () => {},
        ended: Promise.resolve({ kind: "exited", exitCode: 0 } as const),
        close: () => {},
    });
    return { facts: RUN.facts, exec };
}

const MARKER = "a".repeat(16);
const hostOf: HostOf = (session) => makeHosts(commandDeps)(session);
const frozenClock = { now: () => 0, monotonicMs: () => 0, sleep: async () => {}, after: () => () => {} };
const commandDeps = {
    clock: frozenClock,
    random: { hex: () => MARKER, fraction: () => 0 },
    log: silentLog,
    deadline: makeDeadline(frozenClock, 500),
};

function cloudInitThatSays(long: string): () => Promise<void> {
    const body = `${long}\nboothooks used ${SECRET}`;
    const session = sessionThatSays(`${MARKER} text status ${Buffer.byteLength(body)}\n${body}`);
    const waited = { limitMs: 500, redact: makeRedact([SECRET]) };
    return () => waitForCloudInit(waited, async () => leaseOn(session, hostOf), commandDeps);
}

function awsErrors(): ProviderError[] {
    const context = { subject: ID, region: "eu-central-1", profile: "work" };
    const chain = (message: string) => ({ name: "CredentialsProviderError", message });
    const named = (name: string) => ({ name, message: "the service's own words" });
    const ec2 = [
        chain(
            "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login.",
        ),
        chain("Your session has expired. Please reauthenticate using 'aws login'."),
        chain("Profile work requires multi-factor authentication, but no MFA code callback was provided."),
        chain("Could not resolve credentials using profile: [work] in configuration/credentials file(s)."),
        chain("Could not load credentials from any providers"),
        { name: "Error", message: "ENOENT: no such file or directory, open '/run/token'", code: "ENOENT" },
        named("ExpiredTokenException"),
        named("RequestExpired"),
        { name: "SignatureDoesNotMatch", message: `The Canonical String was x-amz-security-token:${SECRET}` },
        named("OptInRequired"),
        { name: "Error", message: "Region is missing" },
        { name: "Error", message: 'Region not accepted: region="nowhere!" is not a valid hostname component.' },
        named("UnauthorizedOperation"),
        named("RequestLimitExceeded"),
        named("InternalError"),
        named("InvalidInstanceID.NotFound"),
        named("InvalidParameterValue"),
        { name: "Error", message: "self-signed certificate", code: "SELF_SIGNED_CERT_IN_CHAIN" },
        { name: "ProxyError", message: "the proxy answered 407", code: "EPROXY" },
        { name: "Error", message: "getaddrinfo ENOTFOUND ec2.nowhere.amazonaws.com", code: "ENOTFOUND" },
        named("TimeoutError"),
        named("SomethingNew"),
    ].map((thrown) => translateAwsError(thrown, { ...context, action: "ec2:DescribeInstances" }));
    const push = [
        "AccessDeniedException",
        "AuthException",
        "EC2InstanceNotFoundException",
        "EC2InstanceStateInvalidException",
        "EC2InstanceUnavailableException",
        "InvalidArgsException",
        "ThrottlingException",
        "ServiceException",
        "Success: false",
    ].map((name) => translateAwsError(named(name), { ...context, action: "ec2-instance-connect:SendSSHPublicKey" }));
    const tunnel = [
        "AccessDeniedException",
        "ServiceQuotaExceededException",
        "ResourceNotFoundException",
        "InvalidParameter",
    ].map((name) => translateAwsError(named(name), { ...context, action: "ec2-instance-connect:OpenTunnel" }));
    return [...ec2, ...push, ...tunnel];
}

async function targetErrors(): Promise<ProviderError[]> {
    const where = { region: "eu-central-1", operation: "create", urn: undefined } as const;
    const gone = { instanceId: ID, recordedRegion: "eu-west-1", recordedAccountId: "111122223333" };
    const deadline = makeDeadline(systemClock, 1_000);
    const unnamed = { imageId: "ami-1", ownerId: "1", ownerAlias: "", name: "golden", description: "" };
    return [
        stateError(INSTANCE, "pending", where),
        stateError(INSTANCE, "stopped", where),
        stateError(INSTANCE, "stopped", { ...where, operation: "delete", urn: "urn:pulumi:dev::app::type::name" }),
        stateError(INSTANCE, "terminated", where),
        windowsError(INSTANCE, "eu-central-1"),
        unknownInstanceError(ID, { region: "eu-central-1", accountId: "111122223333" }, { region: "eu-west-1" }),
        await thrownBy(() => proveGone(gone, makeFakeAws(["unknown"]), deadline)),
        await thrownBy(() => findOsUser(INSTANCE, makeFakeAws([{}], { image: unnamed }), deadline)),
        noAddressError({ ...INSTANCE, ipv6Address: undefined }, "ipv6"),
        await thrownBy(() => checkAccount("111122223333", { allowed: ["222233334444"], forbidden: [] })),
        await thrownBy(() => readStackAws((key) => (key === "aws:assumeRole" ? `{"roleArn": ${SECRET}` : undefined))),
        await thrownBy(() => trustOf({ caBundle: "/no/such/ca.pem", httpsProxy: undefined, noProxy: undefined }, {})),
    ];
}

function hostErrors(): ProviderError[] {
    return [
        loginShellHangs("Mounting /home ..."),
        loginShellEnded("This account is not available.", 1),
        loginShellEnded("rbash: /bin/sh: restricted", 1),
        loginShellEnded("Password change required but no TTY available.", 1),
    ];
}

async function sessionErrors(): Promise<ProviderError[]> {
    const { target } = RUN;
    const route = directRoute("public", "192.0.2.10", 22);
    const way = {
        kind: "tunnel",
        endpointId: "eice-1",
        host: "eice-1.example.com",
        address: "10.0.0.7",
        port: 22,
    } as const;
    const tunnel = { name: "endpoint", way } as const;
    const met = { target, route };
    const networkError = (code: string) => Object.assign(new Error(code), { code });
    const refused = Object.assign(new Error("(SSH) Channel open failure: open failed"), { reason: 1 });
    const own = makeKeySource({
        kind: "own",
        privateKey: `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}`,
        passphrase: SECRET,
    });
    return [
        dialError(networkError("ECONNREFUSED"), "192.0.2.10", 22),
        dialError(networkError("ETIMEDOUT"), "192.0.2.10", 22),
        dialError(networkError("ENOTFOUND"), "no.such.host", 22),
        noAnswerError(route, target),
        noAnswerError(tunnel, target),
        noRouteError(
            { target, leftOut: [directRoute("private", "10.0.0.7", 22)] },
            [
                { route, error: noAnswerError(route, target), spentMs: 3_000 },
                {
                    error: noEndpointError(
                        { facts: INSTANCE, address: undefined, port: 22, endpointId: undefined },
                        { kind: "none", mayCome: false, unusable: [] },
                    ),
                    spentMs: 0,
                },
            ],
            0,
        ),
        noRouteError({ target }, [], 0),
        noSlotError(target, "eice-1"),
        proxyError(
            { kind: "socks5", host: "proxy", port: 1080, user: { name: "me", password: SECRET } },
            { address: "192.0.2.10", port: 22 },
            { cause: "it does not answer", mayPass: true },
        ),
        forwardError(Object.assign(new Error("(SSH) Channel open failure: open failed"), { reason: 1 }), route.way),
        forwardError(Object.assign(new Error("(SSH) Channel open failure: refused"), { reason: 2 }), route.way),
        tunnelClosedError(target, tunnel, new TunnelClosedError("eice-1", 1011, "Unable to connect to target")),
        tunnelClosedError(target, tunnel, new TunnelClosedError("eice-1", 1006, "")),
        hangUpError(met, "Not allowed at this time", "closed"),
        hangUpError(met, "Exceeded MaxStartups", "closed"),
        hangUpError(met, "", "no answer before the deadline"),
        noCommonAlgorithmError(met, { what: "Ciphers", ours: ["aes128-ctr"], theirs: ["3des-cbc"] }),
        hostKeyError(met, "SHA256:shown", ["SHA256:pinned"]),
        keyRefusedError(met),
        keyRefusedError(met, "Authorised people only"),
        moreThanKeyError(met, ["publickey", "keyboard-interactive"]),
        noKeyMethodError(met, ["password"]),
        accountRefusedError(met, "System is booting up. Unprivileged users are not permitted to log in yet"),
        accountRefusedError(met, ""),
        accountRefusedError(met, "Your account has expired; please contact your system administrator"),
        noPlaceError(target),
        noConsoleKeys(target.instanceId, "blank"),
        noConsoleKeys(target.instanceId, "contradictory"),
        timeoutError(keyRefusedError(met), target, 300_000),
        channelError(refused, 0),
        channelError(new Error("Not connected"), 0),
        await thrownBy(() => own.next()),
    ];
}

async function commandErrors(): Promise<ProviderError[]> {
    const inputs = parseInputs({
        instanceId: ID,
        create: `echo ${SECRET}`,
        environment: { TOKEN: SECRET },
        runAs: "app",
    });
    const refusals: Outcome[] = [
        ...["no-space", "shared-directory", "lock", "other-inputs", "something-else"].map((what) =>
            parseRefusal(what, "/var/tmp/ec2-instance-connect-1000"),
        ),
        parseRefusal("no-space", "printf: write error: No space left on device"),
        ...[
            "directory\n/srv/app",
            "interpreter\npython3",
            "interpreter-path\n/usr/bin/python3",
            "environment\n",
            "start\nexit code 1, signal -",
        ].map((text) => parseRefusal("script", text)),
        parseSudoRefusal({ ...SUDO, words: "sudo: sorry, you must have a tty to run sudo", exitCode: 1 }),
        parseSudoRefusal({ ...SUDO, words: "sudo: unknown user app", exitCode: 1 }),
        parseSudoRefusal({ ...SUDO, words: "sh: sudo: not found", exitCode: 127 }),
        parseSudoRefusal({ ...SUDO, words: "sudo: a password is required", exitCode: 1 }),
        parseShellRefusal("rbash: /bin/sh: restricted", 1),
        parseShellRefusal("This account is currently not available.", 1),
        parseShellRefusal("", 1),
        parseShellRefusal('Please login as the user "ec2-user" rather than the user "root".', 142),
        parseShellRefusal("WARNING: Your password has expired.\nPassword change required but no TTY available.\n", 1),
        parseSudoRefusal({
            ...SUDO,
            words: "sudo: Account or password is expired, reset your password and try again",
            exitCode: 1,
        }),
    ];
    const outcomes: Outcome[] = [
        { kind: "exited", exitCode: 7 },
        { kind: "signalled", signal: "KILL" },
        { kind: "timedOut" },
        { kind: "lost", reason: "the connection could not be had back" },
        ...refusals,
    ];
    const stderr = { ...RUN.run.result.stderr, text: SECRET_LINES };
    const unstarted = { kind: "reported", words: ["unstarted"], text: "" } as const;
    const never = (attempts: number) => {
        const state = { attempts, fruitless: 0, unstarted: 4, sent: true, accepted: true };
        return thrownBy(() => concludeFrom(unstarted, makePlan("true"), state as never));
    };
    return [
        ...outcomes.map((outcome) =>
            commandFailure({
                interpreter: ["/bin/sh", "-e"],
                script: "create",
                ...finishedRun({ outcome, stderr }),
                inputs,
                redact: makeRedact([SECRET]),
            }),
        ),
        ...sideFailures(stderr, inputs),
        await thrownBy(cloudInitThatSays("status: error")),
        await thrownBy(cloudInitThatSays("status: running")),
        await thrownBy(() => requireFlock(hostOf(sessionThatSays(`${MARKER} none\n`)), commandDeps.deadline)),
        await never(5),
        await never(6),
    ];
}

/** Of guards and of `read`, as they end. */
function sideFailures(stderr: CapturedOutput, inputs: Inputs): ProviderError[] {
    const failedWith = (side: "unless" | "creates" | "read", outcome: Outcome) => {
        const { target, run } = finishedRun({ outcome, stderr });
        const guarded = { ...inputs, unless: "true", creates: "/opt/app", read: "cat /etc/app" } as Inputs;
        return { side, target, result: run.result, inputs: guarded, redact: makeRedact([SECRET]) };
    };
    return [
        guardFailure({ ...failedWith("unless", { kind: "exited", exitCode: 127 }), script: "create" }),
        guardFailure({ ...failedWith("unless", { kind: "exited", exitCode: 126 }), script: "update" }),
        guardFailure({ ...failedWith("unless", { kind: "timedOut" }), script: "create" }),
        guardFailure({ ...failedWith("creates", { kind: "exited", exitCode: 2 }), script: "create" }),
        readFailure({ ...failedWith("read", { kind: "exited", exitCode: 3 }), script: "create" }),
        notText("/var/lib/app/blob"),
        rebootRefused("sudo: a password is required"),
        rebootBusy(2),
        notBackError(
            "the connection was lost at 2026-11-27T02:00:00Z, and was not restored by 2026-11-27T02:10:00Z: no answer",
            "after",
        ),
        valuesFailure("create", RUN, "line 3 is neither name=value nor name<<WORD"),
        readFailure({ ...failedWith("read", { kind: "lost", reason: "the connection was lost" }), script: "read" }),
    ];
}

async function otherErrors(): Promise<ProviderError[]> {
    return [
        await thrownBy(() => readRecorded({ __state: 99, __package: "9.9.9" })),
        await thrownBy(() => parseInputs({ instanceId: ID, create: "true", commandTimeout: "soon" })),
        asProviderError("boom"),
        importRefused("i-0123456789abcdef0"),
        ...[
            "No space left on device",
            "Read-only file system",
            "chown: invalid user: 'app'",
            "Permission denied",
            "tar: not found",
            "Input/output error",
            "tar: Unexpected EOF in archive",
            "mv: cannot move 'app.conf' to '../app.conf': Device or resource busy",
        ].map((said) => hostError("write", "/etc/app.conf", said)),
        hashMismatch("/etc/app.conf"),
        sourceChanged("files[0]", "/etc/app.conf"),
        fetchRefused("/etc/app.conf", "missing", "stat: cannot stat '/etc/app.conf': No such file or directory"),
        lookRefused("/root/app.conf", "stat: cannot stat '/root/app.conf': Permission denied"),
        fetchRefused("/run/app.fifo", "special", "not a regular file"),
        fetchRefused("/var/lib/app/dump", "too-large", "1073741824"),
        fetchRefused("/var/log/app.log", "changed"),
        readerBroken("/etc/app.conf", "head: not found"),
        readerBroken("/etc/app.conf", "the shell ended without a word"),
        readerBroken("/etc/app.conf", "sudo: a password is required", "postgres"),
        transferFailed("FILE_LINK_LOST", "the connection was lost repeatedly", "read"),
        transferFailed("FILE_LINK_LOST", "the connection was lost repeatedly"),
        transferTimedOut(makeDeadline(frozenClock, 0)),
        transferTimedOut(makeDeadline(frozenClock, 0, ({ timeLimitOf }) => timeLimitOf("create"))),
        inTheWay("/etc/app", "a directory", "a file"),
        inTheWay("/tmp", "a directory", "a file", "/tmp/setup.sh"),
        sudoRefused("/etc/app.conf", "sudo: a password is required"),
        hostError("enter the directory of", "/home/app/.ssh/key", "Permission denied: /home/app/.ssh", "app"),
        directoryRefused("/srv/a", "/srv", "ec2-user", "sudo: a password is required", { userId: "0", mode: 0o755 }),
        directoryRefused("/srv/a", "/srv", "ec2-user", "sudo: a password is required", { userId: "7", mode: 0o755 }),
        directoryRefused("/tmp/a", "/tmp", "ec2-user", "sudo: a password is required", { userId: "0", mode: 0o1777 }),
        unsafeDirectory("/srv/a", { path: "/srv", userId: "0", name: "root" }),
        unsafeDirectory("/tmp/link/a", { path: "/tmp/link", userId: "0", name: "LINK" }),
        unsafeDirectory("/home/app/a", { path: "/home/app", userId: "1001", name: "app" }, { owner: "root" }),
        exchanged("/home/app/a"),
        cannotAct("/home/app/a", "app", "setpriv, su and sudo can't start a shell of the user app"),
    ];
}

let found: Promise<ProviderError[]> | undefined;

/** As the rooms throw them; made once for all tests. */
function allErrors(): Promise<ProviderError[]> {
    found ??= makeAllErrors();
    return found;
}

async function makeAllErrors(): Promise<ProviderError[]> {
    const groups = [
        awsErrors(),
        await targetErrors(),
        await sessionErrors(),
        hostErrors(),
        await commandErrors(),
        await otherErrors(),
        await sourceErrors(),
    ];
    return groups.flat();
}

/** Every code that the provider's source raises or looks for: all that stands outside the registry. */
function codesInSource(): Set<string> {
    const root = join(__dirname, "..", "..", "provider");
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
        (name) => name.endsWith(".ts") && !name.startsWith(join("base", "error-codes")),
    );
    const text = files.map((name) => readFileSync(join(root, name), "utf8")).join("\n");
    return new Set(
        [...text.matchAll(/"((?:AWS|EIC|TUNNEL|JUMP|NET|SSH|CMD|FILE|STATE|BUG)_[A-Z0-9_]+)"/g)].map(
            ([, code]) => code ?? "",
        ),
    );
}

/** As a program of Pulumi gets them. */
async function inPulumi(): Promise<Failure[]> {
    return (await allErrors()).map((error) => inWords(error, PULUMI_WORDS).failure);
}

/** What nobody but a user of Pulumi can do or understand. */
const OF_PULUMI =
    /\b(pulumi (up|destroy|config|state|stack)|connection\.[a-z]|customTimeouts|stack|dependsOn|retainOnDelete|@pulumi)/;

describe("every error of every layer", () => {
    test("has a code, says whether the command ran, has a remedy, and shows no secret", async () => {
        const failures = await inPulumi();
        for (const { code, layer, commandRan, remedies = [], summary } of failures) {
            expect.soft(code, summary).toMatch(/^(AWS|EIC|TUNNEL|JUMP|NET|SSH|CMD|FILE|STATE|BUG)_[A-Z0-9_]+$/);
            expect.soft(["did-not-run", "may-have-run", "ran"], code).toContain(commandRan);
            expect.soft(layer, code).not.toBe("");
            expect.soft(remedies.length, `${code} has 1 to 3 remedies`).toBeGreaterThan(0);
            expect.soft(remedies.length, `${code} has 1 to 3 remedies`).toBeLessThan(4);
        }
        const printed = failures.map((failure) => printOf(failure)).join("\n\n");
        expect(printed).not.toContain(SECRET);
        expect(printed).not.toMatch(/[^./]\.\.(\s|$)/);
        await expect(`${printed}\n`).toMatchFileSnapshot("./all-errors.txt");
    });

    test("speaks of Pulumi at Pulumi's door only, and has a remedy without it", async () => {
        for (const { failure } of await allErrors()) {
            const { code, remedies = [], summary } = failure;
            expect.soft(remedies.length, `${code} has 1 to 3 remedies`).toBeGreaterThan(0);
            for (const text of [summary, ...remedies]) {
                expect.soft(text, code).not.toMatch(OF_PULUMI);
                expect.soft(text, code).not.toMatch(/undefined|=>|: [.]/);
            }
        }
    });

    test("names nothing of the stack's aws: configuration to a program of the plugin, which does not see it", async () => {
        for (const error of await allErrors()) {
            const { code, summary, facts = [], remedies = [] } = inWords(error, PLUGIN_WORDS).failure;
            for (const text of [summary, ...facts.map(([name]) => name), ...remedies]) {
                expect.soft(text, code).not.toMatch(/(?<!arn:)\baws:|@pulumi\/aws|undefined|=>/);
            }
        }
    });

    test("is printed here", async () => {
        const printed = (await allErrors()).map(({ failure }) => failure.code);
        expect([...new Set(printed)].sort()).toEqual([...codesInSource()].sort());
    });
});

describe("the registry of codes", () => {
    test("has exactly the codes that are raised, each with its layer", async () => {
        const registered = REGISTERED_CODES.map(({ code }) => code);
        expect([...registered].sort()).toEqual([...codesInSource()].sort());
        const raised = new Map((await inPulumi()).map(({ code, layer }) => [code, layer]));
        for (const { code, layer } of REGISTERED_CODES) {
            expect.soft(raised.get(code), code).toBe(layer);
        }
    });

    test("speaks of Pulumi in Pulumi's words only", () => {
        const texts = REGISTERED_CODES.flatMap(({ meaning, remedy }) => [meaning, remedy]);
        expect(texts.map((text) => worded(text, PLAIN_WORDS)).filter((text) => OF_PULUMI.test(text))).toEqual([]);
        expect(texts.filter((text) => OF_PULUMI.test(worded(text, PULUMI_WORDS))).length).toBeGreaterThan(10);
    });

    test("lets no misspelt code compile", () => {
        const misspelt = (): ErrorCode[] => [
            "CMD_EXIT",
            // @ts-expect-error: the check of types fails when this is no error.
            "CMD_EXITED",
        ];
        expect(misspelt().filter((code) => !codesInSource().has(code))).toEqual(["CMD_EXITED"]);
    });

    test("has nothing that no call of this package can answer", () => {
        expect([...codesInSource()].filter((code) => code.includes("SERIAL_CONSOLE"))).toEqual([]);
    });
});

describe("docs/errors.md", () => {
    test("lists exactly the codes that exist, each with its layers", async () => {
        const page = readFileSync(join(__dirname, "..", "..", "docs", "errors.md"), "utf8");
        const rows = [...page.matchAll(/^\| `([A-Z0-9_]+)` \| ([^|]*) \|/gm)].map(([, code, layers]) => [
            code,
            layers?.trim(),
        ]);
        const codes = rows.map(([code]) => code);
        expect([...codes].sort()).toEqual([...codesInSource()].sort());
        const layersOf = (code: string | undefined, failures: readonly Failure[]) =>
            [...new Set(failures.filter((failure) => failure.code === code).map(({ layer }) => layer))].join(", ");
        const failures = await inPulumi();
        for (const [code, layers] of rows) {
            expect.soft([code, layers]).toEqual([code, layersOf(code, failures)]);
        }
    });
});

function printOf(failure: Failure): string {
    const retry = failure.retryable ? "may be tried again" : "final";
    const facts = (failure.facts ?? []).map(([name, value]) => `  ${name}: ${value}`);
    const remedies = (failure.remedies ?? []).map((remedy) => `  - ${remedy}`);
    // The stack of an unknown error is this machine's.
    const details = failure.code === "BUG_UNEXPECTED" ? "" : (failure.details ?? "");
    return [
        `${failure.code} [${failure.layer}, ${failure.commandRan}, ${retry}]`,
        failure.summary,
        ...facts,
        ...remedies,
        ...(details === "" ? [] : [`  Details: ${details}`]),
    ].join("\n");
}
