// Imported first by the runtime, so that an old Node.js gets this message and no riddle from a dependency.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 12)) {
    throw new Error(
        `pulumi-ec2-instance-connect needs Node.js 22.12 or later, and this is ${process.versions.node}. ` +
            "The Pulumi CLI starts the `node` that it finds on PATH: put a newer one first there.",
    );
}

export {};
