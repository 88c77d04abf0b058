import { readBase64 } from '../../../../../nodes/EvolutionApi/core/files/base64';

/** A Base64 text with the length of a file of 6 MB. */
const LONG = 'A'.repeat(8_000_000);

/** After this number of regular expressions, V8 only interprets new ones. Then `[a-z]+` overflows the stack on a long text. */
const COMPILED = 1_200;

describe('in an n8n that has been running for long', () => {
	const compiled: RegExp[] = [];
	beforeAll(() => {
		for (let number = 0; number < COMPILED; number++) {
			const words = Array.from({ length: 120 }, (_, word) => `${number}x${word}[a-f]{1,3}`);
			const expression = new RegExp(`^(?:${words.join('|')})+$`);
			// V8 compiles a regular expression when it's used for the second time.
			if (!expression.test('a') && !expression.test('b')) compiled.push(expression);
		}
	});

	it('no longer optimizes regular expressions', () => {
		expect(compiled).toHaveLength(COMPILED);
		expect(() => /^[A-Za-z0-9+/]+$/.test(LONG)).toThrow('Maximum call stack size exceeded');
	});

	it.each([
		['as it is', LONG],
		['in quotes', `"${LONG}"`],
		['as a data URL', `data:video/mp4;base64,${LONG}`],
	])('a video of 6 MB as Base64 is read, %s', (_how, entered) => {
		expect(readBase64(entered, 'mediaBase64')).toHaveLength(LONG.length);
	});

	it.each([
		['with something else at its end', `${LONG}!AAA`],
		['as a data URL without a comma', `data:${LONG}`],
	])('what is no Base64 is refused, %s', (_how, entered) => {
		expect(() => readBase64(entered, 'mediaBase64')).toThrow('is not valid Base64');
	});
});
