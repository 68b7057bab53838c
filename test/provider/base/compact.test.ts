import { expect, test } from "vitest";
import { compact } from "../../../provider/base/compact";

test("drops comments, indentation and empty lines, and nothing else", () => {
    expect(compact("\n# why\nif [ $# -gt 1 ]; then\n  # why\n  echo '# kept' # kept\n\nfi\n")).toBe(
        "if [ $# -gt 1 ]; then\necho '# kept' # kept\nfi",
    );
});
