import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { evolutionApi } from '../../nodes/EvolutionApi/server/evolutionApi';
import { evolutionGo } from '../../nodes/EvolutionApi/server/evolutionGo';
import { eventToItems, parseDelivery } from '../../nodes/EvolutionApi/events/eventItems';
import { EVENTS } from '../../nodes/EvolutionApi/fields/events';
import { useGoSimulator } from '../nodes/EvolutionApi/server/evolutionGo/support/goSimulator';
import { deliver } from '../nodes/EvolutionApi/trigger/support/happenings';
import { useN8n } from '../nodes/EvolutionApi/trigger/support/useN8n';
import { useSimulator } from '../support/simulator';
import { EXPECTED, type Expected } from './expected';

// Tests deliveries that others have recorded on real servers. If the folder `shared/world` next to the project is missing, the
// test only prints a warning.

const FOLDER = join(__dirname, '../../../shared/world');
const isThere = existsSync(FOLDER);
const names = isThere ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];

type Json = Record<string, unknown>;

interface Body extends Json {
	event: string;
	data: Json;
}

/** Reads a recorded delivery, and sets its time to now. */
function read(name: string): Body {
	const body = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Body;
	const { data } = body;
	if (data.messageTimestamp !== undefined) data.messageTimestamp = Math.floor(Date.now() / 1000);
	if (isRecord(data.Info)) data.Info.Timestamp = new Date().toISOString();
	// The other fields of Evolution Go's deliveries are left out, because they contain the token of the recorded server.
	return isGo(name) ? { event: body.event, instanceName: 'demo', data } : body;
}

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null;

function at(data: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce((value: unknown, key) => (isRecord(value) ? value[key] : undefined), data);
}

/** Replaces each `{path}` in an expected text by the delivery's value. */
function fill(text: string | null, data: Json): string | null {
	if (text === null) return null;
	const filled = text.replace(/\{([\w.]+)\}/g, (_all, path: string) => String(at(data, path)));
	if (!filled.startsWith('QUOTE')) return filled;
	const end = filled.lastIndexOf('\n\n');
	return `${filled.slice('QUOTE'.length, end).replace(/^/gm, '> ')}${filled.slice(end)}`;
}

/** Returns a person's number without the extra mobile digit of Brazil, Mexico and Argentina. A LID stays unchanged. */
function personOf(data: Json, path: string): string {
	const jid = String(at(data, path));
	if (jid.endsWith('@lid')) return jid;
	return jid
		.replace(/(:\d+)?@.*$/, '')
		.replace(/^(55\d\d)9([6-9]\d{7})$/, '$1$2')
		.replace(/^521(\d{10})$/, '52$1')
		.replace(/^549(\d{10})$/, '54$1');
}

const isGo = (name: string) => name.includes('-go-');

const expectedOf = (name: string): Expected | undefined => EXPECTED[name.replace(/\.json$/, '')];

(isThere ? it : it.skip)('each recorded delivery has what is right for it in this test', () => {
	expect(names.filter((name) => expectedOf(name) === undefined)).toEqual([]);
	expect(names.length).toBeGreaterThan(100);
});

it('the recorded deliveries are next to the project', () => {
	if (!isThere) console.warn(`No recorded deliveries: ${FOLDER} is missing`);
	expect(isThere ? names.length : 1).toBeGreaterThan(0);
});

const cases = names.flatMap((name) => {
	const expected = expectedOf(name);
	return expected === undefined ? [] : [[name, expected] as const];
});
// Jest fails for an empty table.
const rows = cases.length > 0 ? cases : ([['none', {}]] as typeof cases);

(isThere ? describe : describe.skip)('a recorded delivery', () => {
	it.each(rows)('says what its sender sees: %s', (name, right) => {
		const body = read(name);
		const delivery = parseDelivery(body, isGo(name) ? evolutionGo : evolutionApi);
		if (delivery === undefined) throw new Error('This is no delivery');
		const items = eventToItems(delivery, { simplify: true });
		expect(items).toHaveLength(1);
		const [item] = items;
		expect(Object.values(item)).not.toContain(undefined);
		const { kind, text, input, person, session, item: more } = right;
		if (kind !== undefined) {
			expect(item).toMatchObject({
				kind,
				text: fill(text ?? null, body.data),
				chatInput: fill(input ?? '{text}', { ...body.data, text: item.text }),
			});
		}
		const who = person === undefined ? undefined : personOf(body.data, person);
		if (who !== undefined) expect(item.personId).toBe(who);
		if (kind !== undefined && session !== null)
			expect(item.sessionId).toBe(`demo/${session === undefined ? who : fill(session, body.data)}`);
		if (more !== undefined) expect(item).toMatchObject(more);
		// In a private chat, the item has no participant, because that would be the chat itself.
		if (item.chatType === 'private') expect(item).not.toHaveProperty('participant');
	});

	describe.each([
		['Evolution API', false],
		['Evolution Go', true],
	])('of %s', (server, go) => {
		const simulator = go ? useGoSimulator('0.7.2') : useSimulator();
		const stage = useN8n(simulator, go ? 'evolutionGo' : undefined);
		const known = EVENTS.filter(({ value }) => value !== 'MESSAGING_HISTORY_SET');
		const events = go ? ['MESSAGES_UPSERT'] : known.map(({ value }) => value);

		it.each([
			['by default', {}, ['yes']],
			['also with own messages', { includeMyOwnMessages: true }, ['yes', 'own']],
		])(
			'starts the workflows that want it, and no others: %s',
			async (what, filters, wanted) => {
				const started: Record<string, number> = {};
				const right: Record<string, number> = {};
				const workflow = stage.n8n.workflow(`${server} ${what}`.replace(/\W/g, ''), {
					events,
					filters,
				});
				await workflow.activate();
				for (const [name, { starts }] of cases) {
					if (starts === undefined || isGo(name) !== go) continue;
					const before = stage.n8n.started.length;
					expect(await deliver(simulator.current, workflow, read(name))).toBe(200);
					started[name] = stage.n8n.started.length - before;
					right[name] = wanted.includes(starts) ? 1 : 0;
				}
				expect(started).toEqual(right);
			},
			60_000,
		);
	});
});
