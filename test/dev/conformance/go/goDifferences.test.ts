import { GoCleaner } from '../../../../dev/conformance/go/goCleaner';
import { goDifferences } from '../../../../dev/conformance/go/goDifferences';

const seen = (method: string, path: string, body: unknown, status = 200) =>
	goDifferences({
		method,
		path,
		status,
		text: typeof body === 'string' ? body : JSON.stringify(body),
	});
const user = (more: object = {}) => ({
	message: 'success',
	data: {
		Users: {
			'4915112345678@s.whatsapp.net': {
				VerifiedName: null,
				Status: '',
				PictureID: '',
				Devices: null,
				LID: '',
				...more,
			},
		},
	},
});

describe('npm run conformance: differences between a real Evolution Go and our notes', () => {
	it('report a route that the notes do not have', () => {
		expect(seen('POST', '/send/nothing', {})).toEqual(['POST /send/nothing is not known']);
	});

	it('report a route that the server does not have any more', () => {
		expect(seen('POST', '/send/text', '404 page not found', 404)).toHaveLength(1);
		expect(seen('POST', '/send/carousel', '404 page not found', 404)).toEqual([]);
	});

	it('leave out an error answer with another text, but include one with other keys or without JSON', () => {
		expect(seen('POST', '/send/text', { error: 'no such words' }, 500)).toEqual([]);
		expect(seen('POST', '/send/text', { message: 'no' }, 500)).not.toEqual([]);
		expect(seen('POST', '/send/text', '<html>', 502)).not.toEqual([]);
	});

	it('report a key that is new, gone or of another type, in any entry of a list', () => {
		expect(seen('POST', '/user/info', user())).toEqual([]);
		expect(seen('POST', '/user/info', user({ Status: 5, New: '' }))).toEqual([
			'$.data.Users.*.New: not known',
			'$.data.Users.*.Status: string expected, got number',
		]);
	});

	it('are found for a route with an ID in its path, too', () => {
		const path = '/polls/3EB0A1/results';
		expect(seen('GET', path, { error: 'No votes', message: 'None' }, 404)).toEqual([]);
		expect(seen('GET', path, {}, 200)).toContain('$.votes: missing');
	});
});

describe('npm run conformance: answers of Evolution Go are saved without', () => {
	const cleaner = new GoCleaner();
	cleaner.hide('the-token', '***');

	it.each([
		['the words of a person', '{"FullName":"Zoe","Topic":"Zoe"}', 200],
		['the key of an instance', '{"data":[{"apikey":"Zoe"}]}', 200],
		['the code that links a phone', '{"Qrcode":"Zoe","PairingCode":"Zoe"}', 200],
		['what is no JSON', 'Zoe', 200],
		['the address of a person', '{"Users":{"4915112345678@s.whatsapp.net":{}}}', 200],
		['a number in a refusal', '{"error":"number +4915112345678@s.whatsapp.net is not"}', 500],
		['a device in a refusal', '{"error":"4915112345678:12@s.whatsapp.net"}', 500],
		['a key in a refusal', '{"error":"the-token"}', 500],
	])('%s', (_what, text, status) => {
		expect(cleaner.answer({ text, status })).not.toMatch(/Zoe|49151|the-token/);
	});

	it('anything secret, but with the reason of an error', () => {
		const text = '{"error":"number NUMBER@s.whatsapp.net is not registered on WhatsApp"}';
		expect(cleaner.answer({ text, status: 500 })).toBe(text);
		const plain = '{"IsFromMe":true,"ID":"","Count":3}';
		expect(cleaner.answer({ text: plain, status: 200 })).toBe(plain);
		expect(cleaner.clean('POST /message/status {"id":"3EB0123456789012"}')).toContain('3EB0123');
	});
});
