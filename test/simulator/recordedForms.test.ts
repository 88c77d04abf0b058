import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { type Client, startClient } from './support/client';
import { MP4, PDF, PNG } from './support/files';
import beyond from './support/beyondRecorded.json';

type Json = Record<string, unknown>;

/** Beside the project, at maintainers: what was recorded on running servers. */
const SHARED = path.join(process.cwd(), '../shared');
const FOLDERS = ['world', 'evolution-api/webhooks'].map((name) => path.join(SHARED, name));

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys and types at every depth; bytes and 64-bit numbers count as one value. */
function formOf(value: unknown, at = ''): string[] {
	if (Array.isArray(value)) return value.length === 0 ? [] : formOf(value[0], `${at}[]`);
	if (!isObject(value)) return [`${at}: ${value === null ? 'null' : typeof value}`];
	const keys = Object.keys(value);
	if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) return [`${at}: bytes`];
	if (keys.join() === 'low,high,unsigned') return [`${at}: long`];
	return keys.flatMap((key) => formOf(value[key], `${at}.${key}`));
}

const kindOf = (data: unknown): string => (isObject(data) ? String(data.messageType ?? '') : '');

/** By event and type of message: the data of all recorded deliveries. */
function readRecorded(): Map<string, Set<string>> {
	const forms = new Map<string, Set<string>>();
	for (const folder of FOLDERS) {
		for (const name of readdirSync(folder).filter((file) => /^[^_].*\.json$/.test(file))) {
			const read = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Json;
			const { event, data } = (read.body ?? read) as Json;
			const key = `${String(event)} ${kindOf(data)}`;
			const form = forms.get(key) ?? new Set<string>();
			formOf(data).forEach((line) => form.add(line));
			forms.set(key, form);
		}
	}
	return forms;
}

const file = (bytes: Buffer, mimetype: string) => ({ base64: bytes.toString('base64'), mimetype });

const DELIVERIES: Array<[instance: string, body: Json]> = [
	['demo', { kind: 'text', text: 'hello' }],
	['demo', { kind: 'text', text: 'hello', lid: '111111111111111@lid' }],
	['demo', { kind: 'text', text: 'hello', chat: '120363020202020202@g.us' }],
	['demo', { kind: 'image', caption: 'c', ...file(PNG, 'image/png') }],
	['demo', { kind: 'video', caption: 'c', ...file(MP4, 'video/mp4') }],
	['demo', { kind: 'audio', ptt: true, ...file(MP4, 'audio/ogg') }],
	['demo', { kind: 'document', fileName: 'a.pdf', ...file(PDF, 'application/pdf') }],
	['demo', { kind: 'sticker', ...file(PNG, 'image/webp') }],
	['demo', { kind: 'location', latitude: 1.5, longitude: 2.5, name: 'A', address: 'B' }],
	['demo', { kind: 'contact', fullName: 'Ann', phoneNumber: '+55 11 99999-0001' }],
	['demo', { kind: 'reaction', emoji: '👍' }],
	['demo', { kind: 'edit', text: 'changed' }],
	[
		'demo',
		{ kind: 'album', items: [1, 2].map(() => ({ kind: 'image', ...file(PNG, 'image/png') })) },
	],
	['biz', { kind: 'text', text: 'hello' }],
	['biz', { kind: 'image', caption: 'c', ...file(PNG, 'image/png') }],
	['biz', { kind: 'location', latitude: 1.5, longitude: 2.5, name: 'A', address: 'B' }],
	['biz', { kind: 'reaction', emoji: '👍' }],
];

const isThere = FOLDERS.every((folder) => existsSync(folder));
const title = isThere ? '' : ' (skipped: ../shared is missing)';

(isThere ? describe : describe.skip)(`simulator: the form of its deliveries${title}`, () => {
	let client: Client;
	let recorded: Map<string, Set<string>>;
	const targets: Record<string, string> = {};
	const receive = async (instance: string, body: Json) =>
		(await client.post(`/_sim/instances/${instance}/receive`, { from: '5511988887777', ...body }))
			.body as Json;

	beforeAll(async () => {
		recorded = readRecorded();
		client = await startClient({ seed: true });
		const biz = { instanceName: 'biz', integration: 'WHATSAPP-BUSINESS' };
		await client.post('/instance/create', biz);
		for (const instance of ['demo', 'biz']) {
			const { key } = await receive(instance, { kind: 'text', text: 'one' });
			targets[instance] = String((key as Json).id);
		}
	});
	afterAll(() => client.simulator.close());

	it.each(DELIVERIES)('on %s, %.60j has what was recorded, or a reason', async (instance, body) => {
		const data = await receive(instance, { targetId: targets[instance], ...body });
		const type = kindOf(data);
		const known = recorded.get(`messages.upsert ${type}`) ?? new Set<string>();
		const reasons = Object.keys(beyond).map((pattern) => new RegExp(pattern));
		const extra = formOf(data)
			.filter((line) => !known.has(line))
			.map((line) => `${type}${line}`)
			.filter((line) => !reasons.some((reason) => reason.test(line)));
		expect(extra).toEqual([]);
	});
});
