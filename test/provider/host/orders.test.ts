import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Clock, systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { ProviderError } from "../../../provider/base/error";
import { systemRandom } from "../../../provider/base/random";
import { makeHosts } from "../../../provider/host";
import type { Frame } from "../../../provider/host/frame-parser";
import type { Host } from "../../../provider/host/host";
import type { Order, OrderEnd } from "../../../provider/host/order";
import type { Session } from "../../../provider/session/session";
import { makeLocalSession } from "../../support/command-local-session";
import { makeFakeClock } from "../../support/fake-clock";
import { requireRoot } from "../../support/rights";

/** A host of its own, with the command lines that were run there. */
function makeHost(session: Session = makeLocalSession(), clock: Clock = systemClock) {
    const execs: string[] = [];
    const counting: Session = {
        ...session,
        exec: (command) => {
            execs.push(command);
            return session.exec(command);
        },
    };
    return { host: makeHosts({ clock, random: systemRandom })(counting), execs };
}

interface Told {
    readonly end: OrderEnd;
    readonly words: readonly string[];
    readonly bytes: Buffer;
}

async function tell(host: Host, order: Partial<Order> & Pick<Order, "text">): Promise<Told> {
    const words: string[] = [];
    const bytes: Buffer[] = [];
    const onFrame = (frame: Frame) => {
        if (frame.kind === "words") {
            words.push(frame.line);
        } else {
            bytes.push(Buffer.from(frame.bytes));
        }
    };
    const deadline = makeDeadline(systemClock, 600_000);
    const end = await host.order({ libraries: [], deadline, onFrame, ...order }).ended;
    return { end, words: words.filter((line) => !/^(hello|ready)/.test(line)), bytes: Buffer.concat(bytes) };
}

test("frames of several writers never interleave", async () => {
    const { host, execs } = makeHost();
    const writers = [..."abcdef"];
    const text = (letter: string) => `i=0; while [ $i -lt 20 ]; do
        eic_lock; printf '%s out %s %s\\n' "$eic_marker" $((i * 70000)) 70000; head -c 70000 /dev/zero | tr '\\0' ${letter}; eic_unlock
        eic_report beat ${letter} $i; i=$((i + 1)); done`;
    const told = await Promise.all(writers.map((letter) => tell(host, { text: text(letter) })));
    for (const [index, { end, words, bytes }] of told.entries()) {
        const letter = writers[index] ?? "";
        expect(end).toEqual({ kind: "over" });
        expect(words).toEqual(Array.from({ length: 20 }, (_, count) => `beat ${letter} ${count}`));
        expect(bytes.equals(Buffer.alloc(20 * 70_000, letter))).toBe(true);
    }
    expect(execs).toHaveLength(1);
});

test("a library is sent once for each shell, and an order leaves nothing behind for the next", async () => {
    const session = makeLocalSession();
    const { host } = makeHost(session);
    const library = "eic_greet() { eic_report greeting $1; }";
    const first = await tell(host, { libraries: [library], text: "cd /tmp; secret=1; eic_greet one" });
    const second = await tell(host, { libraries: [library], text: 'eic_greet two; eic_report "<$secret>"' });
    expect([...first.words, ...second.words]).toEqual(["greeting one", "greeting two", "<>"]);
    expect(session.sent.join("").split(library)).toHaveLength(2);
});

test("an order that hangs delays no other; given up, it ends no other, and the next gets another shell", async () => {
    const { host, execs } = makeHost();
    const text = "eic_report process $(exec sh -c 'echo $PPID'); exec sleep 3600";
    const hanging = tell(host, { text, deadline: makeDeadline(systemClock, 1_000) });
    expect((await tell(host, { text: "eic_report beside" })).words).toEqual(["beside"]);
    const beside = tell(host, { text: "sleep 1.5; eic_report to its end" });
    const { end, words } = await hanging;
    expect(end).toMatchObject({ kind: "lost" });
    expect((await tell(host, { text: "eic_report after" })).words).toEqual(["after"]);
    // Nobody else ends it: what hangs on a host goes on when the connection is gone.
    process.kill(Number(words[0]?.split(" ")[1]), "SIGKILL");
    expect(await beside).toMatchObject({ end: { kind: "over" }, words: ["to its end"] });
    expect(execs).toHaveLength(2);
});

test("what starts an order runs first, and its failure leaves the text out", async () => {
    const { host } = makeHost();
    const good = await tell(host, { start: "eic_report started", text: "eic_report followed" });
    expect(good.words).toEqual(["started", "followed"]);
    const bad = await tell(host, { start: "eic_report refused; exit 1", text: "eic_report followed" });
    expect(bad).toMatchObject({ end: { kind: "over" }, words: ["refused"] });
});

