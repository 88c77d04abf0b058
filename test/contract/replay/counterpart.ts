import { isRecord } from '../../../nodes/EvolutionApi/core/values/answer';

// The simulator's lists may have more entries than the captured ones, in another order. To compare them, the corresponding entries are found.

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

/** Returns the simulator's answer. Each list keeps only the entry that matches the first entry of the captured list. */
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
