import { fieldLabel, InputProblem } from '../../../../nodes/EvolutionApi/core/input/inputProblem';
import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import { filtersField } from '../../../../nodes/EvolutionApi/events/filterFields';
import { body, delivery, GROUP, messageBody, PERSON, type Body } from './support/deliveries';
import { EVENT_DELIVERIES } from './support/samples';

const passes = (filters: unknown, given: Body) => compileFilters({ filters })(delivery(given));
const text = (conversation: string) => messageBody({ conversation });
const only = (chats: unknown) => ({ chats: { values: { mode: 'restrictTo', chats } } });
const without = (chats: unknown) => ({ chats: { values: { mode: 'exclude', chats } } });
const from = (remoteJid: string, more: Body = {}) =>
	messageBody({ conversation: 'a' }, { key: { remoteJid, fromMe: false, id: 'M1', ...more } });

function problemOf(filters: unknown): InputProblem {
	try {
		compileFilters({ filters });
	} catch (error) {
		if (error instanceof InputProblem) return error;
	}
	throw new Error('It was accepted');
}

describe('a filter that cannot be used is refused when the workflow is activated', () => {
	it.each([
		['Filters → Chats → Chats', only('12'), /2 digits/],
		[
			'Filters → Chats → Chats',
			without(`${PERSON}, abc`),
			/contains "abc", which is not a valid phone number/,
		],
		[
			'Filters → Message Types',
			{ messageTypes: ['text', 'smell'] },
			/contains "smell", which is not in the list/,
		],
		[
			'Filters → Chat Types',
			{ chatTypes: ['private', 'x'] },
			/contains "x", which is not in the list/,
		],
		[
			'Filters → Group Members → Members',
			{ groupMembers: { values: { mode: 'restrictTo', members: GROUP } } },
			/is a group/,
		],
		[
			'Filters → Group Members → Members',
			{ groupMembers: { values: { mode: 'exclude', members: 'Ann' } } },
			/contains "Ann", which is not a valid phone number/,
		],
		['Filters → Status', { status: ['seen'] }, /contains "seen", which is not in the list/],
		[
			'Filters → Include My Own Messages',
			{ includeMyOwnMessages: 'maybe' },
			/must be true or false, not "maybe"/,
		],
	])('the error names %s', (label, filters, problem) => {
		const found = problemOf(filters);
		expect(fieldLabel([filtersField], found.path)).toBe(label);
		expect(found.problem).toMatch(problem);
	});
});

describe('a trigger without filters', () => {
	it('starts the workflow with a received text, and not with a message of the account itself', () => {
		expect(passes({}, text('a'))).toBe(true);
		expect(compileFilters({})(delivery(from(PERSON, { fromMe: true })))).toBe(false);
		expect(compileFilters({ filters: undefined })(delivery(text('a')))).toBe(true);
	});

	it("starts the workflow with receipts and sends through the API, which are always the account's own", () => {
		const events = EVENT_DELIVERIES.filter((given) => !passes({}, given)).map(({ event }) => event);
		expect(events).toEqual(['messages.edited']);
	});

	it.each([
		['a reaction', { reactionMessage: { text: '👍', key: { id: 'M0' } } }],
		['a vote', { pollUpdateMessage: { vote: { selectedOptions: ['Yes'] } } }],
		['a call', { call: { callKey: 'AAAA' } }],
		['a pin', { pinInChatMessage: { key: { id: 'M0' } } }],
	])(
		'does not start the workflow with %s, but does with All Types in the filter Message Types',
		(_what, message) => {
			const given = messageBody(message);
			expect(passes({}, given)).toBe(false);
			expect(passes({ text: { values: { match: 'contains', value: '' } } }, given)).toBe(false);
			expect(passes({ messageTypes: ['all'] }, given)).toBe(true);
		},
	);

	it('starts the workflow with the text or choice of a person', () => {
		const given = [
			{ imageMessage: {} },
			{ audioMessage: { ptt: true } },
			{ stickerMessage: {} },
			{ locationMessage: {} },
			{ pollCreationMessageV3: { name: 'When?' } },
			{ buttonsResponseMessage: { selectedDisplayText: 'Yes' } },
			{ listResponseMessage: { title: 'Yes' } },
			{ somethingNewMessage: { text: 'hello' } },
		];
		expect(given.filter((message) => !passes({}, messageBody(message)))).toEqual([]);
	});

	it('starts the workflow with edits and deletions if their event is chosen', () => {
		const key = { remoteJid: PERSON, fromMe: false, id: 'T1' };
		expect(passes({}, body('messages.delete', key))).toBe(true);
		const edit = { key, type: 14, editedMessage: { conversation: 'x' } };
		expect(passes({}, body('messages.edited', edit))).toBe(true);
	});
});

it('Include My Own Messages lets own messages start the workflow', () => {
	expect(passes({ includeMyOwnMessages: true }, from(PERSON, { fromMe: true }))).toBe(true);
});

