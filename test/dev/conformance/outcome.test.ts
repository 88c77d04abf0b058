import { compareVersions, judge } from '../../../dev/conformance/outcome';

const connected = { version: '2.3.7', isConnected: true };
const alone = { version: '2.3.7', isConnected: false };
const refusal = (message: string, description = '') => ({ message, description });

describe('npm run conformance: the result of an operation that gave an error', () => {
	it('is "failed" if the error is not expected, with its text', () => {
		const verdict = judge('message/sendText', refusal('Error', 'Look at the log.'), connected);
		expect(verdict).toEqual({ outcome: 'failed', reason: 'Error. Look at the log.' });
	});

	it('is "expected" if the operation needs a newer server', () => {
		const old = refusal('This needs Evolution API 2.4.0 or newer; the server is 2.3.7');
		expect(judge('message/sendCarousel', old, connected)).toEqual({
			outcome: 'refused',
			reason: 'needs Evolution API 2.4.0',
		});
	});

	it('is "failed" if the error asks for a newer server although this one is new enough', () => {
		const old = refusal('This needs Evolution API 2.4.0 or newer; the server is 2.4.0');
		const newer = { version: '2.4.0-rc2', isConnected: true };
		expect(judge('message/sendCarousel', old, newer).outcome).toBe('failed');
	});

	it('is "not possible" without a phone, but "failed" with one', () => {
		const closed = refusal('The instance "a" is not connected to WhatsApp');
		expect(judge('message/sendText', closed, alone)).toEqual({ outcome: 'noPhone' });
		expect(judge('message/sendText', closed, connected).outcome).toBe('failed');
	});

	it('is "expected" only if the error is listed for that operation', () => {
		const business = refusal('This kind of instance cannot do that: no');
		expect(judge('template/create', business, connected).outcome).toBe('refused');
		expect(judge('message/sendText', business, connected).outcome).toBe('failed');
	});

	it.each([
		['2.2.3', '2.3.0', -1],
		['2.10.0', '2.9.9', 1],
		['2.4.0-rc2', '2.4.0', 0],
	])(
		'compares server versions as numbers, without a suffix such as -rc2: %s with %s gives %i',
		(a, b, expected) => expect(compareVersions(a, b)).toBe(expected),
	);
});
