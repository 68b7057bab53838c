/**
 * Fails a test that makes other users, mounts or namespaces where it may not: it is never left out. Called by `beforeEach`, by
 * `beforeAll` where a host of all tests is started there, or as the first thing of a test.
 */
export function requireRoot(): void {
    if (process.getuid?.() !== 0) {
        throw new Error(
            "This test needs root, on Linux, for hosts of other users and other file systems; this process is not root. " +
                "To fix: run npm test as root, or in a container that may make namespaces (docker run --privileged).",
        );
    }
}
