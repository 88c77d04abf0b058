import {
	chatInput,
	checkRecipient,
	recipientInput,
} from '../../../../nodes/EvolutionApi/fields/recipient';
import { reachedNumbers } from '../../../support/facts';
import fc, { anyText } from '../../../support/properties';

const accepted = (entered: string) => {
	const checked = checkRecipient(entered);
	return 'jid' in checked ? checked.jid : undefined;
};
const problem = (entered: string) => {
	const checked = checkRecipient(entered);
	return 'problem' in checked ? checked.problem : undefined;
};

const PEOPLE = '@s.whatsapp.net';
const address = (recipient: string) => (recipient.includes('@') ? recipient : recipient + PEOPLE);

describe('a recipient that is refused', () => {
	it.each([
		['', 'is empty'],
		['   ', 'is empty'],
		['\n\t', 'is empty'],
		['abc', 'is not a valid phone number'],
		['4915112345678x', 'has "x" in it'],
		['+', 'is not a valid phone number'],
		['()-', 'is not a valid phone number'],
		['5511988887777, 5511977776666', 'more than one number'],
		['5511988887777\n5511977776666', 'more than one number'],
		['5511988887777\t5511977776666', 'more than one number'],
		['5511988887777;5511977776666', 'more than one number'],
		['5511988887777  5511977776666', 'more than one number'],
		['5511988887777@s.whatsapp.net,5511977776666@s.whatsapp.net', 'more than one number'],
		// Evolution API would read these two numbers as a single group's JID.
		['5511988887777 5511977776666', 'more than one number'],
		['120363020202020202', 'has 18 digits'],
		['5511988887777-5511977776', 'more than one number'],
		['US.13491208655302741918', 'is an ID that Meta gives for a hidden number (BSUID)'],
		['US.ENT.11815799212886844830', 'is an ID that Meta gives for a hidden number (BSUID)'],
		['US.13491208655302741918@s.whatsapp.net', 'is an ID that Meta gives for a hidden number'],
		['undefined', 'is not a valid phone number'],
		['[object Object]', 'is not a valid phone number'],
		['011988887777', 'starts with 0'],
		['+0 5511988887777', 'starts with 0'],
		['123456', 'has 6 digits'],
		['1234567890123456', 'has 16 digits'],
		['12345678901234567', 'has 17 digits'],
		['@', 'is not a WhatsApp address'],
		['@s.whatsapp.net', 'is empty'],
		['abc@s.whatsapp.net', 'is not a valid phone number'],
		['0@s.whatsapp.net', "is WhatsApp's own account"],
		['867051314767696@bot', 'is a bot inside WhatsApp'],
		['2-123456@interop', 'is somebody on another messenger'],
		['1687654321@broadcast', 'is a broadcast list'],
		['5511988887777@gmail.com', 'is not a WhatsApp address'],
		['5511988887777@S.WHATSAPP.NET', 'is not a WhatsApp address'],
		['a@b@c', 'is not a WhatsApp address'],
		['@lid', 'is not a WhatsApp address'],
		['team@g.us', 'is not a WhatsApp address'],
		['120363@newsletter', 'a channel'],
		['status@broadcast', 'a status'],
	])('"%s": %s', (entered, reason) => {
		expect(problem(entered)).toContain(reason);
		expect(checkRecipient(entered)).toHaveProperty('hint', expect.stringMatching(/\S/));
	});
});

