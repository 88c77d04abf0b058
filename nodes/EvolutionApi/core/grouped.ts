import type { Connection } from './connection';
import type { ItemRequest } from './run';

/**
 * The requests that belong together, in the order of their first ones: those of one server for which `by`
 * answers the same.
 */
export function grouped(
	requests: readonly ItemRequest[],
	by: (request: ItemRequest) => unknown,
): ItemRequest[][] {
	const groups = new Map<Connection, Map<string, ItemRequest[]>>();
	const inOrder: ItemRequest[][] = [];
	for (const request of requests) {
		const ofServer = groups.get(request.connection) ?? new Map<string, ItemRequest[]>();
		groups.set(request.connection, ofServer);
		const key = JSON.stringify(by(request));
		const group = ofServer.get(key);
		if (group !== undefined) {
			group.push(request);
			continue;
		}
		const added = [request];
		ofServer.set(key, added);
		inOrder.push(added);
	}
	return inOrder;
}
