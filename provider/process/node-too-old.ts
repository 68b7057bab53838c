/** What to say if this version of Node.js is older than the package needs. */
export function nodeTooOld(version: string): string | undefined {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    return major < 22 || (major === 22 && minor < 12)
        ? `pulumi-ec2-instance-connect needs Node.js 22.12 or later, and this is ${version}. ` +
              "The Pulumi CLI starts the `node` that it finds on PATH: put a newer one first there."
        : undefined;
}
