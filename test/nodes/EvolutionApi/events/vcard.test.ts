import { readVcard } from '../../../../nodes/EvolutionApi/events/parts/vcard';

const TELEPHONE = 'TEL;waid=5511988887777:+55 11 98888-7777';

it.each([
	['folded lines', '\n '.repeat(500_000)],
	['one folded line of many letters', `NOTE:${'\n a'.repeat(350_000)}`],
	['encoded lines', `NOTE;ENCODING=QUOTED-PRINTABLE:${'a=\n'.repeat(350_000)}`],
	['semicolons', `TEL:${';\r'.repeat(500_000)}`],
	['one line', 'A'.repeat(1_000_000)],
])('reads only the beginning of a card with a megabyte of %s', (_what, long) => {
	const { phoneNumbers, name } = readVcard(`FN:Ana\n${TELEPHONE}\n${long}\nTEL;waid=1:+1`);
	expect([name, phoneNumbers]).toEqual(['Ana', ['5511988887777']]);
});

it('joins folded and encoded lines', () => {
	const card = 'FN;ENCODING=QUOTED-PRINTABLE:Jo=\n=C3=A3o\nNOTE:x\n y\nEMAIL:a@exam\n ple.com';
	expect(readVcard(card)).toMatchObject({ name: 'João', emails: ['a@example.com'] });
});
