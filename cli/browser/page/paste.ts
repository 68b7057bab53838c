import type { Terminal } from "@xterm/xterm";
import { element } from "./elements";

/** More would take long to show, and nobody reads it. */
const SHOWN_CHARACTERS = 20_000;

/** Asks before several lines are pasted: each may run as a command. Control characters are taken out, since they may hide one. */
export function guardPaste(pane: HTMLElement, terminal: Terminal): void {
    const dialog = element<HTMLDialogElement>("paste");
    pane.addEventListener(
        "paste",
        (event) => {
            const text = event.clipboardData?.getData("text/plain") ?? "";
            event.preventDefault();
            event.stopPropagation();
            const plain = withoutControls(text);
            const lines = plain.split(/\r\n|\r|\n/);
            if (lines.length < 2) {
                terminal.paste(plain);
                return;
            }
            const count = lines.at(-1) === "" ? lines.length - 1 : lines.length;
            element("question").textContent = count === 1 ? "Paste a line with its end?" : `Paste ${count} lines?`;
            element("pasted").textContent =
                plain.length > SHOWN_CHARACTERS ? `${plain.slice(0, SHOWN_CHARACTERS)}…` : plain;
            dialog.returnValue = "cancel";
            dialog.showModal();
            dialog.addEventListener(
                "close",
                () => {
                    if (dialog.returnValue === "paste") {
                        terminal.paste(plain);
                    }
                    terminal.focus();
                },
                { once: true },
            );
        },
        { capture: true },
    );
}

/** All but the tab and the ends of lines: an escape could end a bracketed paste before its text does. */
function withoutControls(text: string): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "");
}
