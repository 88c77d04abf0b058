import '../../../../../dev/engine/engine';

import { fetchMessageFile } from '../../../../../nodes/EvolutionApi/server/ask/messages';
import {
	connectionFrom,
	connectionWith,
} from '../../../../../nodes/EvolutionApi/server/connection';
import { findMedia } from '../../../../../nodes/EvolutionApi/events/receivedMedia';
import { receive } from '../../../../../simulator/whatsapp/receive';
import { triggerContexts } from '../../../../../dev/engine/triggerContexts';
import { type GoClient, startGo, TOKEN } from '../../../../simulator/go/support/goClient';
import { goDelivery } from './support/goItems';

const PNG = 'iVBORw0KGgo=';

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
	go.simulator.config.go.webhookFiles = false;
});
afterEach(() => go.close());

async function deliveredWith(kind: string, more: object = {}) {
	const hook = await go.subscribe('MESSAGE');
	const { state } = go.simulator;
	const instance = state.instances.get('demo');
	if (instance === undefined) throw new Error('There is no instance');
	receive(state, instance, { from: '5511988887777', kind, base64: PNG, ...more });
	return goDelivery((await hook.wait('Message')).body);
}

async function fetched(delivery: ReturnType<typeof goDelivery>, instanceToken = TOKEN) {
	const evolutionGoKeyApi = { baseUrl: go.simulator.url, instanceToken };
	const context = triggerContexts({ parameters: {}, credentials: { evolutionGoKeyApi } }).hook();
	const connection = connectionWith(context, 'evolutionGo', evolutionGoKeyApi);
	const media = findMedia(delivery);
	const target = { context, connection, instance: '' };
	return await fetchMessageFile(target, media?.messageId ?? '', { record: media?.message });
}

it('Download Media on Evolution Go: a file that WhatsApp no longer has: the item says so, with the reason of the server', async () => {
	const delivery = await deliveredWith('image', { mimetype: 'image/png' });
	const { messages } = go.simulator.state.instances.get('demo') ?? {};
	for (const { media } of messages?.newestFirst() ?? []) media?.chunks.splice(0);
	expect(await fetched(delivery)).toEqual({ problem: expect.stringMatching(/download/i) });
});

it('Download Media on Evolution Go: with a wrong token the item has no file, and the error does not show the token', async () => {
	const delivery = await deliveredWith('image', { mimetype: 'image/png' });
	const { problem } = (await fetched(delivery, 'wrong-token')) as { problem: string };
	expect(problem).toMatch(/refused the key/);
	expect(problem).not.toContain('wrong-token');
});

it('Download Media on Evolution Go: a text message gives the error that it has no file', async () => {
	const { message } = await deliveredWith('text', { text: 'Hi' });
	const context = triggerContexts({ parameters: {}, credentials: {} }).hook();
	const connection = connectionFrom('evolutionGo', { baseUrl: go.simulator.url });
	const target = { context, connection, instance: '' };
	expect(await fetchMessageFile(target, 'ID', { record: message?.record })).toMatchObject({
		problem: expect.stringMatching(/must contain a message with a file/),
	});
});

it.each([
	['image', 'image/png'],
	['video', 'video/mp4'],
	['audio', 'audio/ogg'],
	['document', 'application/pdf'],
	['sticker', 'image/webp'],
])(
	'Download Media on Evolution Go gets the file from the server where the event came without it: %s',
	async (kind, mimetype) => {
		const delivery = await deliveredWith(kind, { mimetype });
		expect(findMedia(delivery)?.base64).toBeUndefined();
		expect(await fetched(delivery)).toEqual({ base64: PNG });
	},
);
