import type { IDataObject } from 'n8n-workflow';

import type { Message } from '../../../../../simulator/state/message';
import { demoOf } from '../../../../support/demo';
import { receive } from '../../../../../simulator/whatsapp/receive';
import { runInGo, useGoSimulator } from './support/goSimulator';

// Tests differences between releases of Evolution Go: what each release can do, and what the node refuses before it sends
// anything. The simulator, which imitates each release's source code, doesn't share code with the node.

const ANA = '5511988887777@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';
const VERSIONS = ['0.6.1', '0.7.1', '0.7.2'];
const PICTURE = 'https://example.com/picture.jpg';

describe.each(VERSIONS)('simulated Evolution Go %s', (version) => {
	const simulator = useGoSimulator(version);
	const isNew = version === '0.7.2';

	const demo = () => demoOf(simulator.current);
	const newest = (jid = ANA): Message | undefined => demo().messages.chat(jid)?.messages.at(-1);
	const asked = (path: string) =>
		simulator.current.state.requests.list().filter((request) => request.path === path);
	const run = async (operation: string, values: IDataObject, resource = 'message') =>
		await runInGo(simulator.current, { resource, operation, values });

	const buttons = (options: IDataObject = {}, more: IDataObject = {}) => ({
		recipient: '5511988887777',
		title: 'Is the date all right?',
		description: 'Tuesday, 9 h',
		buttons: { button: [{ type: 'reply', displayText: 'Yes', id: 'yes' }] },
		options,
		...more,
	});
	const list = (options: IDataObject = {}, more: IDataObject = {}) => ({
		recipient: '5511988887777',
		title: 'What?',
		buttonText: 'Choose',
		sections: {
			section: [{ title: 'Orders', rows: { row: [{ title: 'Where?', rowId: 'where' }] } }],
		},
		options,
		...more,
	});
	const received = () => {
		receive(simulator.current.state, demo(), {
			from: '5511988887777',
			kind: 'text',
			text: 'Are you open?',
		});
		return newest()?.key.id;
	};

	it.each([
		['sendButtons', buttons, '/send/button'],
		['sendList', list, '/send/list'],
	] as const)(
		'%s with a quote: it quotes on 0.7.2, and is refused before, where the server loses the quote',
		async (operation, values, path) => {
			const messageId = received();
			const { error } = await run(operation, values({ replyTo: { values: { messageId } } }));
			if (isNew) {
				expect(error).toBeUndefined();
				expect(JSON.stringify(newest())).toContain(messageId);
				return;
			}
			expect(error?.message).toContain('"Options → Reply To" needs Evolution Go 0.7.2 or newer');
			expect(asked(path)).toEqual([]);
		},
	);

	it('a list with mentions is refused, because the server accepts and ignores them', async () => {
		const mentions = { values: { mention: 'everyone' } };
		const { error } = await run('sendList', list({ mentions }, { recipient: TEAM }));
		expect(error?.message).toContain('"Options → Mentions" does not work with Evolution Go');
		expect(asked('/send/list')).toEqual([]);
	});

	it('reply buttons say their title once, also on 0.7.2, whose reply buttons have only a description', async () => {
		const { error } = await run('sendButtons', buttons());
		expect(error).toBeUndefined();
		// 0.7.1 itself puts the title above the description (send_service.go:1782). 0.7.2 doesn't (:1871), so the node does.
		const description = isNew ? '*Is the date all right?*\n\nTuesday, 9 h' : 'Tuesday, 9 h';
		const title = 'Is the date all right?';
		expect(asked('/send/button')[0]?.body).toMatchObject({ title, description });
	});

	it('reply buttons with a picture: shown on 0.7.2, before refused', async () => {
		const { error } = await run('sendButtons', buttons({ thumbnailUrl: PICTURE }));
		if (!isNew) {
			expect(error?.message).toBe('"Options → Thumbnail URL" needs Evolution Go 0.7.2 or newer');
			expect(asked('/send/button')).toEqual([]);
			return;
		}
		expect(error).toBeUndefined();
		expect(asked('/send/button')[0]?.body).toMatchObject({ imageUrl: PICTURE });
	});

	it('other buttons with a picture are refused: the server has none for them', async () => {
		const url = { type: 'url', displayText: 'Look', url: 'https://example.com' };
		const values = buttons({ thumbnailUrl: PICTURE }, { buttons: { button: [url] } });
		const { error } = await run('sendButtons', values);
		expect(error?.message).toContain('"Options → Thumbnail URL" works only with reply buttons');
		expect(asked('/send/button')).toEqual([]);
	});

	it.each([
		['sendText', { text: 'Hello' }, '/send/text'],
		[
			'sendMedia',
			{ mediaType: 'image', mediaSource: 'base64', mediaBase64: 'iVBORw0KGgo=' },
			'/send/media',
		],
	] as const)(
		'%s with a forwarding score: shown as forwarded on 0.7.2, before refused',
		async (operation, values, path) => {
			const options = { forwardingScore: 3 };
			const { error } = await run(operation, { recipient: '5511988887777', ...values, options });
			if (isNew) {
				expect(error).toBeUndefined();
				expect(asked(path)[0]?.body).toMatchObject({ forwardingScore: 3 });
				return;
			}
			expect(error?.message).toContain(
				'"Options → Forwarding Score" needs Evolution Go 0.7.2 or newer',
			);
			expect(asked(path)).toEqual([]);
		},
	);

	it('Send Presence lasts for the entered time: in the server on 0.7.2, in the node before', async () => {
		const values = { recipient: '5511988887777', presence: 'recording', durationSeconds: 0.02 };
		const { error } = await run('sendPresence', values, 'chat');
		expect(error).toBeUndefined();
		const bodies = asked('/message/presence').map(({ body }) => body);
		const recording = { number: ANA, state: 'composing', isAudio: true };
		if (isNew) expect(bodies).toEqual([{ ...recording, delay: 20 }]);
		else expect(bodies).toEqual([recording, { number: ANA, state: 'paused', isAudio: false }]);
	});

	it.each([
		['updateSettings', { group: TEAM, action: 'announcement' }, '/group/settings'],
		['updateMemberAddMode', { group: TEAM, mode: 'admin_add' }, '/group/settings'],
		['markAsPlayed', { recipient: ANA, messageIds: '3A00' }, '/message/markplayed'],
	] as const)(
		'%s: done on 0.7.2; before, the error says that it needs 0.7.2, and that nothing was done',
		async (operation, values, path) => {
			const resource = operation === 'markAsPlayed' ? 'chat' : 'group';
			const { error } = await run(operation, values, resource);
			expect(asked(path)).toHaveLength(1);
			if (isNew) {
				expect(error).toBeUndefined();
				return;
			}
			expect(error?.message).toContain(`does not know POST ${path}`);
			expect(error?.description).toMatch(/Mark as Played, Update Settings .* need 0\.7\.2/);
			expect(error?.description).not.toContain('It may still have been done');
		},
	);

	it('Get Delivery Updates does not call a message of a customer ours, where the server knows it (0.7.2)', async () => {
		const messageId = received();
		const { error, items } = await run('getDeliveryUpdates', { filters: { messageId } }, 'chat');
		expect(error).toBeUndefined();
		const known = { messageId, chat: ANA, fromMe: null, status: 'DELIVERY_ACK' };
		expect(items.map(({ json }) => json)).toEqual(isNew ? [expect.objectContaining(known)] : []);
	});
});
