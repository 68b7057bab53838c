/** `host:port` as people write it, with brackets around an IPv6 address. */
export function printAddress(address: string, port: number): string {
    return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
