import { body, GROUP, itemOf, messageBody, PERSON } from '../../events/support/deliveries';

describe('a delivered connection update', () => {
	it('has the reason why the connection was closed', () => {
		const closed = (statusReason: unknown) =>
			itemOf(body('connection.update', { state: 'close', statusReason }));
		expect(closed(401)).toMatchObject({
			state: 'close',
			statusCode: 401,
			reason: expect.stringContaining('Logged out'),
		});
		expect(closed(999).reason).toBe('Unknown reason 999');
		expect(closed('x').reason).toBeNull();
	});

	it('has the number and the name of the account when the connection is open', () => {
		const data = {
			state: 'open',
			statusReason: 200,
			wuid: '5511900098258:4@s.whatsapp.net',
			profileName: 'Shop',
		};
		expect(itemOf(body('connection.update', data))).toMatchObject({
			state: 'open',
			reason: null,
			phoneNumber: '5511900098258',
			profileName: 'Shop',
		});
	});

	it('has the time of the disconnection when the instance is removed', () => {
		const data = {
			status: 'closed',
			disconnectionAt: '2026-11-20T10:00:00-03:00',
			disconnectionReasonCode: 440,
		};
		expect(itemOf(body('status.instance', data))).toMatchObject({
			timestamp: '2026-11-20T13:00:00.000Z',
			reason: expect.stringContaining('same session'),
		});
	});

	it('has a QR code, or says that there were too many', () => {
		expect(
			itemOf(body('qrcode.updated', { qrcode: { code: '2@abc', pairingCode: null, base64: 'x' } })),
		).toMatchObject({
			qrCode: '2@abc',
			pairingCode: null,
			message: null,
		});
		const limit = { message: 'QR code limit reached, please login again', statusCode: 500 };
		expect(itemOf(body('qrcode.updated', limit))).toMatchObject({ ...limit, qrCode: null });
	});

	it.each(['logout.instance', 'remove.instance'])(
		'becomes an item even where the server sends no data: %s',
		(event) => {
			expect(itemOf(body(event, null))).toEqual({
				event,
				instance: 'shop',
				eventId: expect.any(String),
				timestamp: '2026-11-20T07:04:49.191Z',
				instanceId: null,
			});
		},
	);
});

describe('a delivered group event', () => {
	it('lists the members that changed', () => {
		const data = {
			id: GROUP,
			author: '9@lid',
			authorPn: PERSON,
			action: 'add',
			participants: ['7@lid', '8@lid', { id: '6@lid', phoneNumber: '5511@s.whatsapp.net' }],
			participantsData: [
				{ jid: '7@lid', phoneNumber: '5511977776666@s.whatsapp.net', name: 'Bob' },
				{ jid: '8@lid', phoneNumber: '8' },
			],
		};
		expect(itemOf(body('group-participants.update', data))).toMatchObject({
			chat: GROUP,
			action: 'add',
			author: '9@lid',
			authorPhone: '5511988887777',
			participants: [
				{ jid: '7@lid', phoneNumber: '5511977776666', lid: '7@lid', name: 'Bob' },
				{ jid: '8@lid', phoneNumber: null, lid: '8@lid' },
				{ jid: '6@lid', lid: '6@lid' },
			],
		});
	});

	it('has null for what the server did not say', () => {
		expect(itemOf(body('groups.update', [{ id: GROUP, announce: true }]))).toMatchObject({
			chat: GROUP,
			name: null,
			onlyAdminsWrite: true,
			onlyAdminsEdit: null,
			participants: null,
		});
	});
});

it('a delivered message status becomes a word in statusText; for a rejected message, the item says what to do', () => {
	const status = (word: unknown) =>
		itemOf(body('messages.update', { keyId: 'M1', remoteJid: PERSON, fromMe: true, status: word }));
	expect(status('DELIVERY_ACK')).toMatchObject({
		messageId: 'M1',
		statusText: 'delivered',
		chat: PERSON,
	});
	for (const word of ['ERROR', 'FAILED']) {
		expect(status(word)).toMatchObject({
			statusText: 'failed',
			problem: 'WhatsApp rejected this message, although the server had accepted it',
			whatToDo: expect.stringContaining('more first messages') as string,
		});
	}
	const ofMeta = { keyId: 'wamid.HBgN', remoteJid: PERSON, fromMe: false, status: 'FAILED' };
	expect(itemOf(body('messages.update', ofMeta))).toMatchObject({
		problem: 'Meta did not deliver this message, although it had accepted it',
		whatToDo: expect.stringContaining('131047: The person has not written for 24 hours') as string,
	});
	expect(status('READ')).not.toHaveProperty('problem');
	expect(status('NEW_ONE').statusText).toBe('new_one');
	expect(status(3).statusText).toBeNull();
});

it('delivered calls, labels and bot sessions become items with the chat or the caller, and the action or status', () => {
	const call = {
		chatId: PERSON,
		from: PERSON,
		id: 'C1',
		date: '2026-11-20T07:04:49.186Z',
		status: 'offer',
	};
	expect(itemOf(body('call', call))).toMatchObject({
		callId: 'C1',
		senderPhone: '5511988887777',
		isVideo: false,
	});
	const label = { chatId: PERSON, labelId: '7', type: 'remove' };
	expect(itemOf(body('labels.association', label))).toMatchObject({
		chat: PERSON,
		action: 'remove',
	});
	expect(itemOf(body('labels.edit', { id: '7', deleted: true }))).toMatchObject({
		labelId: '7',
		isDeleted: true,
	});
	const session = { remoteJid: PERSON, status: 'paused', session: null };
	expect(itemOf(body('typebot.change-status', session))).toMatchObject({
		chat: PERSON,
		status: 'paused',
		sessionId: null,
	});
});

it('names that people choose themselves have no line breaks', () => {
	const forged = 'Ana\n(5511988887777)\u202e';
	const name = 'Ana (5511988887777)';
	const session = { remoteJid: PERSON, status: 'paused', session: { pushName: forged } };
	expect(itemOf(body('typebot.change-status', session)).name).toBe(name);
	expect(itemOf(messageBody({ conversation: 'Hi' }, { pushName: forged })).senderName).toBe(name);
	expect(itemOf(body('chats.update', { remoteJid: PERSON, name: forged })).name).toBe(name);
	const group = { id: '120363020202020202@g.us', participants: [{ id: PERSON, name: forged }] };
	expect(itemOf(body('groups.upsert', group)).participants).toMatchObject([{ name }]);
});
