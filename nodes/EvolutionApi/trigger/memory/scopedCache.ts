// createScopedCache() makes maps for the data about workflows and instances that this process keeps between events. The data of
// a workflow or instance is deleted after an hour without use, because n8n may run for months.

/** How long unused data stays: the server may repeat an event for half an hour, and a workflow may soon be active again. */
const UNUSED_OWNER_MS = 3_600_000;

const CLEANUP_PAUSE_MS = 60_000;
let lookedAt = 0;

const all: Array<Map<string, unknown>> = [];
/** When each owner of data (a node or an instance) was last used, Unix ms. */
const lastUsed = new Map<string, number>();

/** Each key begins with the ID of a node or instance. An entry is deleted if its node or instance is unused for an hour. */
class ScopedCache<Value> extends Map<string, Value> {
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

/** Returns the node (`workflow/node`) with which a cache key begins, or the whole key if it's an instance ID (a JSON array). */
const scopeOwner = (key: string): string =>
	key.startsWith('[') ? key : key.split('/', 2).join('/');

export function noteCacheUse(key: string): void {
	lastUsed.set(scopeOwner(key), Date.now());
}

/** @param isUsed tells whether a node or an instance has an active trigger */
export function forgetUnusedCaches(isUsed: (owner: string) => boolean): void {
	const now = Date.now();
	// The difference is negative if the clock was set back.
	if (Math.abs(now - lookedAt) < CLEANUP_PAUSE_MS) return;
	lookedAt = now;
	const owners = new Set(all.flatMap((map) => [...map.keys()].map(scopeOwner)));
	for (const owner of owners) if (isUsed(owner) || !lastUsed.has(owner)) lastUsed.set(owner, now);
	const isOver = (owner: string) => now - (lastUsed.get(owner) ?? 0) >= UNUSED_OWNER_MS;
	for (const map of all) for (const key of map.keys()) if (isOver(scopeOwner(key))) map.delete(key);
	for (const owner of [...lastUsed.keys()]) if (isOver(owner)) lastUsed.delete(owner);
}
