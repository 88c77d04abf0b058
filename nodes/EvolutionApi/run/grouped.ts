import type { Connection } from '../core/server/adapter';
import type { ItemRequest } from '../core/prepare/run';

/** Requests that belong together, at least one. */
export type Group = [ItemRequest, ...ItemRequest[]];

/**
 * Groups requests to one server for which `by` returns the same. The groups are in the order of their first
 * requests.
 */
export function grouped(
	requests: readonly ItemRequest[],
	by: (request: ItemRequest) => unknown,
): Group[] {
	const groups = new Map<Connection, Map<string, Group>>();
	const inOrder: Group[] = [];
	for (const request of requests) {
		const ofServer = groups.get(request.connection) ?? new Map<string, Group>();
		groups.set(request.connection, ofServer);
		const key = JSON.stringify(by(request));
		const group = ofServer.get(key);
		if (group !== undefined) {
			group.push(request);
			continue;
		}
		const added: Group = [request];
		ofServer.set(key, added);
		inOrder.push(added);
	}
	return inOrder;
}
