import { FitAddon } from "@xterm/addon-fit";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { type ITheme, Terminal } from "@xterm/xterm";
import type { Size } from "../messages";
import { element } from "./elements";
import { guardPaste } from "./paste";

/** The terminal. */
export interface Screen {
    /** Makes it empty, and shows it. */
    open(): void;
    hide(): void;
    size(): Size;
    /** Calls back when the bytes are shown. */
    write(data: Uint8Array, onShown: () => void): void;
    focus(): void;
}

interface Events {
    readonly onTyped: (data: Uint8Array) => void;
    readonly onResize: (size: Size) => void;
    /** Somebody wants to leave the terminal by the keyboard. */
    readonly onLeave: () => void;
}

const LIGHT: ITheme = {
    background: "#ffffff",
    foreground: "#1b1f26",
    cursor: "#1b1f26",
    cursorAccent: "#ffffff",
    selectionBackground: "#b7d4f5",
    black: "#1b1f26",
    red: "#a8241b",
    green: "#1f6b2e",
    yellow: "#7a5600",
    blue: "#0b5fc0",
    magenta: "#8a2c8f",
    cyan: "#0f6672",
    white: "#6b7280",
    brightBlack: "#535c6a",
    brightRed: "#c0291f",
    brightGreen: "#1a7431",
    brightYellow: "#8a5f00",
    brightBlue: "#0a58d0",
    brightMagenta: "#a02ba6",
    brightCyan: "#0b7285",
    brightWhite: "#3b424d",
};
const DARK: ITheme = {
    background: "#14171c",
    foreground: "#e4e8ee",
    cursor: "#e4e8ee",
    selectionBackground: "#35506f",
    red: "#ff8a80",
    green: "#8fd694",
    yellow: "#e8c56a",
    blue: "#7fb6ff",
    magenta: "#d8a0e6",
    cyan: "#74d1dc",
    brightBlack: "#9aa4b2",
    brightRed: "#ffa39b",
    brightGreen: "#a8e6ac",
    brightYellow: "#f5d98a",
    brightBlue: "#a1c9ff",
    brightMagenta: "#e6bdf0",
    brightCyan: "#97e0e8",
    brightWhite: "#ffffff",
};

/** Makes the terminal in the page. It has no access to the clipboard for the far side, and opens no links but those of the web. */
export function makeScreen({ onTyped, onResize, onLeave }: Events): Screen {
    const pane = element("screen");
    // A text on the far side may name another address than its link has.
    const reveal = {
        hover: (_event: MouseEvent, uri: string) => {
            pane.title = uri;
        },
        leave: () => pane.removeAttribute("title"),
    };
    const isDark = matchMedia("(prefers-color-scheme: dark)");
    const terminal = new Terminal({
        cursorBlink: false,
        fontFamily: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace",
        fontSize: innerWidth < 720 ? 12 : 14,
        scrollback: 10_000,
        screenReaderMode: false,
        minimumContrastRatio: 4.5,
        theme: isDark.matches ? DARK : LIGHT,
        linkHandler: { activate: (_event, uri) => openWebLink(uri), ...reveal },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.loadAddon(new WebLinksAddon((_event, uri) => openWebLink(uri), reveal));
    // The far side may not write to the clipboard.
    terminal.parser.registerOscHandler(52, () => true);
    const encoder = new TextEncoder();
    terminal.onData((text) => onTyped(encoder.encode(text)));
    terminal.onBinary((text) => onTyped(Uint8Array.from(text, (character) => character.charCodeAt(0))));
    terminal.onResize(({ cols, rows }) => onResize({ columns: cols, rows }));
    isDark.addEventListener("change", () => {
        terminal.options.theme = isDark.matches ? DARK : LIGHT;
    });
    const shortcuts: Readonly<Record<string, () => void>> = {
        KeyA: () => terminal.selectAll(),
        KeyC: () => void (terminal.hasSelection() && navigator.clipboard.writeText(terminal.getSelection())),
        KeyL: onLeave,
    };
    terminal.attachCustomKeyEventHandler((event) => !isShortcut(event, shortcuts));
    new ResizeObserver(() => !pane.hidden && fit.fit()).observe(pane);
    let isMade = false;
    return {
        open: () => {
            pane.hidden = false;
            if (!isMade) {
                isMade = true;
                terminal.open(pane);
                guardPaste(pane, terminal);
            }
            terminal.reset();
            fit.fit();
            terminal.focus();
        },
        hide: () => {
            pane.hidden = true;
        },
        size: () => ({ columns: terminal.cols, rows: terminal.rows }),
        write: (data, onShown) => terminal.write(data, onShown),
        focus: () => terminal.focus(),
    };
}

/** Carries out a shortcut of the page: Ctrl and Shift with a letter, which a terminal can't tell from Ctrl with it. */
function isShortcut(event: KeyboardEvent, shortcuts: Readonly<Record<string, () => void>>): boolean {
    const act = event.ctrlKey && event.shiftKey && !event.altKey ? shortcuts[event.code] : undefined;
    if (act === undefined) {
        return false;
    }
    event.preventDefault();
    if (event.type === "keydown") {
        act();
    }
    return true;
}

function openWebLink(uri: string): void {
    const { protocol } = URL.canParse(uri) ? new URL(uri) : { protocol: "" };
    if (protocol === "https:" || protocol === "http:") {
        open(uri, "_blank", "noopener,noreferrer");
    }
}
