/** Where a proxy is, and what it has to be told to let somebody through. */
export interface Proxy {
    readonly protocol: "http:" | "https:";
    readonly host: string;
    readonly port: number;
    readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads the value of a variable that names a proxy.
 * @throws it is not an http:// or https:// URL.
 */
export function readProxy(proxy: string, variable: string): Proxy {
    const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
    if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
        throw proxyError(`${variable} is not an http:// or https:// URL`);
    }
    const { protocol, hostname, port } = url;
    const user = basicUser(url);
    return {
        protocol,
        host: hostname.replace(/^\[|\]$/g, ""),
        port: Number(port) || (protocol === "https:" ? 443 : 80),
        headers: user === undefined ? {} : { "proxy-authorization": user },
    };
}

/** User and password of a URL as a header gives them, as they are meant: a bare `%` in them stands for itself. */
export function basicUser({ username, password }: URL): string | undefined {
    const user = `${decodedPart(username)}:${decodedPart(password)}`;
    return user === ":" ? undefined : `Basic ${Buffer.from(user).toString("base64")}`;
}

function decodedPart(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/** An error that says: not the site is out of reach, but the proxy before it. */
export function proxyError(message: string): Error {
    return Object.assign(new Error(message), { name: "ProxyError", code: "EPROXY" });
}
