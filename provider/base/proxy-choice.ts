type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that HTTPS_PROXY names for a host, or undefined where there is none or NO_PROXY lists the host. The names in
 * small letters go first, as in curl. Entries of NO_PROXY: `host`, `.domain`, `*.domain`, each with or without `:port`, which
 * also stand for all hosts below them, and `*` for every host.
 */
export function proxyFor(host: string, port: number, environment: Environment): string | undefined {
    const proxy = environment.https_proxy || environment.HTTPS_PROXY;
    if (!proxy) {
        return undefined;
    }
    const list = environment.no_proxy || environment.NO_PROXY || "";
    const isExcepted = list.split(/[\s,]+/).some((entry) => entry !== "" && covers(entry, bare(host), port));
    return isExcepted ? undefined : /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function covers(entry: string, host: string, port: number): boolean {
    if (entry === "*") {
        return true;
    }
    const [, name = "", entryPort] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
    const domain = bare(name).replace(/^\*?\./, "");
    const isWithin = domain !== "" && (host === domain || host.endsWith(`.${domain}`));
    return isWithin && (entryPort === undefined || Number(entryPort) === port);
}

function bare(host: string): string {
    return host.toLowerCase().replace(/^\[|\]$/g, "");
}
