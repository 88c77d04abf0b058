/** What a person has to do, counted by the browser itself. */
import type { BrowserContext } from 'playwright-core';

export interface Gestures {
	clicks: number;
	/** Fields that were typed into, by n8n's names for them; one that is typed into again later counts again. */
	typed: string[];
}

/** Counts from now on, on every page that is opened later. The object that it answers goes on counting. */
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

/** Runs in the page. What the editor clicks by itself is no gesture. */
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
