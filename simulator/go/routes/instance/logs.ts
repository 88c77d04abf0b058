import type { Json } from '../../../core/data';
import { bareAnswer, failed, invalid } from '../../core/answers';
import type { PlainGoRoute } from '../../core/route';
import { findById } from '../../state/findInstance';
import { DAY_MS } from '../../../core/units';

const LEVELS = ['INFO', 'ERROR', 'WARN', 'DEBUG'];

function levelsOf(text: string | undefined): string[] {
	if (!text) return LEVELS;
	return text.split(',').map((one) => {
		const level = one.trim().toUpperCase();
		if (!LEVELS.includes(level)) throw failed(`nível de log inválido: ${level}`);
		return level;
	});
}

/** Returns the start of the day that a text names, Unix ms, or `standard` for any other text. */
const dayOf = (text: string | undefined, standard: number) =>
	text && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
		? Date.parse(text)
		: standard;

/** Returns the server's log, newest first: here, the requests and deliveries of the instance. */
export const logs: PlainGoRoute = {
	method: 'GET',
	path: '/instance/logs/:instanceId',
	key: 'global',
	run({ state, params, query }) {
		if (query.limit && !/^-?\d+$/.test(query.limit)) {
			throw invalid(`strconv.ParseInt: parsing "${query.limit}": invalid syntax`);
		}
		const now = state.now();
		const start = dayOf(query.start_date, now - 7 * DAY_MS);
		const end = dayOf(query.end_date, now) + DAY_MS;
		if (start > end) throw failed('data inicial não pode ser posterior à data final');
		const levels = levelsOf(query.level);
		const limit = Number(query.limit ?? 0) || 100;
		const instance = findById(state, params.instanceId);
		const lines = instance ? linesOf(state.deliveries.list(), instance.name, instance.id) : [];
		const matches = lines.filter(({ level }) => levels.includes(String(level)));
		return bareAnswer(matches.slice(0, limit).reverse());
	},
};

interface Attempt {
	at: number;
	instance: string;
	event: string;
	url: string;
	status?: number;
	error?: string;
}

const linesOf = (attempts: Attempt[], name: string, id: string): Json[] =>
	attempts
		.filter(({ instance }) => instance === name)
		.map(({ at, event, url, status, error }) => ({
			timestamp: new Date(at).toISOString(),
			level: error === undefined ? 'INFO' : 'WARN',
			instance_id: id,
			message: `[${id}] ${event}: webhook ${error ?? 'sent successfully'} - url: ${url}, status: ${status ?? 0}`,
			metadata: {},
		}));
