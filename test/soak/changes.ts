import type { ServerKind } from '../../simulator/state/config';
import { listedIn } from '../e2e/support/hubList';
import { until, type Server } from '../e2e/support/triggerStage';
import type { Collector } from '../e2e/support/collector';
import type { EvolutionServer } from './evolutionServer';
import { randomFrom } from '../support/random';
import type { Through } from './options';
import { wrongInSocket, type SocketSetting } from './socket';
import { WORDS_OF, wrongIn, type Setting } from './webhook';

/** On which n8n each workflow is, and what it wants. */
const WORKFLOWS = [
	[0, 'MESSAGES_UPSERT'],
	[0, 'CALL'],
	[0, 'PRESENCE_UPDATE'],
	[1, 'GROUPS_UPSERT'],
	[1, 'CONNECTION_UPDATE'],
] as const;
/** So many change at the same time, at most. */
const MOST_AT_ONCE = 3;

interface Parts {
	readonly server: EvolutionServer;
	readonly collector: Collector;
	readonly n8ns: readonly Server[];
}

interface Workflow {
	readonly id: string;
	readonly n8n: Server;
	readonly event: string;
	/** Where it gets its events; known once it has been active. */
	url: string;
	isActive: boolean;
}

interface Options {
	readonly changes: number;
	readonly seed: number;
	readonly through: Through;
}

/** Switches workflows on and off; each time the record must be right. @returns what was not */
export async function changeAtRandom(
	parts: Parts,
	{ changes, seed, through }: Options,
	say: (text: string) => void,
): Promise<string[]> {
	const { server, collector } = parts;
	const workflows = await createAll(parts, through);
	const random = randomFrom(seed);
	const problems: string[] = [];
	const since = Date.now();
	let [done, together, empty] = [0, 0, 0];
	const kind = server.config.server;
	const foreign = foreignAt(collector.url, kind);
	const check = async (what: string, isForeignThere = true) => {
		const active = workflows.filter(({ isActive }) => isActive);
		if (active.length === 0) empty++;
		const wrong = async () => {
			const webhook = await server.webhook();
			if (through === 'webhook')
				return wrongIn(webhook, active, isForeignThere ? foreign : undefined, WORDS_OF[kind]);
			const before = isForeignThere ? FOREIGN_SOCKET : undefined;
			return wrongInSocket(webhook, await server.websocket(), active, before);
		};
		// n8n may say that it is done a moment before the record is right.
		await until(what, async () => (await wrong()) === undefined).catch(async () => {
			const problem = `${what}: ${await wrong()}`;
			say(`  ${problem}`);
			problems.push(problem);
		});
	};
	await check('After the last workflow of the stream', false);
	if (through === 'webhook') await server.setWebhook(foreign);
	else await server.setWebsocket(FOREIGN_SOCKET);
	for (const workflow of workflows) {
		await toggle(workflow);
		const known = workflows.map(({ url }) => url);
		const listed = listedIn((await server.webhook())?.headers);
		workflow.url = listed.find((url) => !known.includes(url)) ?? '';
		await check(`Change ${++done}, ${workflow.event} on`);
	}
	while (done < changes) {
		const size = Math.min(1 + Math.floor(random() * MOST_AT_ONCE), changes - done);
		const chosen = shuffled(workflows, random).slice(0, size);
		await Promise.all(chosen.map(toggle));
		done += size;
		if (size > 1) together += size;
		const names = chosen.map(({ event, isActive }) => `${event} ${isActive ? 'on' : 'off'}`);
		await check(`Change ${done}, ${names.join(', ')}`);
	}
	await Promise.all(workflows.filter(({ isActive }) => isActive).map(toggle));
	await check('At the end, all off');
	const seconds = Math.round((Date.now() - since) / 1000);
	say(
		`  ${done} changes in ${seconds} s, ${together} of them two or three at once; nobody was left ${empty} times; ` +
			`the record was wrong ${problems.length} times`,
	);
	return problems;
}

/** A webhook that is there before us, with everything that can be set. */
function foreignAt(collector: string, kind: ServerKind): Setting {
	const url = `${collector}/foreign`;
	const enabled = true;
	if (kind === 'go') {
		const plain = { enabled, events: ['QRCODE'], headers: {}, byEvents: false, base64: false };
		return { ...plain, url: `${url}?shop=one` };
	}
	const headers = { 'x-shop': 'one', authorization: 'Basic c2hvcA==' };
	return { url, enabled, events: ['QRCODE_UPDATED'], headers, byEvents: true, base64: true };
}

/** The same of WebSocket. A webhook that another application uses would keep n8n's processes from knowing each other. */
const FOREIGN_SOCKET: SocketSetting = { enabled: true, events: ['QRCODE_UPDATED'] };

async function createAll(
	{ server, collector, n8ns }: Parts,
	through: Through,
): Promise<Workflow[]> {
	const place = { simulator: server, collector };
	const workflows: Workflow[] = [];
	for (const [index, event] of WORKFLOWS) {
		const parameters = {
			events: [event],
			options: { connection: { values: { method: through } } },
		};
		const id = await n8ns[index].create(place, event, parameters);
		workflows.push({ id, n8n: n8ns[index], event, url: '', isActive: false });
	}
	return workflows;
}

async function toggle(workflow: Workflow): Promise<void> {
	const { client } = workflow.n8n.n8n;
	if (workflow.isActive) await client.leave(workflow.id);
	else await client.listen(workflow.id);
	workflow.isActive = !workflow.isActive;
}

function shuffled<Item>(list: readonly Item[], random: () => number): Item[] {
	return list
		.map((item) => ({ item, rank: random() }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ item }) => item);
}
