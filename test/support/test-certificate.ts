import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A self-signed certificate for these host names, written into a folder that the caller removes. */
export function makeCertificate(folder: string, names: readonly string[]) {
    const files = { key: join(folder, "key.pem"), certificate: join(folder, "cert.pem") };
    const subjects = names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(",");
    execFileSync(
        "openssl",
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${names[0]}`].concat([
            "-addext",
            `subjectAltName=${subjects}`,
            "-keyout",
            files.key,
            "-out",
            files.certificate,
        ]),
        { stdio: "ignore" },
    );
    return {
        file: files.certificate,
        key: readFileSync(files.key),
        certificate: readFileSync(files.certificate, "utf8"),
    };
}
