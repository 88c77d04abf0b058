/** Small rules for keeping what the page shows fresh without asking too often. */

/**
 * A trigger that runs `load` soon after it is called, at most one at a time: calls while it waits or runs become one
 * more run. `waitMs` is the pause before each run, so that a burst of events is one request.
 */
export function coalesce(load, waitMs, later = setTimeout) {
	let waiting = false;
	let running = false;
	let again = false;
	const run = async () => {
		waiting = false;
		running = true;
		try {
			await load();
		} finally {
			running = false;
			if (again) trigger();
		}
	};
	const trigger = () => {
		if (waiting) return;
		again = running;
		if (running) return;
		waiting = true;
		later(run, waitMs);
	};
	return trigger;
}

/** `next`, with every element that did not change being the very object of `before`: what is the same is not redrawn. */
export function keepSame(before, next) {
	if (!Array.isArray(before) || !Array.isArray(next)) return next;
	const keyOf = (element) => element.id ?? element.jid ?? element.name;
	const known = new Map(before.map((element) => [keyOf(element), element]));
	const kept = next.map((element) => {
		const old = known.get(keyOf(element));
		return old && JSON.stringify(old) === JSON.stringify(element) ? old : element;
	});
	return kept.length === before.length && kept.every((element, at) => element === before[at])
		? before
		: kept;
}