test("what begins a run is sent as soon as the shell says that it reads: no answer is waited for", async () => {
    const local = makeLocalSession();
    const isSent = () => local.sent.join("").includes("begins a run");
    const session: Session = {
        ...local,
        exec: async (command) => {
            const channel = await local.exec(command);
            return { ...channel, onStdout: (listener) => channel.onStdout(holdAnswers(listener, isSent)) };
        },
    };
    const { host } = makeHost(session);
    const order = { start: "eic_report begins a run", text: "eic_report goes on" };
    expect((await tell(host, order)).words).toEqual(["begins a run", "goes on"]);
});

/** Lets pass that the shell reads, and the rest of what a host says when `isSent`. */
function holdAnswers(listener: (bytes: Buffer) => void, isSent: () => boolean): (bytes: Buffer) => void {
    const READS = "eic-ready\n";
    let told = "";
    let handedOn = 0;
    const handOn = () => {
        const end = isSent() ? told.length : READS.length;
        listener(Buffer.from(told.slice(handedOn, end), "latin1"));
        handedOn = end;
    };
    return (bytes) => {
        told += bytes.toString("latin1");
        expect(told.slice(0, READS.length)).toBe(READS);
        void expect.poll(isSent, { timeout: 60_000 }).toBe(true).then(handOn);
        handOn();
    };
}

test.each([
    ["by what it does", "exit 3"],
    ["by the kernel", "sh -c 'kill -KILL $PPID'"],
])("an order that is ended %s is not taken for one that came to its end", async (_how, text) => {
    const { host } = makeHost();
    expect((await tell(host, { text: `${text}\neic_report no` })).end).toMatchObject({ kind: "silent", hello: true });
    expect((await tell(host, { text: "eic_report next" })).words).toEqual(["next"]);
});

test.each([
    ["reads what was meant for it as a program", "exec /bin/sh"],
    ["has no dd", "PATH=/nowhere; export PATH; eval"],
])("a start-up file that %s spoils no order", async (_what, startUp) => {
    const loginShell = [
        "/bin/sh",
        "-c",
        `case $0 in *evaluates*) ${startUp.replace(/eval$/, 'eval "$0"')};; *) eval "$0";; esac`,
    ];
    const { host } = makeHost(makeLocalSession({ loginShell }));
    for (const word of ["one", "two"]) {
        expect((await tell(host, { text: `eic_report ${word}` })).words).toEqual([word]);
    }
});

describe("a start-up file of the login shell", () => {
    /** A host whose login shell reads a start-up file first, as bash does under sshd. */
    function hostWith(startUp: string, clock?: Clock) {
        return makeHost(makeLocalSession({ loginShell: ["/bin/sh", "-c", `${startUp}\neval "$0"`] }), clock);
    }
    /** What a conversation comes to: a piece of program with contents behind it. */
    async function converse(host: Host): Promise<string> {
        const words: string[] = [];
        const onFrame = (frame: Frame) => frame.kind === "words" && words.push(frame.line);
        const shell = await host.openShell({ onFrame, signal: new AbortController().signal });
        await shell.run("eic_report took $(dd bs=7 count=1 iflag=fullblock 2>/dev/null | wc -c)");
        await shell.send(Buffer.from("a\0b\n'c\n"));
        await shell.run("eic_report then");
        await shell.finish();
        return words.filter((line) => !line.startsWith("hello")).join(", ");
    }

    const SHELLS = ["dash", "bash", "bash -l", "zsh", "busybox ash"];
    test.each([
        ...SHELLS.map((shell) => `exec ${shell}`),
        "echo 'Choose: 1) shell'; read -r choice",
        "read -r one; read -r two; echo welcome",
        "echo eic-ready-not; echo Last login: yesterday",
    ])("that does %j spoils neither orders nor conversations", async (startUp) => {
        for (const first of ["order", "conversation"]) {
            const { host } = hostWith(startUp);
            if (first === "conversation") {
                expect(await converse(host)).toBe("took 7, then");
            }
            for (const word of ["one", "two"]) {
                const start = `eic_report started ${word}`;
                const { words } = await tell(host, { start, text: `eic_report ${word}` });
                expect(words).toEqual([`started ${word}`, word]);
            }
            expect(await converse(host)).toBe("took 7, then");
        }
    });

    test.each(["sleep 900", "cat >/dev/null", "echo mounting /home; sleep 900"])(
        "that does %j is named within 30 s, and nothing that begins a run was sent",
        async (startUp) => {
            const clock = makeFakeClock();
            const local = makeLocalSession({ loginShell: ["/bin/sh", "-c", `${startUp}\neval "$0"`] });
            const { host } = makeHost(local, clock);
            const began = tell(host, { start: "eic_report begins a run", text: "eic_report no" });
            const asked = tell(host, { text: "eic_report no" });
            const opened = host.openShell({ onFrame: () => {}, signal: new AbortController().signal });
            const failures = Promise.allSettled([began, asked, opened]);
            await expect.poll(() => clock.pending()).toBeGreaterThanOrEqual(2);
            const passing = setInterval(() => void clock.advance(10_000), 100);
            for (const failure of await failures) {
                expect(failure).toMatchObject({
                    reason: { failure: { code: "CMD_LOGIN_SHELL_HANGS", commandRan: "did-not-run" } },
                });
                expect(String(failure.status === "rejected" && failure.reason)).toContain(
                    startUp.startsWith("echo") ? "and printed: mounting /home" : "and printed nothing",
                );
            }
            clearInterval(passing);
            expect(local.sent.join("")).not.toContain("begins a run");
        },
    );
});

