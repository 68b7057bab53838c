import { BlockList, isIP } from "node:net";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a host: that of HTTPS_PROXY, or of HTTP_PROXY for plain HTTP, else of ALL_PROXY where that is one for HTTP;
 * undefined where there is none or NO_PROXY lists the host. The names in small letters go first, as in curl. Entries of
 * NO_PROXY: `host`, `.domain`, `*.domain`, which also stand for all hosts below them, a pattern with `*`, an address or a
 * range of addresses (`10.0.0.0/8`), each with or without `:port`, and `*` for every host. Plain HTTP never goes through a
 * proxy to this machine itself.
 */
export function proxyFor(
    host: string,
    port: number,
    environment: Environment,
    scheme: "http" | "https" = "https",
): string | undefined {
    const proxy = proxyOfScheme(environment, scheme);
    if (proxy === undefined || (scheme === "http" && isThisMachine(bare(host)))) {
        return undefined;
    }
    const list = environment.no_proxy || environment.NO_PROXY || "";
    const isExcepted = list.split(/[\s,]+/).some((entry) => entry !== "" && covers(entry, bare(host), port));
    return isExcepted ? undefined : hasScheme(proxy) ? proxy : `http://${proxy}`;
}

function proxyOfScheme(environment: Environment, scheme: "http" | "https"): string | undefined {
    const own =
        scheme === "https"
            ? environment.https_proxy || environment.HTTPS_PROXY
            : environment.http_proxy || environment.HTTP_PROXY;
    const all = environment.all_proxy || environment.ALL_PROXY || "";
    // Desktops set ALL_PROXY to a SOCKS proxy, which is none for HTTP.
    const canUseAll = all !== "" && (!hasScheme(all) || /^https?:/i.test(all));
    return own || (canUseAll ? all : undefined);
}

function hasScheme(proxy: string): boolean {
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy);
}

function isThisMachine(host: string): boolean {
    return host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127(\.\d+){3}$/.test(host);
}

function covers(entry: string, host: string, port: number): boolean {
    if (entry === "*") {
        return true;
    }
    const [, name = "", entryPort] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
    const domain = bare(name).replace(/^\*?\./, "");
    return domain !== "" && (entryPort === undefined || Number(entryPort) === port) && isWithin(host, domain);
}

function isWithin(host: string, domain: string): boolean {
    if (domain.includes("/")) {
        return isInRange(host, domain);
    }
    if (domain.includes("*")) {
        const pattern = domain.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
        return new RegExp(`^${pattern.join(".*")}$`).test(host);
    }
    return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

function isInRange(host: string, range: string): boolean {
    const [address = "", bits = ""] = range.split("/");
    const family = isIP(address);
    const prefix = Number(bits);
    const isRange = family !== 0 && /^\d+$/.test(bits) && prefix <= (family === 4 ? 32 : 128);
    if (!isRange || isIP(host) !== family) {
        return false;
    }
    const list = new BlockList();
    const name = family === 4 ? "ipv4" : "ipv6";
    list.addSubnet(address, prefix, name);
    return list.check(host, name);
}

/** Lower case, without the brackets of an IPv6 address and the dot that may end a full name. */
function bare(host: string): string {
    return host
        .toLowerCase()
        .replace(/^\[|\]$/g, "")
        .replace(/\.$/, "");
}
