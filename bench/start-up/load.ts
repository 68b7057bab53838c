// Loads what the provider's process loads of this package, and prints as JSON how long it took and what came along.
// Argument: the package, or another one to compare with.
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";

const [name = ""] = process.argv.slice(2);
const require = createRequire(__filename);
const before = new Set(Object.keys(require.cache));
const startedAt = performance.now();
require(name);
const milliseconds = performance.now() - startedAt;
const files = Object.keys(require.cache).filter((file) => !before.has(file));
const vendors = files.filter((file) => /[\\/]node_modules[\\/](@aws-sdk|@smithy|ssh2)[\\/]/.test(file));
process.stdout.write(JSON.stringify({ milliseconds, files: files.length, vendorFiles: vendors.length }));
process.exit();
