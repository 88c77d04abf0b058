import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { newInstance, type Group, type Instance } from '../../../simulator/state/instance';
import type { State } from '../../../simulator/state/state';
import { close, open } from '../../../simulator/whatsapp/life';
import { receive } from '../../../simulator/whatsapp/receive';
import { MP3, MP4, PDF, PNG } from '../../simulator/support/files';
import type { Names } from './names';

// The data of the real server before the captured requests, and the phone's actions between these requests.

const ANA = '5511988887777';
const BIA = '5511977776666';
const OWN = '5511900000009@s.whatsapp.net';
const jidOf = (number: string) => `${number}@s.whatsapp.net`;

const FILES: Record<string, [type: string, bytes: Buffer]> = {
	png: ['image/png', PNG],
	jpg: ['image/jpeg', PNG],
	gif: ['image/gif', PNG],
	webp: ['image/webp', PNG],
	mp4: ['video/mp4', MP4],
	mp3: ['audio/mpeg', MP3],
	ogg: ['audio/ogg', MP3],
	pdf: ['application/pdf', PDF],
};

export const fileOf = (name: string) => FILES[name.split('.').at(-1) ?? ''];

export async function startFiles(): Promise<{ url: string; close(): Promise<void> }> {
	const server = http.createServer(({ url = '' }, response) => {
		const file = url.includes('nope') ? undefined : fileOf(url);
		if (!file) return void response.writeHead(url.includes('.') ? 404 : 200).end('{}');
		response.setHeader('content-type', file[0]);
		return void response.end(file[1]);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
}

const ADDRESSES: ReadonlyArray<[captured: RegExp, own: string]> = [
	// When the requests were captured, there was no Typebot server at this address.
	[/("url":")http:\/\/127\.0\.0\.1:2\d012(","typebot")/g, '$1http://typebot.invalid$2'],
	// No program listened on these ports when the requests were captured. The same is true for port 9 here.
	[/"(3128|2\d020)"/g, '"9"'],
	// OpenAI rejected the captured key. The simulator rejects a key that contains "fake".
	[/sk-example/g, 'sk-fake-example'],
];

export const translate = (text: string, fileServer: string) =>
	ADDRESSES.reduce((result, [captured, own]) => result.replace(captured, own), text).replaceAll(
		/http:\/\/127\.0\.0\.1:2\d012/g,
		fileServer,
	);

function addInstance(state: State, name: string, number: string): Instance {
	const integration = 'WHATSAPP-BAILEYS';
	const instance = newInstance({ name, integration, token: `${name}-token` }, state.config);
	state.instances.set(name, instance);
	instance.ownerJid = jidOf(number);
	open(state, instance);
	return instance;
}

function addContact(instance: Instance, number: string, name: string): void {
	const now = new Date().toISOString();
	const jid = jidOf(number);
	instance.contacts.set(jid, { id: `row-${number}`, jid, name, createdAt: now, updatedAt: now });
}

const group = (index: number, subject: string): Group => ({
	id: `12036300000000000${index}012@g.us`,
	subject,
	owner: OWN,
	creation: 1_750_000_000 + index,
	desc: `About ${subject}`,
	descId: `D${index}`,
	...(index === 1 && { inviteCode: 'INV1e368b9938746fa090d' }),
	participants: [
		{ id: OWN, admin: 'superadmin' },
		{ id: jidOf('5511988880001'), admin: 'admin' },
		{ id: jidOf('5511988880002'), admin: null },
	],
});

/** Messages that came from a phone, not from a captured request. The IDs are those on the captured server. */
const RECEIVED: Array<[kind: string, ids: string[]]> = [
	['text', ['3EB0A3750777D9CBA658CF', '3EB03D6528E872BE99D684']],
	['image', ['3EB08718EB5F67F5213FE8', '3EB031814784F9BD35A232']],
	['video', ['3EB0CCC8AC75521A16FC59']],
	['audio', ['3EB08A998DC2FB0BF2B2BC']],
	['document', ['3EB0226F54631F88ADC92D']],
	['sticker', ['3EB0F877DDA51314A42CED']],
	['own', ['3EB05F76903E0AA9FB300A']],
];

const CONTENT: Record<string, object> = {
	text: { text: 'Hi' },
	image: { caption: 'look', mimetype: 'image/jpeg', base64: PNG.toString('base64') },
	video: { mimetype: 'video/mp4', base64: MP4.toString('base64') },
	audio: { ptt: true, mimetype: 'audio/ogg; codecs=opus', base64: MP3.toString('base64') },
	document: {
		fileName: 'Nota é.pdf',
		mimetype: 'application/pdf',
		base64: PDF.toString('base64'),
	},
	sticker: { mimetype: 'image/webp', base64: PNG.toString('base64') },
};

function receiveAll(state: State, demo: Instance, names: Names): void {
	for (const [kind, ids] of RECEIVED) {
		for (const id of ids) {
			const isOwn = kind === 'own';
			const given = isOwn ? { kind: 'text', fromMe: true, text: 'to edit' } : { kind };
			const { key } = receive(state, demo, {
				from: ANA,
				pushName: 'Ana',
				...CONTENT[kind],
				...given,
			}) as { key: { id: string } };
			names.set(id, key.id);
		}
	}
}

const SWITCHED_OFF = ['kafka', 'nats', 'rabbitmq', 'sqs', 'pusher', 's3'];

type Step = (state: State) => void;
const demoOf = (state: State) => state.instances.get('demo') as Instance;

/** On the captured server, the account's picture was still there after its removal. */
const pictureBack: Step = (state) => {
	demoOf(state).account.picture = 0;
};

const bothWrite: Step = (state) => {
	for (const from of [ANA, BIA]) receive(state, demoOf(state), { from, kind: 'text', text: 'yo' });
};

/** The phone's actions before a request, by the request's index. */
export const BEFORE: Partial<Record<number, Step>> = {
	86: bothWrite,
	199: pictureBack,
	211: (state) => close(state, demoOf(state), 428),
	212: (state) => open(state, demoOf(state)),
	509: (state) => void (state.config.databaseDown = true),
	510: (state) => void Object.assign(state.config, { databaseDown: false, storeFails: true }),
};

/** Keys of requests that didn't use the global key, by the request's index. */
export const KEYS: Partial<Record<number, string>> = { 500: 'wrong' };

export function buildWorld(state: State, names: Names): void {
	const { config } = state;
	config.unknownNumbers = ['5511988880000'];
	config.businessNumbers = [ANA];
	config.webhookRetry = { delaysMs: [], timeoutMs: 1000 };
	Object.assign(config, { reloadMs: 0, deleteDelayMs: 0, ackDelayMs: 0 });
	config.disabled = SWITCHED_OFF;
	const demo = addInstance(state, 'demo', '5511900000009');
	addInstance(state, 'other', '5511900000010');
	addContact(demo, ANA, 'Ana');
	addContact(demo, BIA, 'Bia');
	demo.labels.set('7', { id: '7', name: 'VIP', color: '3', predefinedId: '1' });
	for (const [index, subject] of ['Sales team', 'Support', 'Big announce'].entries()) {
		const { id, ...rest } = group(index, subject);
		demo.groups.set(id, { id, ...rest });
	}
	receiveAll(state, demo, names);
}
