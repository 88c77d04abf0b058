export interface Account {
	readonly once: number;
	readonly remarks: readonly Count[];
	readonly lost: readonly Count[];
	readonly twice: readonly string[];
}

export interface Count {
	/** Explanation of what happened to these messages; undefined if none was found. */
	readonly reason: string | undefined;
	readonly ids: readonly string[];
}

interface Message {
	readonly id: string;
}

interface Judge<Item> {
	readonly count: (message: Item) => number;
	readonly whyLost: (message: Item) => string | undefined;
	/** returns undefined if there is nothing to remark */
	readonly remark?: (message: Item) => string | undefined;
}

export function tally<Item extends Message>(list: readonly Item[], judge: Judge<Item>): Account {
	const lost = list.filter((one) => judge.count(one) === 0);
	const twice = list.filter((one) => judge.count(one) > 1);
	const once = list.filter((one) => judge.count(one) === 1);
	const remarks = byReason(once, (one) => judge.remark?.(one));
	return {
		once: once.length,
		remarks: remarks.filter(({ reason }) => reason !== undefined),
		lost: byReason(lost, judge.whyLost),
		twice: twice.map(({ id }) => id),
	};
}

function byReason<Item extends Message>(
	list: readonly Item[],
	why: (message: Item) => string | undefined,
): Count[] {
	const found = new Map<string | undefined, string[]>();
	for (const one of list) {
		const reason = why(one);
		const ids = found.get(reason) ?? [];
		ids.push(one.id);
		found.set(reason, ids);
	}
	return [...found].map(([reason, ids]) => ({ reason, ids }));
}