test("if sshd has room for one channel, an unused shell makes room for another", async () => {
    const local = makeLocalSession();
    let open = 0;
    const { host } = makeHost({
        ...local,
        exec: async (command) => {
            if (open > 0) {
                throw new ProviderError({
                    code: "SSH_CHANNEL_REFUSED",
                    summary: "No room.",
                    commandRan: "did-not-run",
                    retryable: true,
                });
            }
            const channel = await local.exec(command);
            open += 1;
            void channel.ended.then(() => {
                open -= 1;
            });
            return channel;
        },
    });
    expect((await tell(host, { text: "eic_report one" })).words).toEqual(["one"]);
    const shell = await host.openShell({ onFrame: () => {}, signal: new AbortController().signal });
    await shell.finish();
    expect((await tell(host, { text: "eic_report two" })).words).toEqual(["two"]);
});

test("orders of another user share one shell of that user", async () => {
    requireRoot();
    const { host, execs } = makeHost();
    const order = { osUser: "nobody", text: 'eic_report "$(id -un)"' };
    expect((await tell(host, order)).words).toEqual(["nobody"]);
    expect((await tell(host, order)).words).toEqual(["nobody"]);
    expect(execs).toHaveLength(1);
    expect((await tell(host, { ...order, osUser: "no-such-user" })).end).toMatchObject({ kind: "no-user" });
});

test("an order whose time is over before it is sent is not sent", async () => {
    const { host, execs } = makeHost();
    const { end } = await tell(host, { text: "eic_report no", deadline: makeDeadline(systemClock, 0) });
    expect(end).toEqual({ kind: "lost", reason: "the host did not answer in time" });
    expect(execs).toEqual([]);
});

test("when the client is gone, so is all of a shell, also if one that was speaking was killed", async () => {
    const mark = `EIC_TEST_${systemRandom.hex(8)}`;
    const session = makeLocalSession({ environment: { PATH: process.env.PATH ?? "", [mark]: "yes" } });
    const { host } = makeHost(session);
    const killed = tell(host, { text: "eic_lock; sh -c 'kill -KILL $PPID'" });
    const waiting = ["one", "two", "three"].map((word) => tell(host, { text: `sleep 0.2; eic_report ${word}` }));
    const refused = tell(host, { start: "eic_report refused; exit 1", text: "eic_report no" });
    // The shell and its parent, and for each order one that waits for its turn.
    await expect.poll(() => processesWith(mark).length).toBeGreaterThan(5);
    session.cut();
    for (const { end } of await Promise.all([killed, refused, ...waiting])) {
        expect(end).toMatchObject({ kind: "lost" });
    }
    await expect.poll(() => processesWith(mark)).toEqual([]);
});

/** The processes of this machine that have the variable. */
function processesWith(variable: string): string[] {
    return readdirSync("/proc").filter((name) => {
        try {
            return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, "utf8").includes(variable);
        } catch {
            // It is gone, or somebody else's.
            return false;
        }
    });
}

test("a large order on a slow link is waited for as long as the link takes it, and holds up no other", async () => {
    const clock = makeFakeClock();
    const local = makeLocalSession();
    const isLarge = (data: Buffer | string) => data.length > 200_000;
    let isSlow = true;
    let written = 0;
    const session: Session = {
        ...local,
        exec: async (command) => {
            const channel = await local.exec(command);
            const write = async (data: Buffer | string) => {
                if (isLarge(data) && isSlow) {
                    await clock.sleep(20_000);
                }
                await channel.write(data);
                written += isLarge(data) ? 1 : 0;
            };
            return { ...channel, write };
        },
    };
    const { host } = makeHost(session, clock);
    const words: string[] = [];
    let isSent = false;
    const order = host.order({
        libraries: [],
        deadline: makeDeadline(clock, 3_600_000),
        text: `eic_content='${"x".repeat(4 * 1024 * 1024)}'\neic_report size $(printf %s "$eic_content" | wc -c)`,
        onFrame: (frame) => frame.kind === "words" && words.push(frame.line),
        onSent: () => {
            isSent = true;
        },
    });
    await expect.poll(() => words.some((word) => word.startsWith("hello"))).toBe(true);
    for (let seconds = 0; seconds < 280; seconds += 20) {
        const before = written;
        await clock.advance(20_000);
        await expect.poll(() => written).toBe(before + 1);
        expect([isSent, order.quietMs()]).toEqual([false, 0]);
    }
    expect((await tell(host, { text: "eic_report beside" })).words).toEqual(["beside"]);
    isSlow = false;
    await clock.advance(40_000);
    expect(await order.ended).toEqual({ kind: "over" });
    expect([isSent, words.at(-1)]).toEqual([true, `size ${4 * 1024 * 1024}`]);
});
