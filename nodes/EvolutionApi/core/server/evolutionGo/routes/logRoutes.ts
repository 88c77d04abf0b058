import { queryString } from '../../../http/route';
import { isRecord } from '../../../values/answer';
import { hideKey } from '../../../values/hideKey';
import { allRows, globalKeyOf, rowOf } from '../goKeys';
import type { GoRoutes } from '../goRoute';

/** Without these keys in any text, at whatever depth. */
function withoutKeys(value: unknown, keys: readonly string[]): unknown {
	if (typeof value === 'string') return keys.reduce(hideKey, value);
	if (Array.isArray(value)) return value.map((part) => withoutKeys(part, keys));
	if (!isRecord(value)) return value;
	const entries = Object.entries(value);
	return Object.fromEntries(entries.map(([key, inner]) => [key, withoutKeys(inner, keys)]));
}

export const logRoutes = {
	/** Its path has the ID of the instance. The server writes tokens into its log: they are taken out. */
	async 'GET /instance/logs/{instance}'(translated) {
		const { id } = await rowOf(translated);
		const tokens = (await allRows(translated)).map(({ token }) => String(token ?? ''));
		const path = `/instance/logs/${encodeURIComponent(String(id))}`;
		const query = queryString(translated.asked.query);
		const lines = await translated.go({ method: 'GET', path: `${path}${query}` });
		return withoutKeys(lines, [globalKeyOf(translated.connection), ...tokens]);
	},
} satisfies GoRoutes;
