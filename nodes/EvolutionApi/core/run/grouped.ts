import type { Connection } from '../server/connection';
import type { ItemRequest } from './run';

/** Requests that belong together: one at least. */
export type Group = [ItemRequest, ...ItemRequest[]];

/**
 * The requests that belong together, in the order of their first ones: those of one server for which `by`
 * answers the same.
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
