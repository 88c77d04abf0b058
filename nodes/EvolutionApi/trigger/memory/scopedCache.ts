// What this process keeps of workflows and instances from one event to the next. All of it is made here, so that nothing
// of a workflow stays once it has left: an n8n may run for months.

/** An event may come again for half an hour, and who is switched off may soon be on again. Later nothing of it matters. */
const UNUSED_OWNER_MS = 3_600_000;

/** Looking through all of it is not worth the time for every event. */
const CLEANUP_PAUSE_MS = 60_000;
let lookedAt = 0;

const all: Array<Map<string, unknown>> = [];
/** By owner: when it was last known to be used, Unix ms. */
const lastUsed = new Map<string, number>();

/** A map that forgets. Its keys name an owner: a workflow's node, such a node at an instance, or an instance. */
class ScopedCache<Value> extends Map<string, Value> {
	/** What is known; else what is made now, which is known from then on. */
	getOr(key: string, make: () => Value): Value {
		const value = this.get(key) ?? make();
		this.set(key, value);
		return value;
	}
}

export function createScopedCache<Value>(): ScopedCache<Value> {
	const cache = new ScopedCache<Value>();
	all.push(cache);
	return cache;
}

/** What an instance is called begins like JSON. A node is workflow and node, and may have an instance behind it. */
const scopeOwner = (key: string): string =>
	key.startsWith('[') ? key : key.split('/', 2).join('/');

/** For an owner that is used by calls alone. */
export function noteCacheUse(key: string): void {
	lastUsed.set(scopeOwner(key), Date.now());
}

/** @param isUsed whether a trigger of this node, or on this instance, is active */
export function forgetUnusedCaches(isUsed: (owner: string) => boolean): void {
	const now = Date.now();
	// Somebody may set the clock back.
	if (Math.abs(now - lookedAt) < CLEANUP_PAUSE_MS) return;
	lookedAt = now;
	const owners = new Set(all.flatMap((map) => [...map.keys()].map(scopeOwner)));
	for (const owner of owners) if (isUsed(owner) || !lastUsed.has(owner)) lastUsed.set(owner, now);
	const isOver = (owner: string) => now - (lastUsed.get(owner) ?? 0) >= UNUSED_OWNER_MS;
	for (const map of all) for (const key of map.keys()) if (isOver(scopeOwner(key))) map.delete(key);
	for (const owner of [...lastUsed.keys()]) if (isOver(owner)) lastUsed.delete(owner);
}
