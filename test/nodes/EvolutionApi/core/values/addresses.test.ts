import { spellings } from '../../../../../nodes/EvolutionApi/core/values/addresses';

describe('addresses of one chat', () => {
	it.each([
		['5511987654321', '551187654321'],
		['5215512345678', '525512345678'],
		['5491123456789', '541123456789'],
	])('%s and %s are the same chat', (long, short) => {
		const both = [`${long}@s.whatsapp.net`, `${short}@s.whatsapp.net`];
		expect(spellings(long)).toEqual(both);
		expect(spellings(`${short}@s.whatsapp.net`)).toEqual(both);
	});

	it.each(['551131234567', '351910000000', '12025550123', '120363020202020202@g.us', '5@lid'])(
		'%s is the only spelling of its chat',
		(recipient) => expect(spellings(recipient)).toHaveLength(1),
	);
});
