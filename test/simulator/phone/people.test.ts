import { loadModule } from './loadModule';

interface Speaker {
	key: string;
	jid: string;
	name: string;
	fromMe: boolean;
}
type Json = Record<string, unknown>;
const { isMine, receiveBody, roleOf, speakersOf } = loadModule<{
	isMine(message: Json, speaker: Speaker, isGroup: boolean): boolean;
	receiveBody(speaker: Speaker, chat: Json, content: Json): Json;
	roleOf(speaker: Speaker, instance: Json): string;
	speakersOf(context: Json): Speaker[];
}>('people.js');
const { buildHash, jidOfNumber, parseHash } = loadModule<{
	buildHash(route: Json): string;
	jidOfNumber(typed: unknown): string | undefined;
	parseHash(hash: string): Json;
}>('route.js');

const ANA = '5511988887777@s.whatsapp.net';
const BO = '5511977776666@s.whatsapp.net';
const OWN = '5511900000001@s.whatsapp.net';
const TEAM = { jid: '120363020202020202@g.us', name: 'Team', isGroup: true };
const instance = { name: 'demo', ownerJid: OWN };
const ana: Speaker = { key: ANA, jid: ANA, name: 'Ana', fromMe: false };
const owner: Speaker = { key: 'own-phone', jid: OWN, name: 'x', fromMe: true };

describe('phone page of the simulator: the person who writes', () => {
	it.each([
		['a name has the number beside it', ana, 'You are Ana (+5511988887777)'],
		['a number stands alone', { ...ana, name: '+5511988887777' }, 'You are +5511988887777'],
		[
			'a number without a plus stands alone, too',
			{ ...ana, name: '5511988887777' },
			'You are 5511988887777',
		],
		['the account', owner, 'You are the phone of demo'],
	])('is shown above the chat: %s', (_what, speaker, expected) => {
		expect(roleOf(speaker, instance)).toBe(expected);
	});

	it('is never the account under its number: in a group it can be chosen only as the own phone of the instance', () => {
		const messages = [{ fromMe: false, sender: { jid: OWN, name: 'Shop' } }];
		const speakers = speakersOf({ chat: TEAM, chats: [TEAM], messages, instance, names: {} });
		expect(speakers.map(({ key }) => key)).toEqual(['own-phone']);
	});

	it('is the contact in a private chat', () => {
		const chat = { jid: ANA, name: 'Ana', isGroup: false };
		const speakers = speakersOf({
			chat,
			chats: [chat],
			messages: [],
			instance,
			names: { [ANA]: 'Ana' },
		});
		expect(speakers[0]).toEqual(ana);
		expect(receiveBody(speakers[0], chat, { kind: 'text', text: 'hi' })).toEqual({
			from: ANA,
			pushName: 'Ana',
			kind: 'text',
			text: 'hi',
		});
	});

	it('can be chosen in a group among those who are known or wrote there', () => {
		const chats = [TEAM, { jid: ANA, name: 'Ana', isGroup: false }];
		const messages = [
			{ fromMe: false, sender: { jid: ANA, name: 'Ana' } },
			{ fromMe: false, sender: { jid: BO, name: 'Bo' } },
		];
		const speakers = speakersOf({ chat: TEAM, chats, messages, instance, names: { [ANA]: 'Ana' } });
		expect(speakers.map(({ name }) => name)).toEqual(['Ana', 'Bo', 'demo’s own phone']);
		expect(receiveBody(speakers[1], TEAM, {})).toEqual({
			from: BO,
			chat: TEAM.jid,
			pushName: 'Bo',
		});
	});

	it('can be chosen in a group among its members, once they are known', () => {
		const chats = [TEAM, { jid: ANA, name: 'Ana', isGroup: false }];
		const members = [
			{ jid: OWN, name: 'Shop' },
			{ jid: BO, name: 'Bo' },
		];
		const speakers = speakersOf({ chat: TEAM, chats, messages: [], instance, names: {}, members });
		expect(speakers.map(({ name }) => name)).toEqual(['Bo', 'demo’s own phone']);
	});

	it('is sent as "from me" if it is the account\'s own phone', () => {
		expect(receiveBody(owner, { jid: ANA, isGroup: false }, {})).toEqual({
			from: OWN,
			chat: ANA,
			fromMe: true,
		});
	});

	it('is not sent with a number as the name', () => {
		expect(receiveBody({ ...ana, name: '+5511988887777' }, { jid: ANA }, {})).toEqual({
			from: ANA,
		});
	});

	it('has only their own messages shown on the right', () => {
		const byBo = { fromMe: false, sender: { jid: BO } };
		expect(isMine(byBo, ana, true)).toBe(false);
		expect(isMine(byBo, ana, false)).toBe(true);
		expect(isMine({ fromMe: true, sender: { jid: OWN } }, ana, false)).toBe(false);
		expect(isMine({ fromMe: true, sender: { jid: OWN } }, owner, true)).toBe(true);
	});
});

describe('phone page of the simulator: numbers and its address', () => {
	it.each(['', 'abc', '12', '+55 11 9888x', '1234567890123456', undefined])(
		'the number %p is refused',
		(typed) => {
			expect(jidOfNumber(typed)).toBeUndefined();
		},
	);

	it('a number is accepted as people write it', () => {
		expect(jidOfNumber(' +55 (11) 98888-7777 ')).toBe(ANA);
	});

	it('an empty or invalid address opens no chat', () => {
		expect(parseHash('')).toEqual({});
		expect(parseHash('#%%%&x=1')).toEqual({});
		expect(buildHash({ chat: ANA })).toBe('#');
	});

	it('the address contains instance and chat, and opens them again', () => {
		expect(buildHash({ instance: 'demo', chat: ANA })).toBe(`#instance=demo&chat=${ANA}`);
		const odd = { instance: 'a/b?c&d=e #1', chat: TEAM.jid };
		expect(parseHash(buildHash(odd))).toEqual(odd);
	});
});
