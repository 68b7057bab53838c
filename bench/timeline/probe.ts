// Loaded into the provider's process before anything else (`node --require`): notes from the outside when the process serves, what it
// loads, which methods the engine calls, what it asks AWS, and when bytes pass on the SSH connection. The package knows nothing of it.
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import { ClientRequest } from "node:http";
import Module from "node:module";
import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { type Moment, type Span, TIMELINE_FILE, TIMELINE_HOST } from "./moment";

const file = process.env[TIMELINE_FILE];
const host = process.env[TIMELINE_HOST];
const RUNTIME = "pulumi-ec2-instance-connect/runtime";
/** What loads faster is not worth a mark. */
const LOAD_MS = 10;

const now = () => performance.timeOrigin + performance.now();
const note = (moment: Moment) => {
    if (file !== undefined) {
        appendFileSync(file, `${JSON.stringify(moment)}\n`);
    }
};
const noteSpan = (kind: Span["kind"], name: string, from: number) => note({ kind, name, from, to: now() });

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** Puts `around` in the place of a method. */
function wrap(owner: object, name: string, around: (original: Callable) => Callable): void {
    const methods = owner as Record<string, Callable>;
    const original = methods[name];
    if (original !== undefined) {
        methods[name] = around(original);
    }
}

/** The process tells the engine its port on standard output: from then on it serves. */
function watchStart(): void {
    let isServing = false;
    wrap(
        process.stdout,
        "write",
        (write) =>
            function (this: unknown, ...args) {
                if (!isServing) {
                    isServing = true;
                    noteSpan("start", "the provider's process starts", performance.timeOrigin);
                }
                return write.apply(this, args);
            },
    );
}

function watchLoads(): void {
    let depth = 0;
    wrap(
        Module,
        "_load",
        (load) =>
            function (this: unknown, ...args) {
                const from = now();
                depth += 1;
                try {
                    const loaded = load.apply(this, args);
                    if (args[0] === RUNTIME) {
                        watchCalls(loaded as Record<string, unknown>);
                    }
                    return loaded;
                } finally {
                    depth -= 1;
                    if (depth === 0 && now() - from > LOAD_MS) {
                        noteSpan("load", String(args[0]), from);
                    }
                }
            },
    );
}

const watched = new WeakSet<object>();

/** The methods that the engine calls. */
function watchCalls(runtime: Record<string, unknown>): void {
    if (watched.has(runtime)) {
        return;
    }
    watched.add(runtime);
    const lifecycle = { ...(runtime.lifecycle as Record<string, Callable>) };
    for (const name of Object.keys(lifecycle)) {
        wrap(
            lifecycle,
            name,
            (method) =>
                function (this: unknown, ...args) {
                    const from = now();
                    const result = method.apply(this, args);
                    const end = () => noteSpan("call", name, from);
                    Promise.resolve(result).then(end, end);
                    return result;
                },
        );
    }
    runtime.lifecycle = lifecycle;
}

/** Calls of AWS: named by what they send. */
function watchAws(): void {
    const calls = new WeakMap<object, { from: number; name: string }>();
    for (const method of ["write", "end"]) {
        wrap(
            ClientRequest.prototype,
            method,
            (send) =>
                function (this: unknown, ...args) {
                    const request = this as ClientRequest;
                    const call = calls.get(request) ?? { from: now(), name: "" };
                    calls.set(request, call);
                    call.name ||= actionIn(request, args[0]);
                    return send.apply(this, args);
                },
        );
    }
    subscribe("http.client.response.finish", (message) => {
        const { request } = message as { request: ClientRequest };
        const call = calls.get(request);
        if (call !== undefined) {
            noteSpan("aws", call.name, call.from);
        }
    });
}

function actionIn(request: ClientRequest, body: unknown): string {
    const target = String(request.getHeader("x-amz-target") ?? "");
    const text =
        typeof body === "string" ? body : ArrayBuffer.isView(body) ? Buffer.from(body as Uint8Array).toString() : "";
    return target.split(".").at(-1) || (/Action=(\w+)/.exec(text)?.[1] ?? "");
}

function watchSsh(): void {
    const isOurs = (socket: unknown) => (socket as Socket).remoteAddress === host;
    subscribe("net.client.socket", (message) => {
        const { socket } = message as { socket: Socket };
        const from = now();
        socket.once("connect", () => {
            if (isOurs(socket)) {
                noteSpan("connect", "TCP", from);
            }
        });
    });
    const sizeOf = (chunk: unknown) => (chunk as Buffer | null)?.length ?? 0;
    for (const [method, kind] of [
        ["push", "in"],
        ["write", "out"],
    ] as const) {
        wrap(
            Socket.prototype,
            method,
            (pass) =>
                function (this: unknown, ...args) {
                    if (isOurs(this) && sizeOf(args[0]) > 0) {
                        note({ kind, at: now(), bytes: sizeOf(args[0]) });
                    }
                    return pass.apply(this, args);
                },
        );
    }
}

if (file !== undefined) {
    watchStart();
    watchLoads();
    watchAws();
    watchSsh();
}
