import type { ListedRow } from "../messages";
import { element } from "./elements";

/** The list of instances, with a search. */
export interface Chooser {
    show(rows: readonly ListedRow[]): void;
    hide(): void;
}

interface Shown {
    readonly row: ListedRow;
    readonly item: HTMLElement;
    readonly text: string;
}

/** Makes the list: a search narrows it as it is typed; arrows and Enter, or a click, choose. */
export function makeChooser(onChosen: (row: ListedRow) => void): Chooser {
    const [pane, search, list, count] = [
        element("chooser"),
        element<HTMLInputElement>("search"),
        element("instances"),
        element("count"),
    ];
    let all: readonly Shown[] = [];
    let visible: readonly Shown[] = [];
    let active = 0;
    const activate = (index: number) => {
        visible[active]?.item.setAttribute("aria-selected", "false");
        active = Math.max(0, Math.min(index, visible.length - 1));
        const item = visible[active]?.item;
        item?.setAttribute("aria-selected", "true");
        item?.scrollIntoView({ block: "nearest" });
        search.setAttribute("aria-activedescendant", item?.id ?? "");
    };
    const narrow = () => {
        const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        visible[active]?.item.setAttribute("aria-selected", "false");
        visible = all.filter(({ item, text }) => {
            item.hidden = !words.every((word) => text.includes(word));
            return !item.hidden;
        });
        count.textContent =
            all.length === 0
                ? "There are no instances in this region."
                : visible.length === all.length
                  ? `${all.length} instances`
                  : `${visible.length} of ${all.length} instances`;
        activate(0);
    };
    const choose = (shown: Shown | undefined) => {
        if (shown?.row.obstacle === "") {
            onChosen(shown.row);
        } else if (shown !== undefined) {
            count.textContent = `${shown.row.instanceId} can't be signed in to: ${shown.row.obstacle}.`;
        }
    };
    search.addEventListener("input", narrow);
    search.addEventListener("keydown", (event) => {
        const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
        const step = steps[event.key];
        if (step !== undefined) {
            event.preventDefault();
            activate(active + step);
        } else if (event.key === "Enter") {
            // The terminal, which gets the focus, would take it as typed.
            event.preventDefault();
            choose(visible[active]);
        }
    });
    list.addEventListener("click", ({ target }) => {
        const item = target instanceof Element ? target.closest("[role=option]") : null;
        const index = visible.findIndex((shown) => shown.item === item);
        if (index >= 0) {
            activate(index);
            choose(visible[index]);
        }
    });
    return {
        show: (rows) => {
            all = rows.map((row, index) => shownOf(row, index));
            list.replaceChildren(...all.map(({ item }) => item));
            pane.hidden = false;
            narrow();
            search.focus();
            search.select();
        },
        hide: () => {
            pane.hidden = true;
        },
    };
}

function shownOf(row: ListedRow, index: number): Shown {
    const item = document.createElement("div");
    item.id = `instance-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.setAttribute("aria-disabled", String(row.obstacle !== ""));
    const cells: readonly (readonly [className: string, text: string])[] = [
        ["name", row.name || "(no name)"],
        ["id", row.instanceId],
        ["state", row.state],
        ["addresses", row.addresses.join(" ")],
        ["user", row.osUser || "user unknown"],
        ["route", row.obstacle || row.route],
    ];
    for (const [className, text] of cells) {
        const cell = document.createElement("span");
        cell.className = className;
        cell.textContent = text;
        item.append(cell);
    }
    return { row, item, text: Object.values(row).flat().join(" ").toLowerCase() };
}
