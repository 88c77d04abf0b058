import { convertNodes, httpRequest } from '../../support/convertNodes';

// Tests values that only work together in a request, and values that the server doesn't need.

function converted(route: string, body: object | string) {
	const { nodes, text } = convertNodes([httpRequest(`https://evo.example.com/${route}`, body)]);
	return { parameters: nodes[0].parameters, text };
}

describe('converter: an HTTP Request that creates an instance with all its settings', () => {
	const NEW = { instanceName: 'shop', integration: 'WHATSAPP-BAILEYS' };
	const create = (more: object) => converted('instance/create', { ...NEW, ...more });

	it('becomes API Request if a field is an expression, and the report names the field', () => {
		const body = '={"instanceName": "shop", "integration": "{{ $json.kind }}"}';
		const { parameters, text } = converted('instance/create', body);
		expect(parameters).toMatchObject({ resource: 'apiRequest' });
		expect(text).toContain('an expression sets: integration');
		expect(text).not.toContain('no field');
	});

	it('creates a WhatsApp Web (Baileys) instance if it names no integration, as in Evolution API 1', () => {
		const { parameters, text } = converted('instance/create', { instanceName: 'shop' });
		expect(parameters).toMatchObject({
			operation: 'create',
			integration: 'WHATSAPP-BAILEYS',
			instanceName: 'shop',
		});
		expect(text).toContain('in that of version 2');
	});

	it.each([
		['is off', { rabbitmq: { enabled: false, events: ['CALL'] } }, 'rabbitmq.enabled'],
		['has something unknown', { nats: { enabled: true, queue: 'a' } }, 'nats.queue'],
	])('becomes API Request if one of its event transports %s', (_what, more, named) => {
		const { parameters, text } = create(more);
		expect(parameters).toMatchObject({ resource: 'apiRequest' });
		expect(text).toContain(named);
	});

	it('asks for a QR code at once only if it did so before', () => {
		expect(create({}).parameters).toMatchObject({ options: { qrcode: false } });
		expect(create({ qrcode: true }).parameters).toMatchObject({ options: { qrcode: true } });
	});

	it('of Evolution API 1 keeps its webhook, settings, event transports, proxy and Chatwoot', () => {
		const { parameters, text } = converted('instance/create', {
			instanceName: 'shop',
			token: 'shop-token',
			qrcode: true,
			webhook: 'https://example.com/hook',
			webhook_by_events: true,
			events: ['MESSAGES_UPSERT'],
			reject_call: true,
			msg_call: 'Write, please.',
			websocket_enabled: true,
			websocket_events: ['CALL'],
			rabbitmq_enabled: false,
			rabbitmq_events: ['CALL'],
			proxy: { host: 'proxy.example.com', port: '3128', protocol: 'http' },
			chatwoot_account_id: 1,
			chatwoot_token: 'cw-token',
			chatwoot_url: 'https://chatwoot.example.com',
			chatwoot_sign_msg: true,
		});
		expect(parameters).toMatchObject({
			operation: 'create',
			integration: 'WHATSAPP-BAILEYS',
			options: { token: 'shop-token', qrcode: true },
			webhook: { url: 'https://example.com/hook', byEvents: true, events: ['MESSAGES_UPSERT'] },
			settings: { rejectCall: true, msgCall: 'Write, please.' },
			transports: { transport: [{ type: 'websocket', events: ['CALL'] }] },
			proxy: { host: 'proxy.example.com', port: 3128, protocol: 'http' },
			chatwoot: { accountId: '1', url: 'https://chatwoot.example.com', signMsg: true },
		});
		expect(parameters).toHaveProperty('transports.transport.length', 1);
		expect(text).toContain('in that of version 2');
	});

	it('of Evolution API 1 sets no webhook if the address of its webhook is empty', () => {
		const { parameters } = converted('instance/create', {
			instanceName: 'shop',
			webhook: '',
			webhook_by_events: false,
			events: ['CALL'],
		});
		expect(parameters).toMatchObject({ operation: 'create' });
		expect(parameters).not.toHaveProperty('webhook');
	});

	it('of Evolution API 1 becomes API Request if an expression switches an event transport', () => {
		const body = '={"instanceName": "shop", "sqs_enabled": {{ $json.on }}, "sqs_events": ["CALL"]}';
		const { parameters, text } = converted('instance/create', body);
		expect(parameters).toMatchObject({ resource: 'apiRequest' });
		expect(text).toContain('sqs_enabled');
	});

	it('becomes API Request if its webhook is switched off, for which there is no field', () => {
		const { parameters, text } = create({
			webhook: { enabled: false, url: 'https://example.com/hook' },
		});
		expect(parameters).toMatchObject({ resource: 'apiRequest' });
		expect(text).toContain('webhook.enabled');
	});
});

