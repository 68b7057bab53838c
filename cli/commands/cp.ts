import { groupBy } from "../../provider/base/group-by";
import { type CopyHost, openCopyHost } from "../copy/copy-host";
import { copyDown } from "../copy/download";
import { discardUnfinished } from "../copy/local-file";
import { type CopyOrder, parseCopy } from "../copy/location";
import { makeReporter, type ReportKind } from "../copy/make-reporter";
import type { Reporter } from "../copy/reporter";
import { copyUp } from "../copy/upload";
import { findTarget } from "../find-target";
import type { OptionValues } from "../options";

/** Copies files between here and instances. Returns the exit code: 0 only if all is there. */
export async function cp(paths: readonly string[], options: OptionValues): Promise<number> {
    const order = parseCopy(paths);
    const reporter = makeReporter(reportKind(options), {
        stdout: process.stdout,
        stderr: process.stderr,
        monotonicMs: () => performance.now(),
    });
    try {
        await follow(order, options, reporter);
    } finally {
        reporter.end();
    }
    return reporter.failures() === 0 ? 0 : 1;
}

function reportKind({ quiet, json }: OptionValues): ReportKind {
    return json === true ? "json" : quiet === true ? "quiet" : process.stderr.isTTY ? "bar" : "lines";
}

async function follow(order: CopyOrder, options: OptionValues, reporter: Reporter): Promise<void> {
    const settings = { recursive: options.recursive === true, preserves: options.preserve === true, reporter };
    if (order.direction === "up") {
        const { host, path } = order.destination;
        await withHost({ name: host, options, reporter }, (host) => copyUp(order.sources, path, { ...settings, host }));
        return;
    }
    const destination = { path: order.destination, severalSources: order.sources.length > 1 };
    for (const [first, paths] of groupBy(order.sources, ({ host }) => host)) {
        const names = paths.map(({ path }) => path);
        await withHost({ name: first, options, reporter }, (host) =>
            copyDown(names, destination, { ...settings, host }),
        );
    }
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Ending = keyof typeof EXIT_CODES;

/** Works on a connection. A signal that ends this process leaves nothing behind that is half, neither here nor there. */
async function withHost(
    { name, options, reporter }: { readonly name: string; readonly options: OptionValues; readonly reporter: Reporter },
    work: (host: CopyHost) => Promise<void>,
): Promise<void> {
    let host: CopyHost | undefined;
    let isEnding = false;
    const end = (signal: Ending) => {
        discardUnfinished();
        if (isEnding) {
            process.exit(EXIT_CODES[signal]);
        }
        isEnding = true;
        void (host?.interrupt() ?? Promise.resolve()).finally(() => {
            discardUnfinished();
            process.stderr.write("\n");
            process.exit(EXIT_CODES[signal]);
        });
    };
    const signals = Object.keys(EXIT_CODES) as Ending[];
    for (const signal of signals) {
        process.on(signal, end);
    }
    try {
        host = await openCopyHost(await findTarget(name, options), options, reporter);
        await work(host);
    } finally {
        for (const signal of signals) {
            process.off(signal, end);
        }
        host?.close();
    }
}
