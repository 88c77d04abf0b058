import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { failed } from '../core/answers';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Throws for any text that the server's library doesn't accept as an ID. */
export function checkUuid(id: string): void {
	if (UUID.test(id)) return;
	const reason = id.length === 36 ? 'invalid UUID format' : `invalid UUID length: ${id.length}`;
	throw failed(`invalid UUID format: ${reason}`);
}

export function findById({ instances }: State, id: string): Instance | undefined {
	return [...instances.values()].find((instance) => instance.id === id);
}

export function instanceById(state: State, id: string): Instance {
	checkUuid(id);
	const instance = findById(state, id);
	if (!instance) throw failed('record not found');
	return instance;
}
