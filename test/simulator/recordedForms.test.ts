import { type Client, startClient } from './support/client';
import { MP4, PDF, PNG } from './support/files';
import {
	findLeftOut,
	findUnrecorded,
	isRecordingThere,
	readRecorded,
	RECORDED_TITLE,
	type Recorded,
} from './support/recorded';

type Json = Record<string, unknown>;

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
	['biz', { kind: 'video', caption: 'c', ...file(MP4, 'video/mp4') }],
	['biz', { kind: 'audio', ptt: true, ...file(MP4, 'audio/ogg') }],
	['biz', { kind: 'document', caption: 'c', fileName: 'a.pdf', ...file(PDF, 'application/pdf') }],
	['biz', { kind: 'sticker', ...file(PNG, 'image/webp') }],
	['biz', { kind: 'contact', fullName: 'Ann', phoneNumber: '+55 11 99999-0001' }],
	['biz', { kind: 'form' }],
	['biz', { kind: 'location', latitude: 1.5, longitude: 2.5, name: 'A', address: 'B' }],
	['biz', { kind: 'reaction', emoji: '👍' }],
];

const titleOf = (body: Json): string =>
	JSON.stringify(body, (key, value: unknown) => (key === 'base64' ? undefined : value));

(isRecordingThere ? describe : describe.skip)(
	`simulator: the form of its messages${RECORDED_TITLE}`,
	() => {
		let client: Client;
		let recorded: Recorded;
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

		it.each(DELIVERIES.map(([instance, body]) => [instance, titleOf(body), body] as const))(
			'on %s, %s has all that was recorded and no more, or a reason',
			async (instance, _title, body) => {
				const data = await receive(instance, { targetId: targets[instance], ...body });
				expect(findUnrecorded(recorded, 'messages.upsert', data)).toEqual([]);
				expect(findLeftOut(recorded, 'messages.upsert', data)).toEqual([]);
			},
		);
	},
);
