/** Helpers that keep the page up to date with few requests. */

/**
 * Returns a function that runs `load` after a pause of `waitMs`, never twice at a time. Calls during the pause join the next
 * run, and calls during a run cause one more run.
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

/** Returns `next`, but with the objects of `before` for all unchanged elements, so that the page doesn't redraw them. */
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
