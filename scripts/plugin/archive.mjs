import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, statSync } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";

/** Puts one program into a compressed tar archive, the same bytes for the same program, and resolves to its SHA-256. */
export async function archiveProgram(program, archive) {
    const tar = pack();
    const entry = tar.entry({ name: basename(program), mode: 0o755, size: statSync(program).size, mtime: new Date(0) });
    const written = pipeline(tar, createGzip({ level: 9 }), createWriteStream(archive));
    await pipeline(createReadStream(program), entry);
    tar.finalize();
    await written;
    const hash = createHash("sha256");
    await pipeline(createReadStream(archive), hash);
    return hash.digest("hex");
}