describe('filter Chat Types', () => {
	it.each([
		['private', PERSON],
		['private', '123@lid'],
		['private', '5511988887777'],
		['group', GROUP],
		['status', 'status@broadcast'],
		['channel', '123@newsletter'],
		['broadcast', '123@broadcast'],
		['bot', '13135550002@s.whatsapp.net'],
		['bot', '867051314767696@bot'],
		['interop', '2-123456@interop'],
		['system', '0@s.whatsapp.net'],
		['private', '5511988887777:99@hosted'],
		['private', '123456789012345:99@hosted.lid'],
	])('recognizes a %s chat by %s', (type, jid) => {
		expect(passes({ chatTypes: [type] }, from(jid))).toBe(true);
		const types = [
			'private',
			'group',
			'status',
			'channel',
			'broadcast',
			'bot',
			'interop',
			'system',
		];
		const others = types.filter((one) => one !== type);
		expect(passes({ chatTypes: others }, from(jid))).toBe(false);
	});

	it.each([
		'13135550002@s.whatsapp.net',
		'867051314767696@bot',
		'0@s.whatsapp.net',
		'2-123456@interop',
		'status@broadcast',
		'1687654321@broadcast',
		'123@newsletter',
	])('without it, a message of %s starts a bot', (jid) => {
		expect(passes({}, from(jid))).toBe(false);
		expect(passes(only(jid), from(jid))).toBe(true);
		expect(passes(without(PERSON), from(jid))).toBe(false);
	});

	it('without it, messages of private chats and groups pass, and so do receipts of a status', () => {
		for (const jid of [PERSON, GROUP, '123@lid', '5511988887777:99@hosted'])
			expect(passes({}, from(jid))).toBe(true);
		const seen = { keyId: 'A1', remoteJid: 'status@broadcast', status: 'READ', fromMe: true };
		expect(passes({}, body('messages.update', seen))).toBe(true);
	});

	it('lets every event without a chat through, and is applied to every event with a chat', () => {
		const groups = { chatTypes: ['group'] };
		expect(passes(groups, body('presence.update', { id: PERSON, presences: {} }))).toBe(false);
		expect(passes(groups, body('groups.upsert', [{ id: GROUP }]))).toBe(true);
		expect(passes(groups, body('call', { chatId: PERSON, id: 'C1' }))).toBe(false);
		expect(passes(groups, body('chats.delete', [PERSON]))).toBe(false);
		expect(passes(groups, body('connection.update', { state: 'open' }))).toBe(true);
		expect(passes(groups, body('labels.edit', { id: '7' }))).toBe(true);
	});
});

describe('filter Chats', () => {
	it.each([
		['a number with spaces', '+55 11 98888-7777'],
		['a JID', PERSON],
		['a JID of the old form (@c.us)', '5511988887777@c.us'],
		['one of several numbers', '12025550123, 5511988887777'],
		['one of a list of numbers from an expression', [12025550123, 5511988887777]],
		['a number without the ninth digit', '551188887777'],
	])('recognizes a person who is entered as: %s', (_how, chats) => {
		expect(passes(only(chats), from(PERSON))).toBe(true);
		expect(passes(without(chats), from(PERSON))).toBe(false);
		expect(passes(only(chats), from('5511900000000@s.whatsapp.net'))).toBe(false);
		expect(passes(without(chats), from('5511900000000@s.whatsapp.net'))).toBe(true);
	});

	it.each([
		['Brazil', '5531988887777', '553188887777'],
		['Mexico', '5215512345678', '525512345678'],
		['Argentina', '5491112345678', '541112345678'],
	])('recognizes both spellings of a number of %s', (_country, long, short) => {
		expect(passes(only(long), from(`${short}@s.whatsapp.net`))).toBe(true);
		expect(passes(only(short), from(`${long}@s.whatsapp.net`))).toBe(true);
	});

	it.each([
		['Brazil', '551131234567', '5511931234567'],
		['Argentina', '541132345678', '5491112345678'],
	])('does not treat a landline of %s as a mobile number', (_country, landline, mobile) => {
		expect(passes(only(landline), from(`${mobile}@s.whatsapp.net`))).toBe(false);
		expect(passes(only(mobile), from(`${landline}@s.whatsapp.net`))).toBe(false);
	});

	it('recognizes a person by number and by LID if the server sends both', () => {
		const both = from('123@lid', { remoteJidAlt: PERSON });
		expect(passes(only('5511988887777'), both)).toBe(true);
		expect(passes(only('123@lid'), both)).toBe(true);
		expect(passes(without('5511988887777'), both)).toBe(false);
	});

	it('accepts groups, channels and statuses as chats', () => {
		expect(passes(only(GROUP), from(GROUP))).toBe(true);
		expect(passes(without('status@broadcast'), from('status@broadcast'))).toBe(false);
		expect(passes(only('123@newsletter'), from('123@newsletter'))).toBe(true);
	});

	it('leaves out nothing when it is empty', () => {
		expect(passes(only(''), from(PERSON))).toBe(true);
		expect(passes(without(' , '), from(PERSON))).toBe(true);
		expect(passes({ chats: {} }, from(PERSON))).toBe(true);
	});
});

it('a delivered list starts the workflow if one of its entries passes the filters', () => {
	const old = (id: string, fromMe: boolean) => ({
		key: { remoteJid: PERSON, fromMe, id },
		message: { conversation: id },
	});
	expect(passes({}, body('messages.set', [old('a', true), old('b', false)]))).toBe(true);
	expect(passes({}, body('messages.set', [old('a', true)]))).toBe(false);
	expect(
		passes(
			{ text: { values: { match: 'contains', value: 'a' } } },
			body('messages.set', [old('a', true), old('b', false)]),
		),
	).toBe(false);
	expect(passes({}, body('messages.set', []))).toBe(true);
});

it('every filter of the panel is accepted with its default value, and the panel lists them alphabetically', () => {
	const names = filtersField.options.map(({ name }) => name);
	const values = Object.fromEntries(
		filtersField.options.map(({ name, default: value }) => [name, value]),
	);
	expect(names).toHaveLength(9);
	expect(() => compileFilters({ filters: values })).not.toThrow();
	const labels = filtersField.options.map(({ displayName }) => displayName);
	expect(labels).toEqual([...labels].sort());
});
