import { isRecord } from '../../../nodes/EvolutionApi/core/values/answer';

// Lists hold more than what the replay asked for, in another order: the entry to compare is the one that is meant.

const KEYS = ['id', 'keyId', 'remoteJid', 'name'] as const;

const isSameKind = (captured: Record<string, unknown>, own: Record<string, unknown>) =>
	captured.messageType !== undefined &&
	captured.messageType === own.messageType &&
	fromMe(captured) === fromMe(own);

const fromMe = ({ key }: Record<string, unknown>) => (isRecord(key) ? key.fromMe : undefined);

function findEntry(captured: Record<string, unknown>, own: unknown[]): unknown {
	const entries = own.filter(isRecord);
	const byId = (entry: Record<string, unknown>) =>
		KEYS.some((key) => captured[key] !== undefined && captured[key] === entry[key]);
	return entries.find(byId) ?? entries.find((entry) => isSameKind(captured, entry)) ?? own[0];
}

/** The own answer with the counterpart of each captured list's first entry at its beginning. */
export function lineUp(captured: unknown, own: unknown): unknown {
	if (Array.isArray(captured) && Array.isArray(own)) {
		const [first] = captured;
		if (!isRecord(first) || own.length === 0) return own;
		return [lineUp(first, findEntry(first, own))];
	}
	if (!isRecord(captured) || !isRecord(own)) return own;
	return Object.fromEntries(
		Object.entries(own).map(([key, value]) => [key, lineUp(captured[key], value)]),
	);
}
