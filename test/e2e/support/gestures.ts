import type { BrowserContext } from 'playwright-core';

export interface Gestures {
	clicks: number;
	/** Names of the fields that were typed into, in this order. A field may be listed twice. */
	typed: string[];
}

/** The returned object is updated continuously. */
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
	/** Counts typing into the given field; a click if there is no field. */
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

/** Runs in the page. Clicks by the editor's own code don't count. */
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