describe('converter: a settings request for Evolution API 1 is converted to one for version 2', () => {
	const URL = 'https://example.com/hook';
	it.each([
		[
			'webhook/set/shop',
			{ url: URL, webhook_by_events: false, events: ['MESSAGES_UPSERT', 'NEW_JWT_TOKEN'] },
			{ enabled: true, webhook: { url: URL, byEvents: false, events: ['MESSAGES_UPSERT'] } },
		],
		[
			'settings/set/shop',
			{ reject_call: true, msg_call: 'Write, please.', groups_ignore: true },
			{ settings: { rejectCall: true, msgCall: 'Write, please.', groupsIgnore: true } },
		],
		[
			'chatwoot/set/shop',
			{ enabled: true, account_id: '1', token: 't', url: URL, sign_msg: true },
			{ enabled: true, chatwoot: { accountId: '1', url: URL, signMsg: true } },
		],
		[
			'rabbitmq/set/shop',
			{ enabled: true, events: ['CALL'] },
			{ transport: 'rabbitmq', enabled: true, transportSettings: { events: ['CALL'] } },
		],
		[
			'proxy/set/shop',
			{ enabled: true, proxy: { host: 'p.example.com', port: '80', protocol: 'http' } },
			{ enabled: true, proxy: { host: 'p.example.com', port: 80, protocol: 'http' } },
		],
	])('%s', (route, body, expected) => {
		const { parameters, text } = converted(route, body);
		expect(parameters).toMatchObject({ operation: 'update', ...expected });
		expect(text).toContain('in that of version 2');
	});

	it('without webhook keys that version 2 ignores, and the report names them', () => {
		const webhook = { enabled: true, url: URL, webhookByEvents: false, webhookBase64: true };
		const { parameters, text } = converted('webhook/set/shop', { webhook });
		expect(parameters).toMatchObject({ operation: 'update', webhook: { url: URL } });
		expect(text).toContain('version 2 does not need these keys: webhookByEvents');
	});

	it('unless it has the form of version 2 already', () => {
		const { text } = converted('webhook/set/shop', { webhook: { enabled: true, url: URL } });
		expect(text).not.toContain('version 2');
	});
});

describe('converter: the MIME type of a file that is sent', () => {
	const PICTURE = {
		number: '5511988887777',
		media: 'https://example.com/a.png',
		mediatype: 'image',
	};
	const sendMedia = (more: object) => converted('message/sendMedia/shop', { ...PICTURE, ...more });

	it.each([
		['picture', { mimetype: 'image/png' }, 'mimetype'],
		[
			'video',
			{ mediatype: 'video', mimetype: 'video/mp4', fileName: 'b.mp4' },
			'mimetype, fileName',
		],
		[
			'document',
			{ mediatype: 'document', mimetype: 'application/pdf', fileName: 'a.pdf' },
			'mimetype',
		],
	])('is left out for a %s, and the report says so', (_name, more, left) => {
		const { parameters, text } = sendMedia(more);
		expect(parameters).toMatchObject({ operation: 'sendMedia' });
		expect(JSON.stringify(parameters)).not.toContain(more.mimetype);
		expect(text).toContain(`Left out: ${left}.`);
	});

	it.each(['image', 'audio'])(
		'leaves out the file name of %s, which nobody sees, and the report says so',
		(mediatype) => {
			const { parameters, text } = sendMedia({ mediatype, fileName: 'holiday.bin' });
			expect(parameters).toMatchObject({ operation: 'sendMedia', mediaType: mediatype });
			expect(JSON.stringify(parameters)).not.toContain('holiday');
			expect(text).toContain('Left out: fileName.');
		},
	);

	it('stays with the file name where an expression chooses the media type, which may be audio or a document', () => {
		const body = `={"number": "5511988887777", "media": "https://example.com/a", "mediatype": "{{ $json.kind }}", "mimetype": "{{ $json.type }}", "fileName": "{{ $json.name }}"}`;
		const { parameters, text } = converted('message/sendMedia/shop', body);
		expect(parameters).toMatchObject({
			operation: 'sendMedia',
			mediaType: '={{ $json.kind }}',
			options: { mimeType: '={{ $json.type }}', fileName: '={{ $json.name }}' },
		});
		expect(text).not.toContain('Left out');
	});

	it('is left out of a voice note, whose type the server decides', () => {
		const { parameters, text } = converted('message/sendWhatsAppAudio/shop', {
			number: '5511988887777',
			audio: 'https://example.com/a.ogg',
			mediatype: 'audio',
			mimetype: 'audio/ogg',
		});
		expect(parameters).toMatchObject({ operation: 'sendVoiceNote' });
		expect(text).toContain('Left out: mediatype, mimetype.');
	});

	it('is kept where the request becomes API Request', () => {
		const { parameters, text } = sendMedia({ mimetype: 'image/png', viewOnce: true });
		expect(parameters).toMatchObject({ resource: 'apiRequest' });
		expect(parameters.body).toContain('image/png');
		expect(text).not.toContain('Left out: mimetype');
	});
});
