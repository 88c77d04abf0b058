import type { ForeignSubscriber } from '../../../../nodes/EvolutionApi/hub/list';
import { listListeners } from '../../../../nodes/EvolutionApi/hub/subscribers';
import { trigger } from './support/server';

const NOW = 1_800_000_000_000;
const CHAT = '5511@s.whatsapp.net';

describe('Webhook → Get Listeners: an item', () => {
	it('shows no signature, no key and no header', () => {
		const url = 'https://me:password@n8n.example/webhook-waiting/7?signature=secret';
		const wait = trigger(1, { kind: 'wait', url, chat: CHAT, expires: NOW / 1000 });
		const other: ForeignSubscriber = {
			kind: 'foreign',
			url: 'odd?signature=secret',
			enabled: false,
			events: [],
			headers: { jwt_key: 'secret' },
			byEvents: false,
			base64: false,
		};
		const seen = listListeners({ ownerUrl: url, key: 'secret', subscribers: [wait, other] });
		expect(seen).toMatchObject([
			{
				kind: 'wait',
				url: 'https://n8n.example/webhook-waiting/7',
				owner: true,
				chat: CHAT,
				expires: new Date(NOW).toISOString(),
				enabled: true,
			},
			{ kind: 'foreign', url: 'odd', owner: false, chat: null, expires: null, enabled: false },
		]);
		expect(JSON.stringify(seen)).not.toMatch(/secret|password/);
	});
});