describe('a recipient that is accepted', () => {
	it.each([
		['5511988887777', '5511988887777'],
		['+5511988887777', '5511988887777'],
		['+55 (11) 98888-7777', '5511988887777'],
		['55.11.98888.7777', '5511988887777'],
		['  12025550123 ', '12025550123'],
		['1\u00a0202\u00a05550123', '12025550123'],
		['+2908999', '2908999'],
		['2908999', '2908999'],
		['5511988887777;', '5511988887777'],
		['５５１１９８８８８７７７７', '5511988887777'],
		['0012025550123', '12025550123'],
		['+5511988887777@s.whatsapp.net', '5511988887777'],
		['5511988887777@s.whatsapp.net', '5511988887777'],
		['5511988887777:12@s.whatsapp.net', '5511988887777'],
		['5511988887777@c.us', '5511988887777'],
		['123456789012345@lid', '123456789012345@lid'],
		['123456789012345:7@lid', '123456789012345@lid'],
		['120363020202020202@g.us', '120363020202020202@g.us'],
		['+55  (11)  98888-7777', '5511988887777'],
		['5511988887777-1609459200', '5511988887777-1609459200@g.us'],
		['5511988887777-1609459200@g.us', '5511988887777-1609459200@g.us'],
		// Phone numbers with hyphens, which must not be read as group IDs.
		['55-11-988887777', '5511988887777'],
		['44-2079460958', '442079460958'],
	])('"%s" is read as %s', (entered, expected) => {
		expect(accepted(entered)).toBe(expected);
	});

	it('may have the type number instead of text, as expressions give it', () => {
		expect(recipientInput.parse(5511988887777)).toBe('5511988887777');
	});

	it('becomes a full JID in operations on an existing message, such as Edit', () => {
		expect(chatInput.parse('+55 11 98888-7777')).toBe(`5511988887777${PEOPLE}`);
		expect(chatInput.parse('120363020202020202@g.us')).toBe('120363020202020202@g.us');
		expect(chatInput.parse('123456789012345@lid')).toBe('123456789012345@lid');
	});
});

describe('the simulated server reads the recipient as the node does:', () => {
	/** Removes the additional digit of mobile numbers in Brazil, Mexico and Argentina. The server reads both forms as the same number. */
	const rewritten = (jid: string) =>
		jid.replace(/^(55\d\d)9(\d{8}@)/, '$1$2').replace(/^(52|54)[19](\d{10}@)/, '$1$2');

	it.each(Object.entries(reachedNumbers))('"%s"', (entered, remoteJid) => {
		const recipient = accepted(entered);
		// The node may refuse what the server accepts. Otherwise, node and server must read the same number.
		if (recipient === undefined) expect(problem(entered)).toMatch(/\S/);
		else expect(rewritten(address(recipient))).toBe(rewritten(remoteJid.replace(/^00/, '')));
		if (remoteJid.startsWith('@')) expect(recipient).toBeUndefined();
	});

	it('the node refuses nothing that the server understands, except for letters, leading zeros, channels, status, bare digits of a group and a number that no country has', () => {
		const refused = Object.keys(reachedNumbers).filter(
			(entered) => accepted(entered) === undefined,
		);
		const dubious = (entered: string) =>
			entered.trim() === '' ||
			/[a-z]$|^\d{18,}$/.test(entered) ||
			entered.startsWith('0') ||
			// No area code of Mexico begins with 1.
			entered === '5211234567890';
		expect(refused.filter((entered) => !dubious(entered))).toEqual([]);
	});
});

describe('any text as recipient', () => {
	const OUTPUT = /^(\d{7,15}|\d+(-\d+)?@g\.us|\d+@lid)$/;
	const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 25 });
	const written = fc.string({ unit: fc.constantFrom(...'0123456789 +-().@:x'), maxLength: 25 });
	const jid = fc
		.tuple(written, fc.constantFrom('s.whatsapp.net', 'c.us', 'lid', 'g.us', 'newsletter'))
		.map(([user, server]) => `${user}@${server}`);
	const anything = fc.oneof(anyText, digits, written, jid);

	it('gives a number, an address, or the reason for refusing it, and never throws', () => {
		fc.assert(
			fc.property(anything, (entered) => {
				const checked = checkRecipient(entered);
				if ('jid' in checked) expect(checked.jid).toMatch(OUTPUT);
				else expect(checked.problem).toMatch(/\S/);
			}),
			{ numRuns: 2000 },
		);
	});

	it('gives the same result again when the result is entered', () => {
		fc.assert(
			fc.property(anything, (entered) => {
				const first = accepted(entered);
				if (first !== undefined) expect(accepted(first)).toBe(first);
			}),
			{ numRuns: 2000 },
		);
	});

	it('never loses or adds a digit of a phone number', () => {
		fc.assert(
			fc.property(written, (entered) => {
				const first = accepted(entered);
				if (first === undefined || entered.includes('@')) return;
				expect(first.replace(/\D/g, '')).toBe(entered.replace(/\D/g, ''));
			}),
			{ numRuns: 2000 },
		);
	});
});
