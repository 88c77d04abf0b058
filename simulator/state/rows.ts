import { rowId } from '../core/ids';
import type { Json } from '../core/data';
import { compact } from '../core/values';
import type { Instance } from './instance';

export function newRow(instance: Instance, fields: Json, id = rowId()): Json {
	const now = new Date().toISOString();
	return { id, ...compact(fields), createdAt: now, updatedAt: now, instanceId: instance.id };
}

/** Fields that are undefined stay as they were. */
export const changedRow = (row: Json, fields: Json): Json => ({
	...row,
	...compact(fields),
	updatedAt: new Date().toISOString(),
});

/** Writes an instance's only row of a kind: proxy, chatwoot, websocket … */
export function saveExtra(instance: Instance, name: string, fields: Json): Json {
	const old = Object.hasOwn(instance.extras, name) ? instance.extras[name] : undefined;
	const row = old ? changedRow(old, fields) : newRow(instance, fields);
	instance.extras[name] = row;
	return row;
}
