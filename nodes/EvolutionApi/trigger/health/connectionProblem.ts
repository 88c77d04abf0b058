import type { Connection, InstanceRecord } from '../../core/server/adapter';
import type { ConnectionChange } from '../../core/server/delivery';
import { ownTime } from '../../core/server/clock';
import { connectionFinding } from './connectionFinding';
import type { Problem } from './problems';

/** @returns undefined if it is connected */
export function connectionProblem(
	connection: Connection,
	state: string | undefined,
	record: InstanceRecord | undefined,
): Problem | undefined {
	if (state === 'open') return undefined;
	const finding = connectionFinding(state, record);
	if (state === 'connecting') return { name: 'connecting', finding };
	const at = ownTime(connection, Date.parse(record?.disconnectedAt ?? ''));
	const since = Number.isNaN(at) ? undefined : Math.min(at, Date.now());
	return { name: record?.end ?? 'disconnected', finding, since };
}

/** The same by an event. */
export function changedProblem({ state, end, reason }: ConnectionChange): Problem | undefined {
	if (state === 'open') return undefined;
	const finding = connectionFinding(state, { reason });
	return { name: state === 'connecting' ? 'connecting' : (end ?? 'disconnected'), finding };
}
