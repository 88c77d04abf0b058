/** What a person has to do, counted by the browser itself. */
import type { BrowserContext } from 'playwright-core';

export interface Gestures {
	clicks: number;
	/** Fields that were typed into; one that is typed into again later counts again. */
	fields: number;
}

/** Counts from now on, on every page that is opened later. The object that it answers goes on counting. */
export async function countGestures(context: BrowserContext): Promise<Gestures> {
	const gestures: Gestures = { clicks: 0, fields: 0 };
	await context.exposeFunction('countGesture', (kind: keyof Gestures) => void gestures[kind]++);
	await context.addInitScript({ content: `(${count.toString()})(window)` });
	return gestures;
}

interface Window {
	addEventListener(event: string, listener: (event: Event) => void, capture: boolean): void;
	countGesture(kind: keyof Gestures): Promise<void>;
}

interface Event {
	readonly isTrusted: boolean;
	readonly target: unknown;
}

/** Runs in the page. What the editor clicks by itself is no gesture. */
function count(window: Window): void {
	let typedInto: unknown;
	const click = ({ isTrusted }: Event) => {
		typedInto = undefined;
		if (isTrusted) void window.countGesture('clicks');
	};
	const input = ({ target }: Event) => {
		if (target === typedInto) return;
		typedInto = target;
		void window.countGesture('fields');
	};
	window.addEventListener('click', click, true);
	window.addEventListener('input', input, true);
}
