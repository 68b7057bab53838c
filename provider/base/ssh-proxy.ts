/** A proxy for connections to sshd. */
export interface SshProxy {
    readonly kind: "socks5" | "http";
    readonly host: string;
    readonly port: number;
    /** User and password, if the proxy requires them. */
    readonly user: { readonly name: string; readonly password: string } | undefined;
}

const DEFAULT_PORTS = { socks5: 1080, http: 80 };

/** Reads `socks5://[user:password@]host:port` or `http://…`; undefined if it is neither. */
export function parseSshProxy(text: string): SshProxy | undefined {
    const [, scheme = ""] = /^(socks5h?|http):\/\//i.exec(text) ?? [];
    // Node.js reads the host of an http address only as names and IPv6 addresses are meant.
    const rest = `http://${text.slice(scheme.length + 3)}`;
    if (scheme === "" || !URL.canParse(rest)) {
        return undefined;
    }
    const { hostname, port, username, password, pathname, search, hash } = new URL(rest);
    if (hostname === "" || (pathname !== "/" && pathname !== "") || search !== "" || hash !== "") {
        return undefined;
    }
    const kind = scheme.toLowerCase() === "http" ? "http" : "socks5";
    // An address of HTTP leaves out its usual port.
    const given = port === "" && /:80\/?$/.test(text) ? "80" : port;
    return Object.freeze({
        kind,
        host: hostname.replace(/^\[|\]$/g, ""),
        port: given === "" ? DEFAULT_PORTS[kind] : Number(given),
        user:
            username === "" && password === ""
                ? undefined
                : Object.freeze({ name: decoded(username), password: decoded(password) }),
    });
}

/** A `%` that begins no escape stands for itself. */
function decoded(text: string): string {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
        try {
            return decodeURIComponent(escapes);
        } catch {
            return escapes;
        }
    });
}
