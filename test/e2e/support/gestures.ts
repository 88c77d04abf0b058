/** Counts a user's actions in the browser itself. */
import type { BrowserContext } from 'playwright-core';

export interface Gestures {
	clicks: number;
	/** Fields that were typed into, by n8n's names; typing into a field again later counts again. */
	typed: string[];
}

/** Counts gestures on every page that is opened later, and updates the returned object. */
export async function countGestures(context: BrowserContext): Promise<Gestures> {
	const gestures: Gestures = { clicks: 0, typed: [] };
	await context.exposeFunction('countGesture', (field?: string) => {
		if (field === undefined) gestures.clicks++;
		else gestures.typed.push(field);
	});
	await context.addInitScript({ content: `(${count.toString()})(window)` });
	return gestures;
}

interface Window {
	addEventListener(event: string, listener: (event: Event) => void, capture: boolean): void;
	/** A click, or a field by its name. */
	countGesture(field?: string): Promise<void>;
}

interface Event {
	readonly isTrusted: boolean;
	readonly target: Element;
}

interface Element {
	closest(selector: string): Element | null;
	getAttribute(name: string): string | null;
}

/** Runs in the page. The editor's own clicks don't count. */
function count(window: Window): void {
	let typedInto: unknown;
	const click = ({ isTrusted }: Event) => {
		typedInto = undefined;
		if (isTrusted) void window.countGesture();
	};
	const input = ({ target }: Event) => {
		if (target === typedInto) return;
		typedInto = target;
		const named = target.closest(
			'[data-test-id^="parameter-input-"]:not([data-test-id$="-field"]), [data-test-id*="search"]',
		);
		void window.countGesture(named?.getAttribute('data-test-id') ?? 'another field');
	};
	window.addEventListener('click', click, true);
	window.addEventListener('input', input, true);
}
