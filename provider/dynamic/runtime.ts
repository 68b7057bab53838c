// The frozen entry that serialized providers load by name. Wire format: the export `lifecycle` and its seven methods may
// never be renamed nor take other arguments; closures in old states call them.
import "../process/node-version";
import { keepCompiled } from "../base/compile-cache";

keepCompiled();
// Behind that, so that it is kept, too.
export const { lifecycle } = require("./serve") as typeof import("./serve");
